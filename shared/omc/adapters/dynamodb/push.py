"""Push records: what a browser should hear, written in the transaction that makes it true.

A push is an item `PUSH#{channel}` / `{push_id}` in the producer's own table. The table's stream carries
its INSERT to the socket publisher, which numbers it and delivers it; writing a push id again is a MODIFY
and passed over. Channels: `floor` (the owner's), `candles:{series key}` (owner `*`), `ledger:{ledger}`
(owner `*`), `alerts` (the owner's), `backtest:{run id}`, `search:{search id}`.

    client.transact_write_items(TransactItems=[
        {"Put": ...the fact...},
        push_put(table, owner_id, "floor", "order_update", {"order_id": "..."}, push_id),
    ])
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import Attributes, integer, marshal, unmarshal
from omc.kernel.instants import Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

PREFIX = "PUSH#"
EVERYONE = "*"
# What an owner asked to be told of.
ALERTS = "alerts"
_KEPT_S = 24 * 3600


@dataclass(frozen=True)
class Push:
    """One message on its way to the sockets; `written_at` is wall time, facts carry theirs in `data`."""

    push_id: str
    owner_id: str
    channel: str
    type: str
    data: Mapping[str, Any]
    written_at: Ms


def push_put(
    table_name: str, owner_id: str, channel: str, message_type: str, data: Mapping[str, Any], push_id: str
) -> "TransactWriteItemTypeDef":
    """The transaction item that pushes `data` if, and only if, the transaction commits."""
    item = push_item(owner_id, channel, message_type, data, push_id)
    return {"Put": {"TableName": table_name, "Item": item}}


def push_item(
    owner_id: str, channel: str, message_type: str, data: Mapping[str, Any], push_id: str
) -> Attributes:
    """The item alone, for writers that put or batch."""
    # Wall time, not the fact's: a replayed year-old bar must not expire before it is pushed.
    now_ms = time.time_ns() // 1_000_000
    item = {
        "pk": f"{PREFIX}{channel}",
        "sk": push_id,
        "owner_id": owner_id,
        "channel": channel,
        "type": message_type,
        "data": json.dumps(data, default=_decimal_text, separators=(",", ":")),
        "written_at": now_ms,
        "ttl": now_ms // 1000 + _KEPT_S,
    }
    return marshal(item)


def push_of(image: Mapping[str, Any]) -> Push | None:
    """The push in a stream's new image, or None when the item is of another kind."""
    if not image.get("pk", {}).get("S", "").startswith(PREFIX):
        return None
    item = unmarshal(image)
    return Push(
        push_id=item["sk"],
        owner_id=item["owner_id"],
        channel=item["channel"],
        type=item["type"],
        data=json.loads(item["data"]),
        written_at=integer(item, "written_at"),
    )


def _decimal_text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"expected JSON values or Decimal in a push, got {type(value).__name__}")
