"""From event to event: the engine's one loop.

Flat, time jumps to the next close whose entry rules hold; in a position, to the first of level touched,
exit rule, end of the session's day, time stop. Inside a bar the order is that of the semantics: open (exit,
then entry), range, close (decision). What a bar means is asked of `omc.trading`; here stands only when.
"""

from dataclasses import dataclass, field, replace

from omc.backtest.book import Book
from omc.backtest.finer import Finer, touches_in
from omc.backtest.market import TickBars
from omc.backtest.position import Exit, Position, closed_trade
from omc.backtest.refusals import Refusals
from omc.backtest.resting import Resting
from omc.backtest.risk_book import RiskBook
from omc.backtest.search import RuleBars, first_touch, levels_in
from omc.backtest.settings import FillTiming, RunSettings
from omc.backtest.watching import Milestones, Watch, unwatched
from omc.kernel.errors import Bug
from omc.kernel.money import ZERO
from omc.strategy.model import StrategySpec
from omc.trading.bracket import touch_fill, touched, without_reached
from omc.trading.costs import market_fill
from omc.trading.decision import decide
from omc.trading.entry import Entered, EntryOrder, NotTaken, enter_at_open
from omc.trading.model import Direction, ExitReason, Fill, Levels, Trade
from omc.trading.past import NO_PAST, DayEntries, Past
from omc.trading.plan import SignalColumns, plan_entry, rules_at
from omc.trading.resting import after_inside, ends_growth, rest_of


@dataclass
class Loop:
    """One pass over `market`; `trades`, `book` and `refusals` are what it leaves.

    finer: bars of a finer timeframe, to tell what came first inside a bar. watch: told how far it is.
    """

    spec: StrategySpec
    market: TickBars
    signals: SignalColumns
    settings: RunSettings
    first_decision: int
    finer: Finer | None = None
    trades: list[Trade] = field(default_factory=list)
    refusals: Refusals = field(default_factory=Refusals)
    watch: Watch = unwatched

    def __post_init__(self) -> None:
        capital = self.settings.initial_capital
        self.book = Book(self.market, capital, self.settings.costs)
        self.risk = RiskBook(self.book, self.settings.limits, capital)
        self.rules = RuleBars.of(self.signals)
        self.last = len(self.market) - 1
        self.entries = DayEntries()
        self.positions = 0
        self._at_close = self.settings.fill_timing is FillTiming.SAME_CLOSE
        self._edge = self.settings.edge
        self.resting = Resting(self.market, self.signals, self.book)
        self._past_counts = self.spec.max_reentries is not None or self.spec.sizing.kind == "half_kelly"

    def run(self) -> None:
        bar, position = self.first_decision, None
        milestones = Milestones(self.watch, self.last + 1, self.trades)
        while bar <= self.last:
            if not milestones.idle:
                milestones.passed(bar, self.market.closed_at(bar))
            if position is None:
                bar, position = self._wait(bar)
            else:
                bar, position = self._hold(position)

    def _wait(self, bar: int) -> tuple[int, Position | None]:
        """Flat from the close of `bar` on: to the next entry, and the fill that follows it."""
        signal_bar = self.rules.entry_from(bar)
        if signal_bar is None:
            return self.last + 1, None
        direction = decide(rules_at(self.signals, signal_bar), None, 0, self.spec.time_stop_bars).enter
        return self._enter(self._order(signal_bar, direction), signal_bar)

    def _hold(self, position: Position) -> tuple[int, Position | None]:
        """In a position: to its next exit, and a turn at the same price if the rules say so."""
        signal_bar = self._next_exit(position)
        end = min(signal_bar, self.last)
        hit = first_touch(
            self.market, position.levels, position.direction, position.bar, position.searched, end
        )
        grows = self.resting.next_fill(position, end if hit is None else hit[0])
        if grows is not None:
            return grows, position if self._grow(position, grows) else None
        if hit is not None:
            self._leave_inside(position, *hit)
            return hit[0], position if position.left else None
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
        if signal_bar == self.last and not self._at_close:
            self._leave_at_the_end(position)
            return self.last + 1, None
        if decision.exit is None:
            raise Bug(f"expected an exit at the close of bar {signal_bar}, the rules gave {decision}")
        self._leave_by_rule(position, signal_bar, decision.exit)
        return self._enter(order, signal_bar)

    def _next_exit(self, position: Position) -> int:
        """The first close at which exit rule, session or time stop speak; beyond the last bar if none."""
        by_rule = self.rules.exit_from(position.bar, position.direction)
        bars = [self.last + 1] if by_rule is None else [by_rule]
        by_session = self.rules.flat_from(position.bar)
        if by_session is not None:
            bars.append(by_session)
        if self.spec.time_stop_bars is not None:
            bars.append(position.bar + self.spec.time_stop_bars - 1)
        return min(bars)

    def _order(self, bar: int, direction: Direction | None) -> EntryOrder | None:
        """Size a wish to enter at the close of `bar`; what the gates refuse is counted."""
        if direction is None:
            return None
        market, ts = self.market, int(self.market.ts[bar])
        state, close = self.risk.state_at(bar), market.price(market.close[bar])
        past = Past(self.entries, self.risk.results) if self._past_counts else NO_PAST
        planned = plan_entry(
            self.spec, self.signals, bar, direction, close, ts, state, self.settings.limits,
            market.instrument, past, self._edge,
        )  # fmt: skip
        if planned.refusal is not None:
            self.refusals.add(planned.refusal.gate, ts, planned.refusal.value, planned.refusal.limit)
        return planned.order

    def _enter(self, order: EntryOrder | None, signal_bar: int) -> tuple[int, Position | None]:
        """Where `order` leads after the close of `signal_bar`; after that of the last bar, nowhere."""
        if order is None or signal_bar >= self.last:
            return signal_bar + 1, None
        if order.limit is None:
            return signal_bar + 1, self._enter_at_market(order, signal_bar)
        return self._rest(order, signal_bar)

    def _enter_at_market(self, order: EntryOrder, signal_bar: int) -> Position | None:
        """Fill `order` at once, or count why not."""
        market, lives_from = self.market, signal_bar + 1
        bar = signal_bar if self._at_close else lives_from
        ts, ticks = int(market.ts[bar]), market.close[bar] if self._at_close else market.open[bar]
        costs = self.book.costs_at(ts)
        volume = market.volume_at(bar) if costs.reads_volume else ZERO
        outcome = enter_at_open(
            order,
            ts,
            market.price(ticks),
            self.book.cash,
            costs,
            market.instrument,
            market.timeframe.ms,
            volume,
        )
        if isinstance(outcome, NotTaken):
            self.refusals.add(outcome.reason, ts, outcome.value, outcome.limit)
            return None
        if outcome.unfilled:
            self.refusals.add("partial_fill", ts, outcome.unfilled, outcome.fill.quantity)
        return self._opened(order, outcome, bar, lives_from)

    def _opened(self, order: EntryOrder, entered: Entered, bar: int, lives_from: int) -> Position:
        self.risk.mark_through(bar - 1)
        self.book.record(entered.fill, bar, lives_from)
        self.positions += 1
        if self._past_counts:
            self.entries = self.entries.entered(order.session_day, order.direction)
        rest = rest_of(order, entered) if order.limit is not None else None
        return Position.opened(self.positions, order, lives_from, entered, rest)

    def _rest(self, order: EntryOrder, signal_bar: int) -> tuple[int, Position | None]:
        """`order` at its limit from the bar after `signal_bar` on, until it fills or is cancelled, which is
        counted; the bar at whose close the next is decided."""
        bar, outcome = self.resting.outcome(order, signal_bar + 1, self.book.cash)
        if isinstance(outcome, NotTaken):
            self.refusals.add(outcome.reason, int(self.market.ts[bar]), outcome.value, outcome.limit)
        if not isinstance(outcome, Entered):
            return bar, None
        position = self._opened(order, outcome, bar, bar)
        return bar, position if self._lived_through(position, bar, outcome.inside) else None

    def _grow(self, position: Position, bar: int) -> bool:
        """Let `bar` fill more of what rests of the entry, unless its open ends that; whether anything of the
        position is left."""
        order, market = position.rest, self.market
        levels = levels_in(market, position.levels, position.direction, position.bar, bar)
        outcome = None
        if not ends_growth(levels, market.bar(bar), position.direction, position.left):
            outcome = self.resting.more(position, bar)
        if order is None or not isinstance(outcome, Entered):
            self._end_rest(position, bar)
            return True
        self.risk.mark_through(bar - 1)
        self.book.record(outcome.fill, bar, position.bar)
        position.grow(outcome.fill, outcome.levels)
        position.rest, position.rests_from = rest_of(order, outcome), bar + 1
        return self._lived_through(position, bar, outcome.inside)

    def _lived_through(self, position: Position, bar: int, inside: bool) -> bool:
        """Take what `bar`, in whose course an entry filled, does after that; whether anything is left. After
        a fill at its open there is nothing special to it."""
        if not inside:
            return True
        market = self.market
        decimal_bar, tick, direction = market.bar(bar), market.instrument.tick, position.direction
        levels = levels_in(market, position.levels, direction, position.bar, bar)
        position.searched = bar + 1
        for touch in touched(after_inside(levels), decimal_bar, direction, position.left):
            fill = touch_fill(touch, direction, decimal_bar, self.book.costs_at(decimal_bar.ts), tick)
            self._close(position, fill, bar, bar, touch.reason, position.held_at(bar))
        return bool(position.left)

    def _end_rest(self, position: Position, bar: int) -> None:
        """What rests of an entry is cancelled, and counted."""
        order, position.rest = position.rest, None
        if order is not None:
            ts = int(self.market.ts[min(bar, self.last)])
            self.refusals.add("partial_fill", ts, order.quantity, position.fill.quantity)

    def _leave_inside(self, position: Position, bar: int, levels: Levels) -> None:
        market = self.market
        decimal_bar, tick = market.bar(bar), market.instrument.tick
        touches = touches_in(levels, decimal_bar, position.direction, position.left, self.finer)
        if not touches:
            raise Bug(f"expected bar {decimal_bar} to reach {levels}, it does not")
        for touch in touches:
            costs = self.book.costs_at(decimal_bar.ts)
            fill = touch_fill(touch, position.direction, decimal_bar, costs, tick)
            self._close(position, fill, bar, bar, touch.reason, position.held_at(bar))
            position.levels = without_reached(position.levels, (touch,))
        position.searched = bar + 1

    def _leave_by_rule(self, position: Position, signal_bar: int, reason: ExitReason) -> None:
        held = position.held_at(signal_bar)
        if self._at_close:
            ticks = int(self.market.close[signal_bar])
            self._leave_at_market(position, signal_bar, signal_bar + 1, ticks, reason, held)
        else:
            bar = signal_bar + 1
            self._leave_at_market(position, bar, bar, int(self.market.open[bar]), reason, held)

    def _leave_at_the_end(self, position: Position) -> None:
        close, held = int(self.market.close[self.last]), position.held_at(self.last)
        self._leave_at_market(position, self.last, self.last + 1, close, ExitReason.END_OF_DATA, held)

    def _leave_at_market(
        self, position: Position, bar: int, end: int, ticks: int, reason: ExitReason, bars_held: int
    ) -> None:
        market, ts = self.market, int(self.market.ts[bar])
        costs = self.book.costs_at(ts)
        fill = market_fill(
            position.direction.exit_side, position.left, market.price(ticks), ts, costs,
            market.instrument.tick, market.volume_at(bar) if costs.reads_volume else ZERO,
        )  # fmt: skip
        self._close(position, fill, bar, end, reason, bars_held)

    def _close(
        self, position: Position, fill: Fill, bar: int, end: int, reason: ExitReason, bars_held: int
    ) -> None:
        """Book an exit of all that is left of `position`, or of a part; `end` as in Exit."""
        self._end_rest(position, bar)
        if position.direction is Direction.SHORT:
            funding = self.book.funding(fill.quantity, position.bar, end)
            fill = replace(fill, funding=funding) if funding else fill
        self.risk.mark_through(end - 1)
        self.book.record(fill, bar, position.bar)
        trade = closed_trade(self.market, position, Exit(fill, bar, end, reason, bars_held))
        self.trades.append(trade)
        position.left -= fill.quantity
        position.fee_left -= trade.entry_fee
        position.net += trade.net_pnl
        if not position.left:
            self.risk.closed(position.net, bar)
