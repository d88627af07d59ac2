"""Intents and orders: one intent, one order, one client order id, at most one send."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from omc.floor.audit import UNBEGUN, Act, AuditHead, AuditRecord, append
from omc.floor.reasons import Reason, require_reasons
from omc.floor.states import OrderState, check_move
from omc.kernel.errors import Bug
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.trading.model import BracketTerms, Direction, ExitReason, Fill, Side


class Mode(StrEnum):
    """simulation: replayed bars, the engine's fills. paper: the next observed quote."""

    SIMULATION = "simulation"
    PAPER = "paper"


class Purpose(StrEnum):
    """What an order is for. BRACKET: a protective leg that the venue held with the entry."""

    ENTRY = "entry"
    EXIT = "exit"
    FLATTEN = "flatten"
    BRACKET = "bracket"


class OrderType(StrEnum):
    MARKET = "market"
    STOP = "stop"
    LIMIT = "limit"


@dataclass(frozen=True)
class Intent:
    """What the decision wants. signal_ts: open time of the bar that was judged; decided_at: its close.

    arrival_price: that close. attempt: counts exits that were proven never sent and are asked for again.
    session_day: the day of the session that an entry counts in. limit: the price it rests at; None: it meets
    the market. until: open time of the last bar it rests for.
    """

    algorithm_id: str
    account_id: str
    owner_id: str
    mode: Mode
    venue: str
    symbol: str
    purpose: Purpose
    direction: Direction
    quantity: Decimal
    signal_ts: Ms
    timeframe_ms: Ms
    decided_at: Ms
    arrival_price: Decimal
    reasons: tuple[Reason, ...]
    bracket: BracketTerms | None = None
    exit_reason: ExitReason | None = None
    attempt: int = 1
    operation_id: str | None = None
    session_day: int = -1
    limit: Decimal | None = None
    until: Ms = 0

    def __post_init__(self) -> None:
        require_reasons(self.reasons, f"the intent to {self.purpose} {self.symbol}")
        if self.quantity <= 0:
            raise Bug(f"expected an intent with a quantity above 0, got {self.quantity}")

    @property
    def intent_id(self) -> str:
        """The same decision has the same id, however often it is taken."""
        if self.operation_id is not None:
            return stop_intent_id(self.operation_id, self.account_id, self.attempt)
        return derived_id("int", self.algorithm_id, self.signal_ts, self.purpose, self.attempt)

    @property
    def side(self) -> Side:
        return self.direction.entry_side if self.purpose is Purpose.ENTRY else self.direction.exit_side


@dataclass(frozen=True)
class Order:
    """OMC-FLR-013. Money in quote currency; `reserved` is the cash held for it at present.

    send_claimed_at: when a worker took the one right to send; None proves that it was never sent.
    not_found_at: when the venue, asked after the send deadline, first did not know it.
    """

    order_id: str
    client_order_id: str
    intent: Intent
    type: OrderType
    state: OrderState = OrderState.NEW
    state_reason: str = ""
    filled_quantity: Decimal = ZERO
    filled_notional: Decimal = ZERO
    fees: Decimal = ZERO
    reserved: Decimal = ZERO
    send_deadline: Ms | None = None
    send_claimed_at: Ms | None = None
    submitted_at: Ms | None = None
    acknowledged_at: Ms | None = None
    closed_at: Ms | None = None
    not_found_at: Ms | None = None
    venue_order_id: str | None = None
    parent_id: str | None = None
    audit: AuditHead = UNBEGUN
    version: int = 0

    @property
    def average_price(self) -> Decimal | None:
        return self.filled_notional / self.filled_quantity if self.filled_quantity else None

    @property
    def slippage_bps(self) -> Decimal | None:
        """Average fill against arrival; positive is a cost (OMC-FLR-039)."""
        average, arrival = self.average_price, self.intent.arrival_price
        if average is None or not arrival:
            return None
        return (self.intent.side.sign * (average - arrival) / arrival * 10_000).quantize(Decimal("0.01"))

    @property
    def reduce_only(self) -> bool:
        return self.intent.purpose is not Purpose.ENTRY

    @property
    def sendable(self) -> bool:
        """True while it is proven that nobody has sent it."""
        return self.state is OrderState.SUBMITTING and self.send_claimed_at is None


def stop_intent_id(operation_id: str, account_id: str, attempt: int) -> str:
    """The flatten intents of an emergency stop depend on nothing else, so that its work may be repeated."""
    return derived_id("int", operation_id, account_id, Purpose.FLATTEN, attempt)


def order_id_of(identifier: str) -> str:
    """The order of an intent id or of a client order id: the three share their digits.

    >>> order_id_of("int-7f"), order_id_of("omc-7f")
    ('ord-7f', 'ord-7f')
    """
    return f"ord-{identifier.split('-', 1)[1]}"


def new_order(intent: Intent, order_type: OrderType | None = None) -> tuple[Order, AuditRecord]:
    """The order of `intent`; ids are functions of the intent, so a repeated intent names the first order."""
    plain = OrderType.MARKET if intent.limit is None else OrderType.LIMIT
    order = Order(
        order_id=order_id_of(intent.intent_id),
        client_order_id=f"omc-{intent.intent_id.removeprefix('int-')}",
        intent=intent,
        type=order_type or plain,
    )
    act = Act("floor/decide", "decision", "", OrderState.NEW, intent.reasons)
    return _recorded(order, intent.decided_at, act)


def move(order: Order, target: OrderState, at: Ms, actor: str, reason: Reason) -> tuple[Order, AuditRecord]:
    """`order` in `target`, with the audit record of the move."""
    check_move(order.state, target)
    moved = replace(
        order,
        state=target,
        state_reason=reason.code,
        closed_at=at if target.terminal else order.closed_at,
    )
    return _recorded(moved, at, Act(actor, "order_state", order.state, target, (reason,)))


def note(
    order: Order, at: Ms, actor: str, action: str, reasons: tuple[Reason, ...]
) -> tuple[Order, AuditRecord]:
    """Something worth keeping about `order` that moves no state."""
    return _recorded(order, at, Act(actor, action, order.state, order.state, reasons))


def fill(order: Order, execution: Fill, at: Ms, *, final: bool) -> tuple[Order, AuditRecord]:
    """`order` with one more fill; totals are sums of fills. An order that has ended stays ended.

    final: the venue says that no more will come, also where it filled less than was asked for.
    """
    total = order.filled_quantity + execution.quantity
    done = final or total >= order.intent.quantity
    grown = replace(
        order,
        filled_quantity=total,
        filled_notional=order.filled_notional + execution.notional,
        fees=order.fees + execution.fee,
    )
    reason = Reason(
        "fill",
        f"{execution.side} {execution.quantity} at {execution.price}, fee {execution.fee}",
        {"quantity": str(execution.quantity), "price": str(execution.price), "fee": str(execution.fee)},
    )
    if order.state.terminal:
        return note(grown, at, "venue", "trade_executed", (reason,))
    return move(grown, OrderState.FILLED if done else OrderState.PARTIAL, at, "venue", reason)


def _recorded(order: Order, at: Ms, act: Act) -> tuple[Order, AuditRecord]:
    head, record = append(order.audit, f"order:{order.order_id}", at, act)
    return replace(order, audit=head), record
