"""The numbered feed of a channel: every message has the next number, once, whatever is redelivered.

    FEED#{owner}#{channel} / HEAD          the last number given
    FEED#{owner}#{channel} / {seq:016}     the message
    FEED#{owner}#{channel} / ID#{push id}  the number a push was given

A number is given in one transaction: head moved on from what was read, message put, push id new.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import (
    TransactionRefused,
    get_item,
    integer,
    marshal,
    transact,
    unmarshal,
)
from omc.adapters.dynamodb.push import Push
from omc.kernel.errors import Bug, Transient
from omc.kernel.instants import SECOND_MS, Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_HEAD = "HEAD"
_KEPT_S = 24 * 3600
_ATTEMPTS = 8
# The place of the push id in the transaction: head, message, push id.
_NEW_PUSH = 2


@dataclass(frozen=True)
class FeedMessage:
    """One numbered message of a channel."""

    seq: int
    type: str
    data: Mapping[str, Any]
    timestamp: Ms


class FeedReader:
    """Reads an owner's feed; messages are kept for a day."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def head(self, owner_id: str, channel: str) -> int:
        """The last number given; 0 before the first."""
        item = get_item(self._client, self._table, _feed_key(owner_id, channel), _HEAD)
        return 0 if item is None else integer(item, "seq")

    def since(self, owner_id: str, channel: str, seq: int, limit: int) -> list[FeedMessage]:
        """The oldest `limit` messages after number `seq`, in order."""
        page = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=marshal(
                {":pk": _feed_key(owner_id, channel), ":first": _seq_key(seq + 1), ":last": "9" * 16}
            ),
            Limit=limit,
            ConsistentRead=True,
        )
        return [_message(unmarshal(item)) for item in page["Items"]]


class Feed(FeedReader):
    """Gives numbers."""

    def number(self, push: Push) -> int:
        """The push's number: a new one, or the one it was given before.

        Transient when other publishers kept taking the next number; nothing is written then.
        """
        for _ in range(_ATTEMPTS):
            seq = self.head(push.owner_id, push.channel) + 1
            try:
                transact(self._client, self._writes(push, seq))
            except TransactionRefused as refused:
                if refused.refused(_NEW_PUSH):
                    return self._given(push)
            except Transient:
                continue
            else:
                return seq
        raise Transient(f"expected to number a push within {_ATTEMPTS} attempts, others were always faster")

    def _given(self, push: Push) -> int:
        pk = _feed_key(push.owner_id, push.channel)
        item = get_item(self._client, self._table, pk, _push_key(push))
        if item is None:
            raise Bug(f"expected the number of push {push.push_id}, which is known, got none")
        return integer(item, "seq")

    def _writes(self, push: Push, seq: int) -> "list[TransactWriteItemTypeDef]":
        pk = _feed_key(push.owner_id, push.channel)
        ttl = push.written_at // SECOND_MS + _KEPT_S
        message = {
            "pk": pk,
            "sk": _seq_key(seq),
            "seq": seq,
            "type": push.type,
            "data": json.dumps(push.data, separators=(",", ":")),
            "timestamp": push.written_at,
            "ttl": ttl,
        }
        given = {"pk": pk, "sk": _push_key(push), "seq": seq, "ttl": ttl}
        return [
            self._head_moves(pk, seq),
            {"Put": {"TableName": self._table, "Item": marshal(message)}},
            {
                "Put": {
                    "TableName": self._table,
                    "Item": marshal(given),
                    "ConditionExpression": "attribute_not_exists(pk)",
                }
            },
        ]

    def _head_moves(self, pk: str, seq: int) -> "TransactWriteItemTypeDef":
        return {
            "Update": {
                "TableName": self._table,
                "Key": marshal({"pk": pk, "sk": _HEAD}),
                "UpdateExpression": "SET seq = :next",
                "ConditionExpression": "seq = :read" if seq > 1 else "attribute_not_exists(pk)",
                "ExpressionAttributeValues": marshal(
                    {":next": seq, **({":read": seq - 1} if seq > 1 else {})}
                ),
            }
        }


def _message(item: Mapping[str, Any]) -> FeedMessage:
    return FeedMessage(
        seq=integer(item, "seq"),
        type=item["type"],
        data=json.loads(item["data"]),
        timestamp=integer(item, "timestamp"),
    )


def _feed_key(owner_id: str, channel: str) -> str:
    return f"FEED#{owner_id}#{channel}"


def _seq_key(seq: int) -> str:
    return f"{seq:016}"


def _push_key(push: Push) -> str:
    return f"ID#{push.push_id}"
