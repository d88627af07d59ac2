"""How far a computation is, told while it runs: pure, whoever listens decides what to make of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.trading.model import Trade

EVERY_BARS = 25


@dataclass(frozen=True)
class Reached:
    """fraction: of the work, 0 to 1. ts: close of the last bar worked through. trades: exits so far, and what
    they cost in fees, spread, slippage and funding, quote currency."""

    fraction: float
    ts: Ms
    trades: int
    costs: Decimal


# What it raises ends the computation.
Watch = Callable[[Reached], None]


def unwatched(_: Reached) -> None:
    """Nobody listens."""


def part_of(watch: Watch, first: float, last: float) -> Watch:
    """For a piece of the work that takes it from `first` to `last`, fractions."""
    if watch is unwatched:
        return unwatched
    return lambda reached: watch(replace(reached, fraction=first + (last - first) * reached.fraction))


class Milestones:
    """Tells `watch` each time at least EVERY_BARS more of `bars` bars are worked through."""

    def __init__(self, watch: Watch, bars: int, trades: Sequence[Trade]) -> None:
        self._watch, self._bars, self._trades = watch, bars, trades
        self._next = EVERY_BARS
        self._counted, self._costs = 0, ZERO
        self.idle = watch is unwatched

    def passed(self, bars: int, ts: Ms) -> None:
        """`bars` of them are done, the last of which closed at `ts`."""
        if self.idle or bars < self._next:
            return
        self._next = bars + EVERY_BARS
        for trade in self._trades[self._counted :]:
            self._costs += trade.fees + trade.slippage_cost + trade.funding
        self._counted = len(self._trades)
        self._watch(Reached(bars / self._bars, ts, self._counted, self._costs))
