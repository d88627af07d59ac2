"""How far a run is, told to who watches (OMC-BT-075): not oftener than every two seconds."""

from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from omc.backtest import watching
from omc.backtest.service.ports import RunStore
from omc.backtest.service.runs import Phase, Reached, Run
from omc.kernel.errors import Transient
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.ports import Clock

EVERY_MS = 2 * SECOND_MS
_STEP = Decimal("0.001")


@dataclass
class Reporting:
    """A Watch: the engine calls it after 25 bars or more, it speaks when two seconds have passed as well.

    RunCancelled comes through it and ends the computation; a store that is busy does not.
    """

    runs: RunStore
    run: Run
    clock: Clock
    _told: Ms = field(init=False)

    def __post_init__(self) -> None:
        self._told = self.clock.now()

    def __call__(self, at: watching.Reached) -> None:
        now = self.clock.now()
        if now - self._told < EVERY_MS:
            return
        self._told = now
        first, after = Phase.RUN.progress, Phase.JUDGE.progress
        done = (first + (after - first) * Decimal(at.fraction)).quantize(_STEP)
        with suppress(Transient):
            self.runs.reached(self.run, done, Reached(at.ts, at.trades, at.costs))
