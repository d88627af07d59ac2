"""Push records: what a browser should hear, written in the transaction that makes it true.

A push is an item `PUSH#{channel}` / `{push_id}` in the producer's own table. The table's stream carries
it to the socket publisher, which numbers it and delivers it; `push_id` makes redelivery harmless.
Channels: `floor` (owner's), `candles:{series key}` (owner_id `*`), `backtest:{run id}`.

    client.transact_write_items(TransactItems=[
        {"Put": ...the fact...},
        push_put(table, owner_id, "floor", "order_update", {"order_id": "..."}, push_id, now=clock.now()),
    ])
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from omc.adapters.dynamodb.items import Item, from_item, to_item
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms

PREFIX = "PUSH#"
_KEPT_MS = DAY_MS


@dataclass(frozen=True)
class Push:
    """One message on its way to the sockets; `occurred_at` is when its fact was true."""

    push_id: str
    owner_id: str
    channel: str
    type: str
    data: Mapping[str, Any]
    occurred_at: Ms


def push_item(
    owner_id: str, channel: str, message_type: str, data: Mapping[str, Any], push_id: str, *, now: Ms
) -> Item:
    """The item alone, for writers that use PutItem or a batch."""
    return to_item(
        {
            "pk": f"{PREFIX}{channel}",
            "sk": push_id,
            "owner_id": owner_id,
            "channel": channel,
            "type": message_type,
            "data": json.dumps(data, default=_decimal_string, separators=(",", ":")),
            "occurred_at": now,
            "ttl": (now + _KEPT_MS) // SECOND_MS,
        }
    )


def push_put(
    table: str,
    owner_id: str,
    channel: str,
    message_type: str,
    data: Mapping[str, Any],
    push_id: str,
    *,
    now: Ms,
) -> dict[str, Any]:
    """One TransactWriteItems entry (low-level client) that stores the push; a repeat overwrites its like."""
    item = push_item(owner_id, channel, message_type, data, push_id, now=now)
    return {"Put": {"TableName": table, "Item": item}}


def push_of(image: Mapping[str, Any]) -> Push | None:
    """The push in a stream image, or None when the record is of another kind."""
    if not image.get("pk", {}).get("S", "").startswith(PREFIX):
        return None
    item = from_item(image)
    return Push(
        push_id=item["sk"],
        owner_id=item["owner_id"],
        channel=item["channel"],
        type=item["type"],
        data=json.loads(item["data"]),
        occurred_at=item["occurred_at"],
    )


def _decimal_string(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"expected JSON values or Decimal in a push, got {type(value).__name__}")
