"""What the risk gates must know of the past: peak, day's opening equity, losing runs, the last exit."""

from dataclasses import dataclass
from decimal import Decimal

from omc.backtest.book import Book
from omc.kernel.instants import Ms
from omc.trading.past import NO_RESULTS, Results
from omc.trading.risk import RiskLimits, RiskState, half_size_after


@dataclass
class RiskBook:
    """`marked`: the last bar whose close is in the peak."""

    book: Book
    limits: RiskLimits
    peak: Decimal
    marked: int = -1
    losses_in_row: int = 0
    half_size_left: int = 0
    last_exit_at: Ms | None = None
    results: Results = NO_RESULTS

    def mark_through(self, bar: int) -> None:
        """Take the closes up to `bar` into the peak; call it before cash and holding change after them."""
        if bar > self.marked:
            self.peak = max(self.peak, self.book.highest_equity(self.marked + 1, bar))
            self.marked = bar

    def closed(self, net_pnl: Decimal, exit_bar: int) -> None:
        """Count a round trip whose last exit filled in `exit_bar`."""
        self.results = self.results.closed(net_pnl)
        self.losses_in_row = self.losses_in_row + 1 if net_pnl < 0 else 0
        self.half_size_left = half_size_after(self.losses_in_row, self.half_size_left, self.limits)
        self.last_exit_at = self.book.market.closed_at(exit_bar)

    def state_at(self, bar: int) -> RiskState:
        """The account at the close of `bar` for an entry decided there; a pending exit counts as done."""
        self.mark_through(bar)
        return RiskState(
            now=self.book.market.closed_at(bar),
            equity=self.book.equity_at(bar),
            day_open_equity=self.book.equity_at(self.book.market.day_open_index(bar)),
            peak_equity=self.peak,
            half_size_left=self.half_size_left,
            last_exit_at=self.last_exit_at,
        )
