"""Tickets, connections and subscriptions of the sockets, in the `sockets` table.

    TICKET#{hash}              / TICKET          owner, roles; valid for a minute, taken once
    CONNECTION#{id}            / CONNECTION      owner, roles; forgotten after two hours at most
    CONNECTION#{id}            / CHANNEL#{audience}
    CHANNEL#{audience}         / {connection id}

An audience is a channel as one owner hears it: `{owner}#floor`, `*#candles:{series}`. Only the hash of a
ticket is stored: who reads the table cannot open a socket. API Gateway ends a socket after two hours.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import TransactionRefused, get_item, marshal, query, transact, unmarshal
from omc.kernel.errors import NotFound
from omc.kernel.instants import HOUR_MS, MINUTE_MS, SECOND_MS, Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

TICKET_MS = MINUTE_MS
CONNECTION_MS = 2 * HOUR_MS
_TICKET, _CONNECTION = "TICKET", "CONNECTION"


@dataclass(frozen=True)
class Listener:
    """Who stands behind a ticket or a connection."""

    owner_id: str
    roles: tuple[str, ...] = ()


class SocketTable:
    """Forgetting what is not there is no error; subscribing a connection that is gone is NotFound."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def keep_ticket(self, ticket: str, listener: Listener, now: Ms) -> Ms:
        """Make `ticket` valid for a minute; returns when it expires."""
        expires_at = now + TICKET_MS
        item = {
            "pk": _ticket_key(ticket),
            "sk": _TICKET,
            "owner_id": listener.owner_id,
            "roles": list(listener.roles),
            "expires_at": expires_at,
            "ttl": _seconds(expires_at),
        }
        self._client.put_item(TableName=self._table, Item=marshal(item))
        return expires_at

    def take_ticket(self, ticket: str, now: Ms) -> Listener | None:
        """Use the ticket up; None when it is unknown, used or expired. Of two takers one gets it."""
        try:
            answer = self._client.delete_item(
                TableName=self._table,
                Key=marshal({"pk": _ticket_key(ticket), "sk": _TICKET}),
                ConditionExpression="expires_at > :now",
                ExpressionAttributeValues=marshal({":now": now}),
                ReturnValues="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return None
        item = unmarshal(answer["Attributes"])
        return Listener(item["owner_id"], tuple(item["roles"]))

    def connect(self, connection_id: str, listener: Listener, now: Ms) -> None:
        """Remember an open connection."""
        item = {
            "pk": _connection_key(connection_id),
            "sk": _CONNECTION,
            "owner_id": listener.owner_id,
            "roles": list(listener.roles),
            "connected_at": now,
            "ttl": _seconds(now + CONNECTION_MS),
        }
        self._client.put_item(TableName=self._table, Item=marshal(item))

    def listener(self, connection_id: str) -> Listener | None:
        """Who listens on a connection; None when it is not known."""
        item = get_item(self._client, self._table, _connection_key(connection_id), _CONNECTION)
        return None if item is None else Listener(item["owner_id"], tuple(item["roles"]))

    def disconnect(self, connection_id: str) -> None:
        """Forget a connection and all it subscribed to."""
        pk = _connection_key(connection_id)
        for entry in list(self._entries(pk)):
            if entry != _CONNECTION:
                self._delete(entry, connection_id)
            self._delete(pk, entry)

    def subscribe(self, connection_id: str, audience: str, now: Ms) -> None:
        """Add the connection to an audience; again changes nothing."""
        pk, channel = _connection_key(connection_id), _channel_key(audience)
        ttl = _seconds(now + CONNECTION_MS)
        writes: list[TransactWriteItemTypeDef] = [
            self._still_open(pk),
            self._put({"pk": pk, "sk": channel, "ttl": ttl}),
            self._put({"pk": channel, "sk": connection_id, "ttl": ttl}),
        ]
        try:
            transact(self._client, writes)
        except TransactionRefused:
            raise NotFound("expected an open connection, got one that has ended") from None

    def unsubscribe(self, connection_id: str, audience: str) -> None:
        """Take the connection out of an audience."""
        self._delete(_channel_key(audience), connection_id)
        self._delete(_connection_key(connection_id), _channel_key(audience))

    def audiences(self, connection_id: str) -> list[str]:
        """What the connection listens to."""
        entries = self._entries(_connection_key(connection_id))
        return [entry.removeprefix(_channel_key("")) for entry in entries if entry != _CONNECTION]

    def subscribers(self, audience: str) -> list[str]:
        """The connections of an audience; some may have ended without a word."""
        return list(self._entries(_channel_key(audience)))

    def _entries(self, pk: str) -> Iterable[str]:
        items = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": pk}),
            ProjectionExpression="sk",
        )
        return (str(item["sk"]) for item in items)

    def _still_open(self, pk: str) -> "TransactWriteItemTypeDef":
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": marshal({"pk": pk, "sk": _CONNECTION}),
                "ConditionExpression": "attribute_exists(pk)",
            }
        }

    def _put(self, item: dict[str, str | int]) -> "TransactWriteItemTypeDef":
        return {"Put": {"TableName": self._table, "Item": marshal(item)}}

    def _delete(self, pk: str, sk: str) -> None:
        self._client.delete_item(TableName=self._table, Key=marshal({"pk": pk, "sk": sk}))


def _ticket_key(ticket: str) -> str:
    return f"TICKET#{hashlib.sha256(ticket.encode()).hexdigest()}"


def _connection_key(connection_id: str) -> str:
    return f"CONNECTION#{connection_id}"


def _channel_key(audience: str) -> str:
    return f"CHANNEL#{audience}"


def _seconds(instant: Ms) -> int:
    return instant // SECOND_MS
