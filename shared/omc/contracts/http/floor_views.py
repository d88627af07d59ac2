"""From the Floor's records to its wire models."""

from collections.abc import Sequence
from decimal import Decimal

from omc.contracts.backtest import LimitsModel
from omc.contracts.http import floor as wire
from omc.contracts.http.floor_gates import gate_results
from omc.floor.accounts import Account, Kill
from omc.floor.algorithms import Algorithm
from omc.floor.audit import AuditRecord, intact
from omc.floor.changes import FillRecord, TradeRecord
from omc.floor.decision import Signal
from omc.floor.operations import Action, Operation
from omc.floor.orders import Order
from omc.floor.reasons import Reason
from omc.floor.totals import currency_of
from omc.kernel.money import ZERO

_FRACTION = Decimal("0.000001")


def kill_out(kill: Kill | None) -> wire.KillOut:
    if kill is None:
        return wire.KillOut(active=False)
    return wire.KillOut(
        active=True, since=kill.since, by=kill.by, reason=kill.reason,
        operation_id=kill.operation_id, locked=kill.locked,
    )  # fmt: skip


def algorithm_out(algorithm: Algorithm, account: Account) -> wire.AlgorithmOut:
    gain = account.marks.equity - account.capital
    return wire.AlgorithmOut(
        algorithm_id=algorithm.algorithm_id,
        account_id=algorithm.account_id,
        name=algorithm.name,
        strategy_id=algorithm.strategy_id,
        strategy_version=algorithm.strategy_version,
        version=algorithm.strategy_version,
        spec_hash=algorithm.spec_hash,
        series=algorithm.series.key,
        symbol=algorithm.series.symbol,
        mode=algorithm.mode,
        status=algorithm.status,
        status_reason=algorithm.status_reason,
        killed=account.kill is not None,
        difference=account.difference,
        capital=account.capital,
        currency=currency_of(account),
        equity=account.marks.equity,
        cash=account.cash,
        realised=account.realised,
        unrealised=account.unrealised_at(account.marks.mark),
        fees=account.fees,
        pnl=gain,
        pnl_fraction=(gain / account.capital).quantize(_FRACTION),
        trades=account.trade_count,
        wins=account.win_count,
        losses=account.trade_count - account.win_count,
        bars_seen=algorithm.bars_seen,
        last_bar=algorithm.cursor_ts,
        cursor=algorithm.cursor_ts,
        heartbeat_at=algorithm.heartbeat_at,
        created_at=algorithm.created_at,
        promotion_id=algorithm.promotion_id,
        limits=LimitsModel.of(algorithm.limits),
    )


def position_out(account: Account) -> wire.PositionOut | None:
    """None when flat."""
    trade, mark = account.trade, account.marks.mark
    if trade is None:
        return None
    gain = account.unrealised_at(mark)
    return wire.PositionOut(
        algorithm_id=account.algorithm_id,
        account_id=account.account_id,
        symbol=account.symbol,
        venue=account.venue,
        mode=account.mode,
        side=trade.direction,
        quantity=abs(account.quantity),
        average_entry=trade.entry_price,
        mark=mark,
        mark_time=account.marks.marked_at,
        unrealised=gain,
        unrealised_fraction=(gain / trade.entry_notional).quantize(_FRACTION)
        if trade.entry_notional
        else ZERO,
        stop=trade.levels.stop,
        target=trade.levels.target,
        opened_at=trade.entry_ts,
    )


def order_out(order: Order) -> wire.OrderOut:
    intent = order.intent
    return wire.OrderOut(
        order_id=order.order_id,
        client_order_id=order.client_order_id,
        venue_order_id=order.venue_order_id,
        algorithm_id=intent.algorithm_id,
        account_id=intent.account_id,
        parent_id=order.parent_id,
        symbol=intent.symbol,
        side=intent.side,
        direction=intent.direction,
        type=order.type,
        purpose=intent.purpose,
        mode=intent.mode,
        state=order.state,
        reason=order.state_reason or intent.reasons[0].code,
        quantity=intent.quantity,
        filled_quantity=order.filled_quantity,
        average_price=order.average_price,
        fees=order.fees,
        arrival_price=intent.arrival_price,
        limit=intent.limit,
        slippage_bps=order.slippage_bps,
        decided_at=intent.decided_at,
        submitted_at=order.submitted_at,
        acknowledged_at=order.acknowledged_at,
        closed_at=order.closed_at,
        reasons=[reason_out(reason) for reason in intent.reasons],
    )


def order_detail(
    order: Order, fills: Sequence[FillRecord], audits: Sequence[AuditRecord]
) -> wire.OrderDetail:
    return wire.OrderDetail(
        **order_out(order).__dict__,
        gate_results=gate_results(order, audits),
        fills=[fill_out(one) for one in fills],
        audit=[audit_out(record) for record in audits],
        audit_intact=intact(audits) and len(audits) == order.audit.seq,
    )


def fill_out(record: FillRecord) -> wire.FillOut:
    fill = record.fill
    return wire.FillOut(
        fill_id=record.fill_id, at=record.at, side=fill.side, quantity=fill.quantity,
        price=fill.price, fee=fill.fee, reference_price=fill.reference_price,
    )  # fmt: skip


def audit_out(record: AuditRecord) -> wire.AuditOut:
    return wire.AuditOut(
        seq=record.seq, at=record.at, actor=record.actor, action=record.action, before=record.before,
        after=record.after, reasons=[reason_out(reason) for reason in record.reasons],
        prior_hash=record.prior_hash, hash=record.hash,
    )  # fmt: skip


def reason_out(reason: Reason) -> wire.ReasonOut:
    return wire.ReasonOut(code=reason.code, text=reason.text, values=dict(reason.values))


def trade_out(record: TradeRecord) -> wire.FloorTradeOut:
    trade = record.trade
    return wire.FloorTradeOut(
        trade_id=record.trade_id,
        algorithm_id=record.algorithm_id,
        account_id=record.account_id,
        mode=record.mode,
        symbol=trade.symbol,
        direction=trade.direction,
        quantity=trade.quantity,
        entry_at=trade.entry_ts,
        entry_price=trade.entry_price,
        exit_at=trade.exit_ts,
        exit_price=trade.exit_price,
        exit_reason=trade.exit_reason,
        entry_fee=trade.entry_fee,
        exit_fee=trade.exit_fee,
        fees=trade.fees,
        slippage_cost=trade.slippage_cost,
        gross_pnl=trade.gross_pnl,
        net_pnl=trade.net_pnl,
        r_multiple=trade.r_multiple,
        initial_stop=trade.initial_stop,
        target=trade.target,
        bars_held=trade.bars_held,
        mae=trade.mae,
        mfe=trade.mfe,
        closed_at=record.closed_at,
        position=trade.position,
        funding=trade.funding,
    )


def signal_out(signal: Signal) -> wire.SignalOut:
    return wire.SignalOut(
        signal_id=signal.signal_id, algorithm_id=signal.algorithm_id, symbol=signal.symbol,
        action=signal.action, outcome=signal.outcome, bar_time=signal.ts, decided_at=signal.decided_at,
        reasons=[reason_out(reason) for reason in signal.reasons],
    )  # fmt: skip


def operation_out(operation: Operation) -> wire.OperationOut:
    return wire.OperationOut(
        operation_id=operation.operation_id,
        scope=operation.scope,
        algorithm_id=operation.algorithm_id,
        by=operation.by,
        reason=operation.reason,
        state=operation.state,
        requested_at=operation.requested_at,
        accepted_at=operation.accepted_at,
        quiesced_at=operation.quiesced_at,
        finished_at=operation.finished_at,
        orders_sent_between=list(operation.orders_sent_between),
        stopped_algorithms=list(operation.stopped_algorithms),
        cancelled_orders=list(operation.cancelled_orders),
        liquidated_positions=[
            wire.LiquidationOut(
                algorithm_id=one.algorithm_id, symbol=one.symbol, quantity=one.quantity, price=one.price
            )
            for one in operation.liquidated_positions
        ],
        completed_actions=[_action(one) for one in operation.completed_actions],
        failed_actions=[_action(one) for one in operation.failed_actions],
        partial_success=operation.partial_success,
        final_pnl=operation.final_pnl,
    )


def _action(action: Action) -> wire.ActionOut:
    return wire.ActionOut(kind=action.kind, object_id=action.object_id, message=action.message)
