"""Events leave with the fact they report: an outbox item in the same transaction as the fact.

The table's stream carries the INSERT to `events/relay`. Writing an event id again is a MODIFY, which
the relay passes over, so no condition is needed here: the fact's own condition guards the pair.
"""

import time
import zlib
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import marshal
from omc.contracts.events import format_event
from omc.kernel.events import Event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

OUTBOX_PREFIX = "OUTBOX#"
_SHARDS = 8
_KEPT_S = 7 * 24 * 3600


def outbox_put(table_name: str, event: Event) -> "TransactWriteItemTypeDef":
    """The transaction item that publishes `event` if, and only if, the transaction commits."""
    shard = zlib.crc32(event.event_id.encode()) % _SHARDS
    item = {
        "pk": f"{OUTBOX_PREFIX}{shard}",
        "sk": event.event_id,
        "event": format_event(event),
        # Wall time, not the event's: a replayed year-old bar must not expire before it is relayed.
        "ttl": int(time.time()) + _KEPT_S,
    }
    return {"Put": {"TableName": table_name, "Item": marshal(item)}}
