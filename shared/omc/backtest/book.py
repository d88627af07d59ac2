"""The run's money: cash and holding as they change, equity at any close, exact.

Between two fills cash and quantity stand still, so the book keeps one row per fill and costs nothing
per bar.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from omc.backtest.market import TickBars
from omc.kernel.money import ZERO
from omc.market.model import FloatArray
from omc.trading.model import Fill


@dataclass
class Book:
    """Rows (from_bar, cash, signed quantity): from the close of `from_bar` on, the last row counts."""

    market: TickBars
    initial: Decimal
    from_bar: list[int] = field(default_factory=lambda: [-1])
    cash_after: list[Decimal] = field(default_factory=list)
    held_after: list[Decimal] = field(default_factory=lambda: [ZERO])

    def __post_init__(self) -> None:
        self.cash_after.append(self.initial)

    @property
    def cash(self) -> Decimal:
        return self.cash_after[-1]

    @property
    def held(self) -> Decimal:
        return self.held_after[-1]

    def record(self, fill: Fill, bar: int) -> None:
        """Take a fill inside `bar`: cash pays price and fee, the holding follows the side."""
        self.from_bar.append(bar)
        self.cash_after.append(self.cash - fill.side.sign * fill.notional - fill.fee)
        self.held_after.append(self.held + fill.side.sign * fill.quantity)

    def equity_at(self, bar: int) -> Decimal:
        """Cash + signed quantity x close at the close of `bar`; -1 = before the first bar."""
        row = bisect_right(self.from_bar, bar) - 1
        if not self.held_after[row]:
            return self.cash_after[row]
        return self.cash_after[row] + self.held_after[row] * self.market.price(self.market.close[bar])

    def highest_equity(self, first: int, last: int) -> Decimal:
        """Highest close-marked equity with the present cash and holding over bars first..last, included."""
        if not self.held or last < first:
            return self.cash
        closes = self.market.close[first : last + 1]
        return self.cash + self.held * self.market.price(closes.max() if self.held > 0 else closes.min())

    def curve(self) -> FloatArray:
        """Equity at every close, float64[n], quote currency."""
        count = len(self.market)
        rows = np.searchsorted(np.array(self.from_bar), np.arange(count), side="right") - 1
        cash = np.array([float(amount) for amount in self.cash_after])[rows]
        held = np.array([float(quantity) for quantity in self.held_after])[rows]
        curve: FloatArray = cash + held * (self.market.close * float(self.market.instrument.tick))
        return curve

    def exposure(self) -> int:
        """Number of closes at which something was held."""
        ends = [*self.from_bar[1:], len(self.market)]
        spans = zip(self.from_bar, ends, self.held_after, strict=True)
        return sum(end - start for start, end, held in spans if held)
