"""From a venue's report to the books: order, lots, cash, journal and trade row change together or not at all.

Reports are numbered without holes; one that is not the next is either booked already or too early.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from omc.floor.accounts import Account, MissedExit, OpenTrade, entered, reserve, with_order
from omc.floor.audit import AuditRecord
from omc.floor.journal import Entry, execution
from omc.floor.marks import after_trade
from omc.floor.orders import Intent, Order, OrderType, Purpose, fill, move, new_order
from omc.floor.reasons import Reason
from omc.floor.states import OrderState
from omc.floor.venues.model import Report
from omc.kernel.errors import Bug
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.trading.lots import book
from omc.trading.model import ExitReason, Fill, Levels, Trade
from omc.trading.risk import RiskLimits
from omc.trading.roundtrips import entry_fee_part


@dataclass(frozen=True)
class Booked:
    """Everything one report changes."""

    account: Account
    order: Order
    audits: tuple[AuditRecord, ...]
    entries: tuple[Entry, ...] = ()
    trade: Trade | None = None


def book_report(account: Account, order: Order, report: Report, limits: RiskLimits, at: Ms) -> Booked:
    """The books after `report` on `order` (the leg's own order for a protective leg).

    at: event time of the report, the close of its bar; that is also when an exit counts as made.
    """
    if report.seq != account.report_seq + 1:
        raise Bug(f"expected report {account.report_seq + 1} of {account.account_id}, got {report.seq}")
    account = replace(account, report_seq=report.seq)
    if report.fill is None:
        return end_order(account, order, OrderState.CANCELLED, at, "venue", _ended(report))
    order, audit = fill(order, report.fill, at, final=report.final)
    account, entries, trade = _execute(account, order, report, report.fill, at)
    if trade is not None and account.trade is not None and not account.lots:
        account = _ended_trip(account, account.trade.net, limits, at)
    # What is filled is paid: only the rest of an order still needs cash held for it.
    let_go = order.reserved if order.state.terminal else min(order.reserved, report.fill.notional)
    if let_go:
        account, released = reserve(account, -let_go, at, order.order_id)
        order, entries = replace(order, reserved=order.reserved - let_go), entries + released
    account = with_order(account, order.order_id, order.state)
    return Booked(account, order, (audit,), entries, trade)


def end_order(
    account: Account, order: Order, state: OrderState, at: Ms, actor: str, reason: Reason
) -> Booked:
    """The books after an order ended without (further) fills: what it reserved is free again.

    An exit that never reached the venue is remembered: to leave late is better than not to leave.
    """
    if order.state.terminal:
        return Booked(with_order(account, order.order_id, order.state), order, ())
    order, audit = move(order, state, at, actor, reason)
    account, released = reserve(account, -order.reserved, at, order.order_id)
    account = with_order(account, order.order_id, state)
    intent = order.intent
    if intent.purpose is Purpose.EXIT and account.trade is not None and not order.filled_quantity:
        missed = MissedExit(intent.exit_reason or ExitReason.SIGNAL, intent.signal_ts, intent.attempt)
        account = replace(account, missed_exit=missed)
    return Booked(account, replace(order, reserved=ZERO), (audit,), released)


def leg_order(entry: Order, report: Report, fill_: Fill) -> tuple[Order, tuple[AuditRecord, ...]]:
    """The order of a protective leg that the venue held and executed, linked to its entry."""
    leg = report.leg or ExitReason.STOP
    reason = Reason(leg, f"the venue executed the {leg} of order {entry.order_id}")
    intent = Intent(
        algorithm_id=entry.intent.algorithm_id,
        account_id=entry.intent.account_id,
        owner_id=entry.intent.owner_id,
        mode=entry.intent.mode,
        venue=entry.intent.venue,
        symbol=entry.intent.symbol,
        purpose=Purpose.BRACKET,
        direction=entry.intent.direction,
        quantity=fill_.quantity,
        signal_ts=report.bar_ts,
        timeframe_ms=entry.intent.timeframe_ms,
        decided_at=report.bar_ts + entry.intent.timeframe_ms,
        arrival_price=fill_.reference_price,
        reasons=(reason,),
        exit_reason=leg,
        attempt=report.seq,
    )
    kind = OrderType.LIMIT if leg is ExitReason.TARGET else OrderType.STOP
    order, created = new_order(intent, kind)
    at, audits = intent.decided_at, [created]
    for state in (OrderState.GATED, OrderState.SUBMITTING, OrderState.SUBMITTED):
        order, audit = move(order, state, at, "venue", reason)
        audits.append(audit)
    return replace(order, parent_id=entry.order_id, submitted_at=at, acknowledged_at=at), tuple(audits)


def _ended(report: Report) -> Reason:
    return Reason(report.reason or "cancelled", f"the venue ended the order: {report.reason or 'cancelled'}")


def _execute(
    account: Account, order: Order, report: Report, fill_: Fill, at: Ms
) -> tuple[Account, tuple[Entry, ...], Trade | None]:
    charged = fill_.fee + fill_.funding
    booking = book(account.lots, fill_.side, fill_.quantity, fill_.price, fill_.ts)
    paid = replace(
        account,
        cash=account.cash - fill_.side.sign * fill_.notional - charged,
        realised=account.realised + booking.realised,
        fees=account.fees + charged,
        lots=booking.lots,
    )
    paid, entry = entered(paid, at, "fill", order.order_id, execution(fill_, booking.realised))
    if order.intent.purpose is Purpose.ENTRY:
        if paid.trade is None:
            day = paid.entries.entered(order.intent.session_day, order.intent.direction)
            paid = replace(paid, entries=day, trade=_started(paid, order, report))
        return replace(paid, trade=_grown(paid.trade, fill_, report) if paid.trade else None), (entry,), None
    trade = _reduced(paid.trade, fill_) if paid.trade else None
    if trade is None or (booking.lots and not order.state.terminal):
        return replace(paid, trade=trade), (entry,), None
    row = _closed(trade, paid, order, report, fill_)
    return replace(paid, trade=_left(trade, row), missed_exit=None), (entry,), row


def _ended_trip(account: Account, net: Decimal, limits: RiskLimits, at: Ms) -> Account:
    """The account after its round trip came to its end with `net`."""
    return replace(
        account,
        trade=None,
        marks=after_trade(account.marks, net, at, limits),
        trade_count=account.trade_count + 1,
        win_count=account.win_count + (net > 0),
        won=account.won + max(net, ZERO),
        lost=account.lost - min(net, ZERO),
    )


def _started(account: Account, order: Order, report: Report) -> OpenTrade:
    levels = report.levels or Levels()
    return OpenTrade(
        direction=order.intent.direction,
        entry_order_id=order.order_id,
        entry_ts=report.bar_ts,
        entry_bar=account.marks.bars + 1,
        levels=levels,
        number=account.trade_count + 1,
        inside=report.inside,
        decided_ts=order.intent.signal_ts,
    )


def _grown(trade: OpenTrade, fill_: Fill, report: Report) -> OpenTrade:
    """`trade` with one more fill of its entry; the targets are those of the whole, the stop stays."""
    levels = report.levels or trade.levels
    return replace(
        trade,
        levels=replace(trade.levels, targets=levels.targets),
        targets=tuple(target.price for target in levels.targets),
        quantity=trade.quantity + fill_.quantity,
        entry_notional=trade.entry_notional + fill_.notional,
        entry_fee=trade.entry_fee + fill_.fee,
        fee_left=trade.fee_left + fill_.fee,
        slippage_cost=trade.slippage_cost + slippage(fill_),
        spread_cost=trade.spread_cost + fill_.half_spread * fill_.quantity,
    )


def _reduced(trade: OpenTrade, fill_: Fill) -> OpenTrade:
    return replace(
        trade,
        exit_quantity=trade.exit_quantity + fill_.quantity,
        exit_notional=trade.exit_notional + fill_.notional,
        exit_fee=trade.exit_fee + fill_.fee,
        exit_slippage=trade.exit_slippage + slippage(fill_),
        exit_spread=trade.exit_spread + fill_.half_spread * fill_.quantity,
        exit_funding=trade.exit_funding + fill_.funding,
    )


def _left(trade: OpenTrade, row: Trade) -> OpenTrade:
    """What is left of `trade` after the exit of `row`: a target reached is a target less."""
    levels = trade.levels
    if row.exit_reason is ExitReason.TARGET:
        levels = replace(levels, targets=levels.targets[1:])
    return replace(
        trade,
        levels=levels,
        fee_left=trade.fee_left - row.entry_fee,
        net=trade.net + row.net_pnl,
        exit_quantity=ZERO,
        exit_notional=ZERO,
        exit_fee=ZERO,
        exit_slippage=ZERO,
        exit_spread=ZERO,
        exit_funding=ZERO,
    )


def slippage(fill_: Fill) -> Decimal:
    """What half spread and slippage cost in this fill, in quote currency; >= 0."""
    return (fill_.price - fill_.reference_price) * fill_.quantity * fill_.side.sign


def _closed(trade: OpenTrade, account: Account, order: Order, report: Report, fill_: Fill) -> Trade:
    """The row of the exit whose sums `trade` holds, with its part of the entry."""
    part, whole = trade.exit_quantity, trade.quantity
    entry_price, left_at = trade.entry_price, fill_.reference_price
    exit_price = trade.exit_notional / part
    # A flatten order fills at the last close seen: its bar is the one marked last, not one under way.
    flattened = order.intent.purpose is Purpose.FLATTEN
    exit_bar = account.marks.bars if flattened else account.marks.bars + 1
    held = exit_bar - trade.entry_bar + (1 if report.inside else 0)
    fall = max(entry_price - min(left_at, trade.low or left_at), ZERO)
    rise = max(max(left_at, trade.high or left_at) - entry_price, ZERO)
    against, in_favour = (fall, rise) if trade.direction.sign > 0 else (rise, fall)
    fee = entry_fee_part(trade.entry_fee, trade.fee_left, part, whole) if account.lots else trade.fee_left
    return Trade(
        symbol=account.symbol,
        direction=trade.direction,
        quantity=part,
        entry_ts=trade.entry_ts,
        entry_price=entry_price,
        exit_ts=fill_.ts,
        exit_price=exit_price,
        exit_reason=order.intent.exit_reason or ExitReason.SIGNAL,
        entry_fee=fee,
        exit_fee=trade.exit_fee,
        slippage_cost=trade.slippage_cost * part / whole + trade.exit_slippage,
        gross_pnl=trade.direction.sign * (trade.exit_notional - trade.entry_notional * part / whole),
        initial_stop=trade.levels.initial_stop,
        target=trade.levels.target,
        bars_held=held,
        mae=against,
        mfe=in_favour,
        position=trade.number,
        targets=trade.targets,
        spread_cost=trade.spread_cost * part / whole + trade.exit_spread,
        funding=trade.exit_funding,
        decided_ts=trade.decided_ts,
    )
