"""Heads of things, a hundred in one read."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import marshal, unmarshal
from omc.adapters.dynamodb.ledger.items import HEAD, Head, head_of, head_pk
from omc.kernel.errors import Transient

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_AT_ONCE = 100
_READS = 5


class DynamoKnown:
    """The KnownRecords port: a thing is known when it has a head."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def known(self, record_ids: Sequence[str]) -> Collection[str]:
        return heads_of(self._client, self._table, record_ids).keys()


def heads_of(client: "DynamoDBClient", table: str, record_ids: Sequence[str]) -> dict[str, Head]:
    """Heads of known things by record id, read consistently. Transient when the table gives none of them."""
    keys = [marshal({"pk": head_pk(one), "sk": HEAD}) for one in dict.fromkeys(record_ids)]
    found: dict[str, Head] = {}
    for offset in range(0, len(keys), _AT_ONCE):
        left: Any = {table: {"Keys": keys[offset : offset + _AT_ONCE], "ConsistentRead": True}}
        for _ in range(_READS):
            answer = client.batch_get_item(RequestItems=left)
            heads = [head_of(unmarshal(item)) for item in answer["Responses"].get(table, [])]
            found |= {head.record_id: head for head in heads}
            left = answer.get("UnprocessedKeys")
            if not left:
                break
        else:
            raise Transient("the table is busy: it left keys unread", retry_after_s=0.5)
    return found
