"""One market of a portfolio: what it is about to do, what it holds, how it lives through a bar."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from omc.backtest.market import TickBars
from omc.backtest.position import Exit, Position, closed_trade
from omc.backtest.purse import Purse
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.ledgers.series import LedgerBook
from omc.market.model import BarArrays, BoolArray, FloatArray, Instrument
from omc.strategy.compile import CompiledStrategy
from omc.strategy.model import StrategySpec
from omc.trading.bracket import touch_fill, touched, trail, without_reached
from omc.trading.costs import financing, market_fill
from omc.trading.decision import decide, stands
from omc.trading.entry import Entered, EntryOrder, NotTaken, enter_at_open
from omc.trading.model import Direction, ExitReason, Fill
from omc.trading.past import NO_ENTRIES, Past
from omc.trading.plan import SignalColumns, plan_entry, rules_at
from omc.trading.resting import (
    CANCELLED,
    EXPIRED,
    after_inside,
    ends_growth,
    fill_resting,
    is_over,
    rest_of,
)
from omc.trading.risk import Outcome, Verdict


@dataclass(frozen=True)
class Market:
    """One symbol of a portfolio. strength: float64[n], how strong an entry signalled at each bar is; None:
    all the same, NaN: weaker than any. ledgers: what the strategy reads beside bars.

    trade_from: index of the first bar on whose close a decision is allowed, where the settings do not say a
    later one. signals: what the strategy says of these bars, where it is known already.
    """

    strategy: CompiledStrategy
    bars: BarArrays
    instrument: Instrument
    strength: FloatArray | None = None
    ledgers: LedgerBook = field(default_factory=dict)
    trade_from: int = 0
    signals: SignalColumns | None = None


@dataclass
class Desk:
    """bar: the last bar come to. leaving: why the position is left at the next open. waiting: the entry that
    fills there or rests from there on, and `waiting_from` the bar that decided it. wish: what the bar's close
    asks for. inside: an entry filled in the course of the bar."""

    spec: StrategySpec
    market: TickBars
    signals: SignalColumns
    strength: FloatArray | None
    purse: Purse
    first_decision: int
    speaks: BoolArray
    bar: int = -1
    position: Position | None = None
    leaving: ExitReason | None = None
    waiting: EntryOrder | None = None
    waiting_from: int = -1
    wish: Direction | None = None
    inside: bool = False

    def __post_init__(self) -> None:
        self.entries = NO_ENTRIES
        self.last = len(self.market) - 1

    @classmethod
    def of(cls, market: Market, purse: Purse) -> "Desk":
        strategy = market.strategy
        signals = market.signals
        if signals is None:
            signals = strategy.evaluate(market.bars, market.instrument.tick, ledgers=market.ledgers)
        bars = TickBars.of(market.bars, market.instrument, strategy.spec.timeframe)
        first = max(purse.settings.first_decision(strategy.warmup_bars), market.trade_from)
        speaks = signals.enter_long | signals.enter_short
        return cls(strategy.spec, bars, signals, market.strength, purse, first, speaks)

    # --- asked by the account ----------------------------------------------------------------------

    def worth(self) -> Decimal:
        held = self.position
        if held is None:
            return ZERO
        marked = held.direction.sign * held.left * self._close_price
        return marked - self._owed(held.left, self.bar + 1) if held.direction is Direction.SHORT else marked

    def committed(self) -> Decimal:
        if self.waiting is not None:
            at = self.waiting.limit or self.market.price(self.market.close[self.waiting_from])
            return self.waiting.quantity * at
        if not self.stays or self.position is None:
            return ZERO
        rest = self.position.rest
        resting = rest.quantity * rest.limit if rest is not None and rest.limit is not None else ZERO
        return self.position.left * self._close_price + resting

    def short_cover(self) -> Decimal:
        held = self.position
        short = held is not None and held.direction is Direction.SHORT
        return held.left * held.fill.price if held is not None and short else ZERO

    @property
    def stays(self) -> bool:
        """A position that nobody has decided to leave."""
        return self.position is not None and self.leaving is None

    # --- the open ----------------------------------------------------------------------------------

    def comes_to(self, ts: Ms) -> bool:
        """Go to the next bar if it opens at `ts`; whether it does."""
        if self.bar == self.last or int(self.market.ts[self.bar + 1]) != ts:
            return False
        self.bar += 1
        self.inside = False
        return True

    def leave_at_open(self) -> None:
        reason, self.leaving = self.leaving, None
        if reason is not None and self.position is not None:
            ticks, held = int(self.market.open[self.bar]), self.bar - self.position.bar
            self._leave_at_market(self.position, self.bar, ticks, reason, held)

    def rank_waiting(self) -> tuple[float, str]:
        return self._rank(self.waiting_from)

    def rank(self) -> tuple[float, str]:
        """Stronger entries first, then by symbol."""
        return self._rank(self.bar)

    @property
    def enters(self) -> bool:
        """An entry that may fill in this bar, or more of one."""
        return self.waiting is not None or (self.position is not None and self.position.rest is not None)

    def enter(self, desks: Sequence["Desk"]) -> None:
        """Fill what waits, as far as this bar does; a limit is asked of its whole range, in its turn here."""
        if self.position is not None and self.position.rest is not None:
            self._grow(self.position, self.position.rest, desks)
        order = self.waiting
        if order is None:
            return
        self.waiting = None
        held, places = sum(desk.position is not None for desk in desks), self.purse.settings.max_positions
        crowded = NotTaken("max_positions", Decimal(held), Decimal(places)) if held >= places else None
        outcome = crowded if crowded and order.limit is None else self._filled(order, desks)
        if isinstance(outcome, Entered) and crowded:
            outcome = crowded
        if outcome is None:
            self.waiting = order
        elif isinstance(outcome, NotTaken):
            self._refuse(outcome.reason, outcome.value, outcome.limit)
        else:
            self._open(order, outcome)

    def _filled(self, order: EntryOrder, desks: Sequence["Desk"]) -> Entered | NotTaken | None:
        market, purse, bar = self.market, self.purse, self.market.bar(self.bar)
        cash, costs = purse.free_cash(desks), purse.costs_at(bar.ts)
        if order.limit is None:
            return enter_at_open(
                order, bar.ts, bar.open, cash, costs, market.instrument, market.timeframe.ms, bar.volume
            )
        if is_over(order, bar.ts):
            return NotTaken(EXPIRED, bar.open, order.limit)
        return fill_resting(order, bar, cash, costs, market.instrument)

    def _open(self, order: EntryOrder, entered: Entered) -> None:
        purse, self.inside = self.purse, entered.inside
        if entered.unfilled and order.limit is None:
            self._refuse("partial_fill", entered.unfilled, entered.fill.quantity)
        purse.pay(entered.fill)
        purse.positions += 1
        self.entries = self.entries.entered(order.session_day, order.direction)
        rest = rest_of(order, entered) if order.limit is not None else None
        self.position = Position.opened(purse.positions, order, self.bar, entered, rest)

    def _grow(self, position: Position, order: EntryOrder, desks: Sequence["Desk"]) -> None:
        """More of a limit entry, unless the bar's open ends that."""
        market, purse, bar = self.market, self.purse, self.market.bar(self.bar)
        outcome: Entered | NotTaken | None
        if is_over(order, bar.ts) or ends_growth(position.levels, bar, position.direction, position.left):
            outcome = NotTaken(EXPIRED, bar.open, position.fill.price)
        else:
            costs, cash = purse.costs_at(bar.ts), purse.free_cash(desks)
            outcome = fill_resting(order, bar, cash, costs, market.instrument, position.fill)
        if isinstance(outcome, NotTaken):
            self._end_rest(position)
        elif outcome is not None:
            purse.pay(outcome.fill)
            position.grow(outcome.fill, outcome.levels)
            position.rest, self.inside = rest_of(order, outcome), outcome.inside

    def _end_rest(self, position: Position) -> None:
        """What rests of an entry is cancelled, and counted."""
        order, position.rest = position.rest, None
        if order is not None:
            self._refuse("partial_fill", order.quantity, position.fill.quantity)

    def _refuse(self, reason: str, value: Decimal, limit: Decimal) -> None:
        symbol = self.market.instrument.symbol
        self.purse.refusals.add(reason, int(self.market.ts[self.bar]), value, limit, symbol)

    # --- the range ---------------------------------------------------------------------------------

    def live(self) -> None:
        """What the bar's range takes off the position; a trailing stop then moves with its close."""
        position = self.position
        if position is None:
            return
        bar, direction = self.market.bar(self.bar), position.direction
        tick = self.market.instrument.tick
        levels = after_inside(position.levels) if self.inside else position.levels
        for touch in touched(levels, bar, direction, position.left):
            fill = touch_fill(touch, direction, bar, self.purse.costs_at(bar.ts), tick)
            self._close(position, fill, self.bar, touch.reason, position.held_at(self.bar))
            position.levels = without_reached(position.levels, (touch,))
        position.levels = trail(position.levels, bar.close, direction, tick)

    # --- the close ---------------------------------------------------------------------------------

    def decide(self) -> bool:
        """Judge the close; whether an entry is wished for."""
        self.wish = None
        self._end_waiting()
        idle = self.position is None and (self.waiting is not None or not self.speaks[self.bar])
        if self.bar < self.first_decision or idle:
            return False
        held = self.position
        direction, bars_held = (held.direction, held.held_at(self.bar)) if held else (None, 0)
        rules = rules_at(self.signals, self.bar)
        decision = decide(rules, direction, bars_held, self.spec.time_stop_bars)
        if decision.exit is not None:
            self.leaving = decision.exit
        self.wish = decision.enter
        return self.wish is not None

    def _end_waiting(self) -> None:
        """An entry at its limit that will not see the next bar, or that the rules no longer want."""
        order = self.waiting
        if order is None or order.limit is None:
            return
        over = is_over(order, self.market.closed_at(self.bar))
        if over or not stands(rules_at(self.signals, self.bar), order.direction):
            self.waiting = None
            self._refuse(EXPIRED if over else CANCELLED, self._close_price, order.limit)

    def order(self, desks: Sequence["Desk"]) -> None:
        """Size the wish and take it through the gates; what they refuse is counted."""
        if self.wish is None:
            return
        settings, refusals = self.purse.settings, self.purse.refusals
        ts = int(self.market.ts[self.bar])
        taken = sum(desk.stays or desk.waiting is not None for desk in desks)
        refusal: Verdict | None = None
        if taken >= settings.max_positions:
            places = Decimal(settings.max_positions)
            refusal = Verdict("max_positions", Outcome.REFUSE, Decimal(taken), places, ZERO)
        else:
            past = Past(self.entries, self.purse.results)
            planned = plan_entry(
                self.spec, self.signals, self.bar, self.wish, self._close_price, ts, self.purse.state(desks),
                settings.limits, self.market.instrument, past, settings.edge,
            )  # fmt: skip
            self.waiting, self.waiting_from, refusal = planned.order, self.bar, planned.refusal
        if refusal is not None:
            symbol = self.market.instrument.symbol
            refusals.add(refusal.gate, ts, refusal.value, refusal.limit, symbol)

    def end(self) -> None:
        """After the last close nothing is held."""
        if self.bar == self.last and self.position is not None:
            close, held = int(self.market.close[self.bar]), self.position.held_at(self.bar)
            self._leave_at_market(self.position, self.bar + 1, close, ExitReason.END_OF_DATA, held)
        if self.bar == self.last:
            self.waiting = None

    # --- exits -------------------------------------------------------------------------------------

    def _leave_at_market(
        self, position: Position, end: int, ticks: int, reason: ExitReason, bars_held: int
    ) -> None:
        market, ts = self.market, int(self.market.ts[self.bar])
        fill = market_fill(
            position.direction.exit_side, position.left, market.price(ticks), ts, self.purse.costs_at(ts),
            market.instrument.tick, market.volume_at(self.bar),
        )  # fmt: skip
        self._close(position, fill, end, reason, bars_held)

    def _close(self, position: Position, fill: Fill, end: int, reason: ExitReason, bars_held: int) -> None:
        """Book an exit; end: the first bar the position was not there for as a whole."""
        self._end_rest(position)
        if position.direction is Direction.SHORT:
            fill = replace(fill, funding=self._owed(fill.quantity, end))
        self.purse.pay(fill)
        trade = closed_trade(self.market, position, Exit(fill, self.bar, end, reason, bars_held))
        self.purse.trades.append(trade)
        position.left -= fill.quantity
        position.fee_left -= trade.entry_fee
        position.net += trade.net_pnl
        if not position.left:
            self.purse.closed(position.net, self.market.closed_at(self.bar))
            self.position = None

    def _owed(self, quantity: Decimal, end: int) -> Decimal:
        """Funding of `quantity` sold short over the closes before bar `end`."""
        assert self.position is not None
        closes = self.market.closes(self.position.bar, end)
        fraction = self.purse.settings.costs.financing_fraction
        return financing(quantity, closes, fraction, self.market.timeframe.ms)

    @property
    def _close_price(self) -> Decimal:
        return self.market.price(self.market.close[self.bar])

    def _rank(self, bar: int) -> tuple[float, str]:
        strength = float(self.strength[bar]) if self.strength is not None else 0.0
        if math.isnan(strength):
            strength = -math.inf
        return -strength, self.market.instrument.symbol
