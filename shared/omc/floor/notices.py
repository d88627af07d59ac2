"""What screens are told, in the shapes of OMC-FLR-160 to 164: decimals as strings, times in ms UTC."""

from decimal import Decimal
from typing import Any

from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm, AlgorithmStatus
from omc.floor.changes import Notice
from omc.floor.decision import Signal
from omc.floor.operations import Operation
from omc.floor.orders import Order
from omc.floor.reasons import Reason, plain
from omc.floor.states import OrderState
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms, to_iso


def text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def reason_data(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "text": reason.text, "values": dict(reason.values)}


def order_update(order: Order, previous: OrderState | None, at: Ms) -> Notice:
    intent = order.intent
    data = {
        "order_id": order.order_id,
        "client_order_id": order.client_order_id,
        "algorithm_id": intent.algorithm_id,
        "symbol": intent.symbol,
        "side": intent.side.value,
        "type": order.type.value,
        "purpose": intent.purpose.value,
        "state": order.state.value,
        "previous_state": previous.value if previous else None,
        "quantity": plain(intent.quantity),
        "filled_quantity": plain(order.filled_quantity),
        "average_price": text(order.average_price),
        "fees": plain(order.fees),
        "reason": order.state_reason or intent.reasons[0].code,
        "mode": intent.mode.value,
        "occurred_at": to_iso(at),
    }
    return _notice("order_update", intent.owner_id, data, order.order_id, order.audit.seq)


def position_data(account: Account) -> dict[str, Any]:
    """An account's position; quantity "0" and no entry when flat."""
    trade, marks = account.trade, account.marks
    gain = account.unrealised_at(marks.mark)
    cost = trade.entry_notional if trade else None
    return {
        "algorithm_id": account.algorithm_id,
        "account_id": account.account_id,
        "symbol": account.symbol,
        "venue": account.venue,
        "mode": account.mode.value,
        "side": trade.direction.value if trade else None,
        "quantity": plain(abs(account.quantity)),
        "average_entry": text(trade.entry_price) if trade else None,
        "mark": text(marks.mark),
        "mark_time": to_iso(marks.marked_at) if marks.marked_at is not None else None,
        "unrealised": plain(gain),
        "unrealised_fraction": text((gain / cost).quantize(Decimal("0.000001"))) if cost else None,
        "stop": text(trade.levels.stop) if trade else None,
        "target": text(trade.levels.target) if trade else None,
        "opened_at": to_iso(trade.entry_ts) if trade else None,
    }


def position_update(account: Account) -> Notice:
    key = (account.account_id, account.journal_seq, account.marks.bars)
    return _notice("position_update", account.owner_id, position_data(account), *key)


def pnl_update(account: Account) -> Notice:
    marks = account.marks
    data = {
        "account_id": account.account_id,
        "algorithm_id": account.algorithm_id,
        "mode": account.mode.value,
        "equity": plain(marks.equity),
        "cash": plain(account.cash),
        "realised": plain(account.realised),
        "unrealised": plain(account.unrealised_at(marks.mark)),
        "fees": plain(account.fees),
        "total": plain(marks.equity - account.capital),
        "today": plain(marks.equity - marks.day_open_equity),
        "trades": account.trade_count,
        "marked_at": to_iso(marks.marked_at) if marks.marked_at is not None else None,
    }
    return _notice("pnl_update", account.owner_id, data, account.account_id, marks.bars, account.journal_seq)


def signal_notice(signal: Signal) -> Notice:
    data = {
        "signal_id": signal.signal_id,
        "algorithm_id": signal.algorithm_id,
        "symbol": signal.symbol,
        "action": signal.action,
        "outcome": signal.outcome,
        "bar_time": to_iso(signal.ts),
        "decided_at": to_iso(signal.decided_at),
        "reasons": [reason_data(reason) for reason in signal.reasons],
    }
    return _notice("signal", signal.owner_id, data, signal.signal_id)


def algorithm_status(algorithm: Algorithm, previous: AlgorithmStatus | None) -> Notice:
    data = {
        "algorithm_id": algorithm.algorithm_id,
        "name": algorithm.name,
        "status": algorithm.status.value,
        "previous_status": previous.value if previous else None,
        "reason": algorithm.status_reason,
        "heartbeat_at": to_iso(algorithm.heartbeat_at),
    }
    return _notice("algorithm_status", algorithm.owner_id, data, algorithm.algorithm_id, algorithm.audit.seq)


def emergency_progress(operation: Operation, step: str, done: int, total: int, at: Ms) -> Notice:
    data = {
        "operation_id": operation.operation_id,
        "step": step,
        "done": done,
        "total": total,
        "state": operation.state.value,
        "failures": [
            {"kind": a.kind, "object": a.object_id, "message": a.message} for a in operation.failed_actions
        ],
        "elapsed_ms": at - operation.requested_at,
        "finished": operation.finished,
    }
    return _notice("emergency_progress", operation.owner_id, data, operation.operation_id, step, done, at)


def risk_warning(
    account: Account, kind: str, level: str, value: Decimal, limit: Decimal, action: str
) -> Notice:
    data = {
        "kind": kind,
        "level": level,
        "value": plain(value),
        "limit": plain(limit),
        "scope": "algorithm",
        "algorithm_id": account.algorithm_id,
        "action_taken": action,
    }
    return _notice(
        "risk_warning", account.owner_id, data, account.account_id, kind, level, account.marks.bars
    )


def _notice(kind: str, owner_id: str, data: dict[str, Any], *key: str | int) -> Notice:
    return Notice(derived_id("psh", kind, *key), owner_id, kind, data)
