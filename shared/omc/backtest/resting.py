"""Where in a run a resting entry comes to something: the bar that fills it, or the close that cancels it."""

from dataclasses import dataclass
from decimal import Decimal

from omc.backtest.book import Book
from omc.backtest.market import TickBars
from omc.backtest.position import Position
from omc.trading.decision import stands
from omc.trading.entry import Entered, EntryOrder, NotTaken
from omc.trading.plan import SignalColumns, rules_at
from omc.trading.resting import CANCELLED, EXPIRED, fill_resting, free_cash, is_over


@dataclass(frozen=True)
class Resting:
    market: TickBars
    signals: SignalColumns
    book: Book

    def outcome(self, order: EntryOrder, first: int, cash: Decimal) -> tuple[int, Entered | NotTaken | None]:
        """What becomes of `order`, from bar `first` on, and in which bar; beyond the last where nothing."""
        market = self.market
        for bar in range(first, len(market)):
            ts = int(market.ts[bar])
            if is_over(order, ts):
                return bar, self._unfilled(EXPIRED, order, bar)
            if self._reached(order, bar):
                costs = self.book.costs_at(ts)
                outcome = fill_resting(order, market.bar(bar), cash, costs, market.instrument)
                if outcome is not None:
                    return bar, outcome
            # The next bar there is may be further away than the next there could be.
            if is_over(order, ts + market.timeframe.ms):
                return bar, self._unfilled(EXPIRED, order, bar)
            if not stands(rules_at(self.signals, bar), order.direction):
                return bar, self._unfilled(CANCELLED, order, bar)
        return len(market), None

    def next_fill(self, position: Position, last: int) -> int | None:
        """The first bar up to `last` that may fill more of what rests of the position's entry."""
        order = position.rest
        if order is None:
            return None
        for bar in range(position.rests_from, last + 1):
            if is_over(order, int(self.market.ts[bar])):
                return None
            if self._reached(order, bar) and self.more(position, bar) is not None:
                return bar
        return None

    def _reached(self, order: EntryOrder, bar: int) -> bool:
        assert order.limit is not None
        market, side = self.market, order.direction.entry_side
        limit = market.ticks(order.limit)
        low, high = int(market.low[bar]), int(market.high[bar])
        return low < limit if side.sign > 0 else high > limit

    def more(self, position: Position, bar: int) -> Entered | NotTaken | None:
        """What `bar` fills of what rests of the position's entry."""
        market, order = self.market, position.rest
        assert order is not None
        cash = free_cash(self.book.cash, position.direction, position.fill)
        costs = self.book.costs_at(int(market.ts[bar]))
        return fill_resting(order, market.bar(bar), cash, costs, market.instrument, position.fill)

    def _unfilled(self, reason: str, order: EntryOrder, bar: int) -> NotTaken:
        assert order.limit is not None
        return NotTaken(reason, self.market.price(self.market.close[bar]), order.limit)
