"""The Floor's events on the bus: names, ids and data."""

from typing import Any

from omc.floor.changes import FillRecord
from omc.floor.operations import Operation
from omc.floor.orders import Order
from omc.floor.reasons import plain
from omc.kernel.events import Event
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms

ORDER_INTENT = "order.intent"
ORDER_FILLED = "order.filled"
KILL_ENGAGED = "kill.engaged"
KILL_LIFTED = "kill.lifted"
ALGORITHM_DEPLOYED = "algorithm.deployed"


def order_intent(order: Order, known_at: Ms) -> Event:
    """Wakes the executor; `account_id` is the group within which orders keep their turn."""
    intent = order.intent
    data = {
        "account_id": intent.account_id,
        "order_id": order.order_id,
        "intent_id": intent.intent_id,
        "algorithm_id": intent.algorithm_id,
    }
    return event(ORDER_INTENT, intent.owner_id, intent.decided_at, known_at, data, order.order_id)


def order_filled(order: Order, record: FillRecord, known_at: Ms) -> Event:
    data = {
        "order_id": order.order_id,
        "account_id": record.account_id,
        "algorithm_id": order.intent.algorithm_id,
        "symbol": order.intent.symbol,
        "side": record.fill.side.value,
        "quantity": plain(record.fill.quantity),
        "price": plain(record.fill.price),
        "fee": plain(record.fill.fee),
        "mode": order.intent.mode.value,
    }
    return event(ORDER_FILLED, order.intent.owner_id, record.at, known_at, data, record.fill_id)


def kill_engaged(operation: Operation) -> Event:
    data = {
        "operation_id": operation.operation_id,
        "scope": operation.scope.value,
        "algorithm_id": operation.algorithm_id,
        "by": operation.by,
        "reason": operation.reason,
    }
    at = operation.requested_at
    return event(KILL_ENGAGED, operation.owner_id, at, at, data, operation.operation_id)


def event(
    kind: str, owner_id: str, occurred_at: Ms, known_at: Ms, data: dict[str, Any], *key: str | int
) -> Event:
    """An event whose id is a function of its kind and key."""
    # Never before it occurred: in a replay the event's time may be ahead of or behind the wall's.
    return Event(
        derived_id("evt", kind, *key), kind, occurred_at, max(known_at, occurred_at), data, owner_id=owner_id
    )
