"""The run's money: cash and holding as they change, equity at any close, exact.

Between two fills cash and quantity stand still, so the book keeps one row per fill and costs nothing
per bar. What a short borrows is owed close by close and paid when it is bought back; until then it is taken
off the equity.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from omc.backtest.market import TickBars
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.market.model import FloatArray
from omc.trading.costs import FREE, TIER_WINDOW_MS, YEAR_MS, CostSchedule, financing
from omc.trading.model import Fill

# Closes whose equity comes so near to the highest that only exact decimals can tell are looked at one by one.
_NEAR = 1e-9


@dataclass
class Book:
    """Rows (from_bar, cash, signed quantity, first bar whose close is owed for): from the close of `from_bar`
    on, the last row counts."""

    market: TickBars
    initial: Decimal
    costs: CostSchedule = FREE
    from_bar: list[int] = field(default_factory=lambda: [-1])
    cash_after: list[Decimal] = field(default_factory=list)
    held_after: list[Decimal] = field(default_factory=lambda: [ZERO])
    owed_from: list[int] = field(default_factory=lambda: [0])
    traded: list[tuple[Ms, Decimal]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cash_after.append(self.initial)

    @property
    def cash(self) -> Decimal:
        return self.cash_after[-1]

    @property
    def held(self) -> Decimal:
        return self.held_after[-1]

    def record(self, fill: Fill, bar: int, owed_from: int) -> None:
        """Take a fill inside `bar`: cash pays price, fee and funding, the holding follows the side.

        owed_from: the first bar at whose close what is borrowed after it is owed for.
        """
        sign = fill.side.sign
        self.from_bar.append(bar)
        self.cash_after.append(self.cash - sign * fill.notional - fill.fee - fill.funding)
        self.held_after.append(self.held + sign * fill.quantity)
        self.owed_from.append(owed_from)
        if self.costs.commission_model == "tiers":
            self.traded.append((fill.ts, fill.notional))

    def costs_at(self, ts: Ms) -> CostSchedule:
        """What the venue charges at `ts`, given what was traded in the 30 days before."""
        if self.costs.commission_model != "tiers":
            return self.costs
        recent = sum((notional for at, notional in self.traded if at > ts - TIER_WINDOW_MS), ZERO)
        return self.costs.at_volume(recent)

    def funding(self, quantity: Decimal, first: int, end: int) -> Decimal:
        """What borrowing `quantity` over the closes of bars first..end-1 costs."""
        if not self.costs.financing_fraction:
            return ZERO
        closes, fraction = self.market.closes(first, end), self.costs.financing_fraction
        return financing(quantity, closes, fraction, self.market.timeframe.ms)

    def equity_at(self, bar: int) -> Decimal:
        """Cash + signed quantity x close - what is owed at the close of `bar`; -1 = before the first bar."""
        row = bisect_right(self.from_bar, bar) - 1
        held = self.held_after[row]
        if not held:
            return self.cash_after[row]
        marked = self.cash_after[row] + held * self.market.price(self.market.close[bar])
        return marked - self.funding(-held, self.owed_from[row], bar + 1) if held < 0 else marked

    def highest_equity(self, first: int, last: int) -> Decimal:
        """Highest close-marked equity with the present cash and holding over bars first..last, included."""
        if not self.held or last < first:
            return self.cash
        closes = self.market.close[first : last + 1]
        if self.held > 0:
            return self.cash + self.held * self.market.price(closes.max())
        if not self.costs.financing_fraction:
            return self.cash + self.held * self.market.price(closes.min())
        # Least owed in price and funding together, in ticks a unit.
        owed = closes + self._owed_ticks(first, last + 1, self.owed_from[-1])
        near = np.flatnonzero(owed <= owed.min() * (1 + _NEAR))
        return max(self.equity_at(first + int(bar)) for bar in near)

    def curve(self) -> FloatArray:
        """Equity at every close, float64[n], quote currency."""
        count = len(self.market)
        rows = np.searchsorted(np.array(self.from_bar), np.arange(count), side="right") - 1
        cash = np.array([float(amount) for amount in self.cash_after])[rows]
        held = np.array([float(quantity) for quantity in self.held_after])[rows]
        tick = float(self.market.instrument.tick)
        curve: FloatArray = cash + held * (self.market.close * tick)
        if self.costs.financing_fraction and (held < 0).any():
            since = np.array(self.owed_from)[rows]
            sums = self.market.close_sums
            ticks = np.where(held < 0, sums[1:] - sums[:-1][np.minimum(since, count - 1)], 0)
            curve += held * np.maximum(ticks, 0) * (tick * self._rate)
        return curve

    def exposure(self) -> int:
        """Number of closes at which something was held."""
        ends = [*self.from_bar[1:], len(self.market)]
        spans = zip(self.from_bar, ends, self.held_after, strict=True)
        return sum(end - start for start, end, held in spans if held)

    @property
    def _rate(self) -> float:
        """What a unit of value owes at each close."""
        return float(self.costs.financing_fraction) * self.market.timeframe.ms / YEAR_MS

    def _owed_ticks(self, first: int, end: int, since: int) -> FloatArray:
        sums = self.market.close_sums
        owed: FloatArray = np.maximum(sums[first + 1 : end + 1] - sums[since], 0) * self._rate
        return owed
