"""One close of one algorithm: the marks, the decision, and the intents that follow from it. Pure.

The same calls of `omc.trading` as in a backtest, in the same order, on the same numbers; what is added
is the Floor's own: nothing new while paused, nothing at all while stopped, and a reason for everything.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from omc.floor.accounts import Account, OpenTrade
from omc.floor.algorithms import Algorithm, AlgorithmStatus
from omc.floor.marks import mark, risk_state
from omc.floor.orders import Intent, Order, Purpose
from omc.floor.reasons import Reason, plain, require_reasons, verdict_reason
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.market.records import Bar, Instrument
from omc.strategy.model import StrategySpec
from omc.trading.bracket import trail
from omc.trading.decision import Decision, RulesAt, decide, stands
from omc.trading.model import BracketTerms, Direction, ExitReason
from omc.trading.plan import PlannedEntry, SignalColumns, plan_entry, rules_at

Explain = Callable[[str], tuple[Reason, ...]]
MAX_ATTEMPTS_PER_BAR = 3


@dataclass(frozen=True)
class Signal:
    """What the rules said at a close and what became of it; outcome: intent or refused."""

    signal_id: str
    algorithm_id: str
    owner_id: str
    symbol: str
    ts: Ms
    decided_at: Ms
    action: str
    outcome: str
    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        require_reasons(self.reasons, f"the signal {self.action}")


@dataclass(frozen=True)
class View:
    """What the strategy says of the bar at `index`, which is the last it may see."""

    spec: StrategySpec
    signals: SignalColumns
    index: int
    warm: bool
    explain: Explain


@dataclass(frozen=True)
class Close:
    """The account after a close, and what is wanted and said because of it."""

    account: Account
    intents: tuple[Intent, ...] = ()
    signals: tuple[Signal, ...] = ()


def marked(account: Account, bar: Bar, close_time: Ms, tick: Decimal) -> Account:
    """`account` marked at the close of `bar`; an open trade's range grows, its trailing stop moves."""
    trade = account.trade
    if trade is not None:
        low, high = _range(trade, bar)
        levels = trail(trade.levels, bar.close, trade.direction, tick)
        borrowed = trade.borrowed_closes + (bar.close if trade.direction is Direction.SHORT else ZERO)
        trade = replace(trade, low=low, high=high, levels=levels, borrowed_closes=borrowed)
    account = replace(account, trade=trade)
    return replace(account, marks=mark(account.marks, bar.close, close_time, account.equity_at(bar.close)))


def _range(trade: OpenTrade, bar: Bar) -> tuple[Decimal, Decimal]:
    """(low, high) of what the trade has lived through with `bar`. Of a bar in whose course it was entered the
    best may have come before: its close counts instead."""
    if trade.low is not None and trade.high is not None:
        return min(trade.low, bar.low), max(trade.high, bar.high)
    if not trade.inside:
        return bar.low, bar.high
    return (bar.low, bar.close) if trade.direction is Direction.LONG else (bar.close, bar.high)


def unwanted(intent: Intent, algorithm: Algorithm, rules: RulesAt) -> Reason | None:
    """Why an entry that rests at its limit is to be called back; None while it stands."""
    if algorithm.status is not AlgorithmStatus.ACTIVE:
        return Reason("algorithm_paused", f"no new entries while {algorithm.status}")
    if stands(rules, intent.direction):
        return None
    text = "its exit holds, the other side's entry does, or the session's hours are over"
    return Reason(
        "limit_cancelled", f"the entry at {plain(intent.limit or ZERO)} is not wanted any more: {text}"
    )


def called_back(algorithm: Algorithm, order: Order, bar: Bar, reason: Reason) -> Signal:
    """What is said of an entry called back at the close of `bar`."""
    return _signal(algorithm, bar.ts, f"cancel_{order.intent.direction}", "intent", (reason,))


def judge(account: Account, algorithm: Algorithm, bar: Bar, view: View, instrument: Instrument) -> Close:
    """Decide at the close of `bar`, for which `account` is marked already."""
    if account.kill is not None:
        return Close(account)
    if account.missed_exit is not None:
        return ask_again(account, algorithm, bar, instrument)
    if not view.warm:
        return Close(account)
    trade = account.trade
    held = account.marks.bars - trade.entry_bar + 1 if trade else 0
    direction = trade.direction if trade else None
    decision = decide(rules_at(view.signals, view.index), direction, held, view.spec.time_stop_bars)
    return _Writer(account, algorithm, bar, view, instrument).write(decision, held)


def ask_again(account: Account, algorithm: Algorithm, bar: Bar, instrument: Instrument) -> Close:
    """An exit that was proven never sent, wanted once more under a new id; none left for this bar: later."""
    missed = account.missed_exit
    if missed is None or account.trade is None or account.kill is not None:
        return Close(account)
    attempt = missed.attempt + 1 if missed.signal_ts == bar.ts else 1
    if attempt > MAX_ATTEMPTS_PER_BAR:
        return Close(account)
    why = Reason("exit_again", f"the exit decided on bar {missed.signal_ts} never reached the venue")
    writer = _Writer(replace(account, missed_exit=None), algorithm, bar, None, instrument)
    return writer.leave(missed.reason, (why,), attempt)


@dataclass(frozen=True)
class _Writer:
    account: Account
    algorithm: Algorithm
    bar: Bar
    view: View | None
    instrument: Instrument

    def write(self, decision: Decision, held: int) -> Close:
        close = Close(self.account)
        if decision.exit is not None:
            left = self.leave(decision.exit, self._why_exit(decision.exit, held), 1)
            close = left
        if decision.enter is not None:
            entered = self._enter(decision.enter)
            close = replace(
                close,
                intents=close.intents + entered.intents,
                signals=close.signals + entered.signals,
            )
        return close

    def leave(self, reason: ExitReason, why: tuple[Reason, ...], attempt: int) -> Close:
        trade = self.account.trade
        if trade is None:
            return Close(self.account)
        quantity = abs(self.account.quantity)
        intent = self._intent(Purpose.EXIT, trade.direction, quantity, why, None, reason, attempt)
        action = f"exit_{trade.direction}"
        signals = (self._signal(action, "intent", why),) if attempt == 1 else ()
        return Close(self.account, (intent,), signals)

    def _enter(self, direction: Direction) -> Close:
        view, account, algorithm = self.view, self.account, self.algorithm
        assert view is not None
        why, action = view.explain(f"{direction}.enter"), f"enter_{direction}"
        if algorithm.status is not AlgorithmStatus.ACTIVE:
            paused = Reason("algorithm_paused", f"no new entries while {algorithm.status}")
            return Close(account, (), (self._signal(action, "refused", (*why, paused)),))
        if account.open_orders and account.trade is None:
            waiting = Reason("duplicate_signal", f"orders on their way: {', '.join(account.open_orders)}")
            return Close(account, (), (self._signal(action, "refused", (*why, waiting)),))
        planned = plan_entry(
            view.spec, view.signals, view.index, direction, self.bar.close, self.bar.ts,
            risk_state(account.marks), algorithm.limits, self.instrument, account.past,
        )  # fmt: skip
        reasons = (*why, *(verdict_reason(verdict) for verdict in planned.risk.verdicts))
        if planned.order is None:
            return Close(account, (), (self._signal(action, "refused", reasons),))
        return Close(account, (self._entry(planned, reasons),), (self._signal(action, "intent", reasons),))

    def _entry(self, planned: PlannedEntry, reasons: tuple[Reason, ...]) -> Intent:
        order = planned.order
        assert order is not None
        intent = self._intent(Purpose.ENTRY, order.direction, order.quantity, reasons, order.bracket, None, 1)
        return replace(intent, session_day=order.session_day, limit=order.limit, until=order.until)

    def _why_exit(self, reason: ExitReason, held: int) -> tuple[Reason, ...]:
        trade, view = self.account.trade, self.view
        if view is not None and reason is ExitReason.TIME and rules_at(view.signals, view.index).flat:
            return (Reason("session_over", "the session's time to hold nothing has come"),)
        if reason is ExitReason.TIME or trade is None or view is None:
            return (Reason("time_stop", f"held {held} bars", {"bars_held": str(held)}),)
        return view.explain(f"{trade.direction}.exit")

    def _intent(
        self, purpose: Purpose, direction: Direction, quantity: Decimal, reasons: tuple[Reason, ...],
        bracket: BracketTerms | None, exit_reason: ExitReason | None, attempt: int,
    ) -> Intent:  # fmt: skip
        algorithm, timeframe = self.algorithm, self.algorithm.series.timeframe
        return Intent(
            algorithm_id=algorithm.algorithm_id,
            account_id=algorithm.account_id,
            owner_id=algorithm.owner_id,
            mode=algorithm.mode,
            venue=algorithm.series.venue,
            symbol=algorithm.series.symbol,
            purpose=purpose,
            direction=direction,
            quantity=quantity,
            signal_ts=self.bar.ts,
            timeframe_ms=timeframe.ms,
            decided_at=timeframe.close_of(self.bar.ts),
            arrival_price=self.bar.close,
            reasons=reasons,
            bracket=bracket,
            exit_reason=exit_reason,
            attempt=attempt,
        )

    def _signal(self, action: str, outcome: str, reasons: tuple[Reason, ...]) -> Signal:
        return _signal(self.algorithm, self.bar.ts, action, outcome, reasons)


def _signal(algorithm: Algorithm, ts: Ms, action: str, outcome: str, reasons: tuple[Reason, ...]) -> Signal:
    return Signal(
        signal_id=derived_id("sig", algorithm.algorithm_id, ts, action),
        algorithm_id=algorithm.algorithm_id,
        owner_id=algorithm.owner_id,
        symbol=algorithm.series.symbol,
        ts=ts,
        decided_at=algorithm.series.timeframe.close_of(ts),
        action=action,
        outcome=outcome,
        reasons=reasons,
    )
