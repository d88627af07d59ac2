"""Takes words out of all that holds them: each revision, under each asset, and whatever comes later."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import MAX_TRANSACTION_ITEMS, Item, marshal
from omc.adapters.dynamodb.ledger.items import HEAD, Head, head_pk, record_items, record_of
from omc.adapters.dynamodb.ledger.reader import revisions_of
from omc.adapters.dynamodb.outbox import outbox_put
from omc.adapters.dynamodb.transactor import Transactor
from omc.contracts.ledger_events import erased
from omc.kernel.instants import Ms
from omc.ledgers.revisions import without_words

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


def erase_thing(client: "DynamoDBClient", table: str, transactor: Transactor, head: Head, now: Ms) -> int:
    """How many items changed; none the second time. A death in the middle is mended by erasing again."""
    if not head.erased:
        # First: a writer that read the head before this is refused, and strips what it brings.
        event = erased(head.ledger, head.source, [head.record_id], now)
        transactor.write([_marked(table, head), outbox_put(table, event)])
    changed = [write for item in revisions_of(client, table, head) for write in _stripped(table, item, now)]
    for offset in range(0, len(changed), MAX_TRANSACTION_ITEMS):
        transactor.write(changed[offset : offset + MAX_TRANSACTION_ITEMS])
    return len(changed)


def _stripped(table: str, item: Item, now: Ms) -> "Iterator[TransactWriteItemTypeDef]":
    record = record_of(item)
    bare = without_words(record)
    if bare == record:
        return
    for put in record_items(bare, now, sk=str(item["sk"])):
        yield {"Put": {"TableName": table, "Item": marshal({**put, "ttl": item["ttl"]})}}


def _marked(table: str, head: Head) -> "TransactWriteItemTypeDef":
    return {
        "Update": {
            "TableName": table,
            "Key": marshal({"pk": head_pk(head.record_id), "sk": HEAD}),
            "UpdateExpression": "SET erased = :yes ADD version :one",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": marshal({":yes": True, ":one": 1}),
        }
    }
