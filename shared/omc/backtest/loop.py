"""From event to event: the engine's one loop.

Flat, time jumps to the next close whose entry rules hold; in a position, to the first of level touched,
exit rule, time stop. Inside a bar the order is that of the semantics: open (exit, then entry), range,
close (decision). What a bar means is asked of `omc.trading`; here stands only when.
"""

from dataclasses import dataclass, field

from omc.backtest.book import Book
from omc.backtest.market import TickBars
from omc.backtest.position import Exit, Position, closed_trade
from omc.backtest.refusals import Refusals
from omc.backtest.risk_book import RiskBook
from omc.backtest.search import RuleBars, first_touch
from omc.backtest.settings import RunSettings
from omc.kernel.errors import Bug
from omc.strategy.model import StrategySpec
from omc.trading.bracket import touch_fill, touched
from omc.trading.costs import market_fill
from omc.trading.decision import decide
from omc.trading.entry import EntryOrder, NotTaken, enter_at_open
from omc.trading.model import Direction, ExitReason, Levels, Trade
from omc.trading.plan import SignalColumns, plan_entry, rules_at


@dataclass
class Loop:
    """One pass over `market`; `trades`, `book` and `refusals` are what it leaves."""

    spec: StrategySpec
    market: TickBars
    signals: SignalColumns
    settings: RunSettings
    first_decision: int
    trades: list[Trade] = field(default_factory=list)
    refusals: Refusals = field(default_factory=Refusals)

    def __post_init__(self) -> None:
        capital = self.settings.initial_capital
        self.book = Book(self.market, capital)
        self.risk = RiskBook(self.book, self.settings.limits, capital)
        self.rules = RuleBars.of(self.signals)
        self.last = len(self.market) - 1

    def run(self) -> None:
        bar, position = self.first_decision, None
        while bar <= self.last:
            if position is None:
                bar, position = self._wait(bar)
            else:
                bar, position = self._hold(position)

    def _wait(self, bar: int) -> tuple[int, Position | None]:
        """Flat from the close of `bar` on: to the next entry, and the open after it."""
        signal_bar = self.rules.entry_from(bar)
        if signal_bar is None:
            return self.last + 1, None
        direction = decide(rules_at(self.signals, signal_bar), None, 0, self.spec.time_stop_bars).enter
        order = self._order(signal_bar, direction)
        return signal_bar + 1, self._enter(order, signal_bar + 1)

    def _hold(self, position: Position) -> tuple[int, Position | None]:
        """In a position: to the bar it ends in, and a turn at the same open if the rules say so."""
        signal_bar = self._next_exit(position)
        hit = first_touch(
            self.market, position.levels, position.direction, position.bar, min(signal_bar, self.last)
        )
        if hit is not None:
            self._leave_inside(position, *hit)
            return hit[0], None
        if signal_bar > self.last:
            self._leave_at_the_end(position)
            return self.last + 1, None
        decision = decide(
            rules_at(self.signals, signal_bar),
            position.direction,
            position.held_at(signal_bar),
            self.spec.time_stop_bars,
        )
        order = self._order(signal_bar, decision.enter)
        if signal_bar == self.last:
            self._leave_at_the_end(position)
            return self.last + 1, None
        if decision.exit is None:
            raise Bug(f"expected an exit at the close of bar {signal_bar}, the rules gave {decision}")
        self._leave_at_open(position, signal_bar + 1, decision.exit)
        return signal_bar + 1, self._enter(order, signal_bar + 1)

    def _next_exit(self, position: Position) -> int:
        """The first close at which exit rule or time stop speaks; beyond the last bar if none does."""
        by_rule = self.rules.exit_from(position.bar, position.direction)
        bars = [self.last + 1] if by_rule is None else [by_rule]
        if self.spec.time_stop_bars is not None:
            bars.append(position.bar + self.spec.time_stop_bars - 1)
        return min(bars)

    def _order(self, bar: int, direction: Direction | None) -> EntryOrder | None:
        """Size a wish to enter at the close of `bar`; what the gates refuse is counted."""
        if direction is None:
            return None
        market, ts = self.market, int(self.market.ts[bar])
        state, close = self.risk.state_at(bar), market.price(market.close[bar])
        planned = plan_entry(
            self.spec, self.signals, bar, direction, close, ts, state, self.settings.limits, market.instrument
        )
        if planned.refusal is not None:
            self.refusals.add(planned.refusal.gate, ts, planned.refusal.value, planned.refusal.limit)
        return planned.order

    def _enter(self, order: EntryOrder | None, bar: int) -> Position | None:
        """Fill `order` at the open of `bar`, or count why not. After the last bar nothing fills."""
        if order is None or bar > self.last:
            return None
        market, ts = self.market, int(self.market.ts[bar])
        outcome = enter_at_open(
            order, ts, market.price(market.open[bar]), self.book.cash,
            self.settings.costs, market.instrument, market.timeframe.ms,
        )  # fmt: skip
        if isinstance(outcome, NotTaken):
            self.refusals.add(outcome.reason, ts, outcome.value, outcome.limit)
            return None
        self.risk.mark_through(bar - 1)
        self.book.record(outcome.fill, bar)
        return Position(order.direction, bar, outcome.fill, outcome.levels)

    def _leave_inside(self, position: Position, bar: int, levels: Levels) -> None:
        decimal_bar, tick = self.market.bar(bar), self.market.instrument.tick
        touch = touched(levels, decimal_bar, position.direction)
        if touch is None:
            raise Bug(f"expected bar {decimal_bar} to reach {levels}, it does not")
        fill = touch_fill(
            touch, position.direction, position.fill.quantity, decimal_bar, self.settings.costs, tick
        )
        self._close(position, Exit(fill, bar, touch.reason, position.held_at(bar)))

    def _leave_at_open(self, position: Position, bar: int, reason: ExitReason) -> None:
        self._leave_at_market(position, bar, int(self.market.open[bar]), reason, bar - position.bar)

    def _leave_at_the_end(self, position: Position) -> None:
        close = int(self.market.close[self.last])
        self._leave_at_market(position, self.last, close, ExitReason.END_OF_DATA, position.held_at(self.last))

    def _leave_at_market(
        self, position: Position, bar: int, ticks: int, reason: ExitReason, bars_held: int
    ) -> None:
        fill = market_fill(
            position.direction.exit_side, position.fill.quantity, self.market.price(ticks),
            int(self.market.ts[bar]), self.settings.costs, self.market.instrument.tick,
        )  # fmt: skip
        self._close(position, Exit(fill, bar, reason, bars_held))

    def _close(self, position: Position, leave: Exit) -> None:
        self.risk.mark_through(leave.bar - 1)
        self.book.record(leave.fill, leave.bar)
        trade = closed_trade(self.market, position, leave)
        self.risk.closed(trade, leave.bar)
        self.trades.append(trade)
