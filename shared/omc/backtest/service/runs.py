"""A run as a service: what was asked, how far it is, what became of it (OMC-BT-075)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from omc.backtest.settings import RunSettings
from omc.kernel.errors import Conflict
from omc.kernel.instants import Ms
from omc.market.records import Series
from omc.market.timeframes import Timeframe
from omc.strategy.model import StrategySpec

RUNNING_PER_OWNER = 2
RUNNING_IN_ALL = 100
MOST_SYMBOLS = 20
MOST_TIMEFRAMES = 4


class RunState(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def active(self) -> bool:
        return self in (RunState.PENDING, RunState.RUNNING)


class Phase(StrEnum):
    """Where a run is, and how much of it is done by then (fraction)."""

    PLAN = "plan"
    RUN = "run"
    JUDGE = "judge"
    GATES = "gates"

    @property
    def progress(self) -> Decimal:
        return _PROGRESS[self]


_PROGRESS = {
    Phase.PLAN: Decimal("0.05"),
    Phase.RUN: Decimal("0.2"),
    Phase.JUDGE: Decimal("0.8"),
    Phase.GATES: Decimal(1),
}


class RunCancelled(Conflict):
    """The run was ended by a person, or has ended already: what works on it stops."""

    code = "run_ended"


Target = Literal["simulation", "paper"]
Approval = Literal["auto", "ask"]


@dataclass(frozen=True)
class RunRequest:
    """start included, end excluded, None = all stored bars. `spec` is the version as it was when asked.

    search_id, walkforward_id: what found its parameters and walked its rules forward; what they say of luck
    goes on the card. symbols: traded on the one capital, that of `series` among them; empty: that one alone.
    timeframes: other lengths of bars the same rules are run on, told beside the run and not judged.
    """

    owner_id: str
    strategy_id: str
    version: int
    spec: StrategySpec
    series: Series
    start: Ms | None = None
    end: Ms | None = None
    settings: RunSettings = field(default_factory=RunSettings)
    auto_promote: bool = False
    approval: Approval = "auto"
    promote_to: Target = "simulation"
    search_id: str | None = None
    walkforward_id: str | None = None
    symbols: tuple[str, ...] = ()
    timeframes: tuple[Timeframe, ...] = ()

    @property
    def markets(self) -> tuple[Series, ...]:
        """The series of every symbol, in the order asked for."""
        names = self.symbols or (self.series.symbol,)
        return tuple(replace(self.series, symbol=name) for name in names)

    @property
    def several(self) -> bool:
        """Whether more than one symbol shares the capital."""
        return len(self.markets) > 1

    def spec_on(self, series: Series) -> StrategySpec:
        """The rules, read on a series of the run."""
        return replace(self.spec, symbol=series.symbol, timeframe=series.timeframe)


@dataclass(frozen=True)
class Reached:
    """How far the run step is. ts: close of the bar reached; trades: exits so far; costs: of these, quote
    currency."""

    ts: Ms
    trades: int
    costs: Decimal


@dataclass(frozen=True)
class Run:
    """`summary`: JSON values, decimals as strings; set when completed. `error`: what stopped it, in words.
    `reached`: what the run step told last."""

    run_id: str
    request: RunRequest
    created_at: Ms
    state: RunState = RunState.PENDING
    phase: Phase = Phase.PLAN
    progress_fraction: Decimal = Decimal(0)
    summary: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    reached: Reached | None = None
