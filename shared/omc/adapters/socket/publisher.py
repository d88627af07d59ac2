"""Push records to open sockets: numbered, merged where only the latest counts, delivered.

At least once in, numbers exactly once out: a push delivered again keeps its number, and clients pass over
a number they have seen. A connection that fails for another reason than its end misses the message and
sees the gap in the numbers: it reads on with /v1/floor/sync. So no client can hold up the others.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from omc.adapters.dynamodb.feed import Feed
from omc.adapters.dynamodb.push import Push, push_of
from omc.adapters.dynamodb.sockets import SocketTable
from omc.adapters.socket.audiences import FLOOR, audience_of
from omc.adapters.socket.envelope import envelope
from omc.adapters.socket.sender import Gone, Sender

_LATEST_COUNTS = frozenset({"pnl_update"})
_AT_ONCE = 8


class Log(Protocol):
    """Where is noted what did not arrive."""

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...

    def warning(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


@dataclass(frozen=True)
class Record:
    """A push and the stream position it came from."""

    position: str
    push: Push


class Publisher:
    """Publishes batches of a table's stream, in their order."""

    def __init__(self, feed: Feed, sockets: SocketTable, sender: Sender, log: Log) -> None:
        self._feed = feed
        self._sockets = sockets
        self._sender = sender
        self._log = log

    def publish(self, push: Push) -> None:
        """Number the push if its channel is numbered, then deliver it; what fails before delivery raises."""
        seq = self._feed.number(push) if push.channel == FLOOR else None
        message = envelope(push.type, push.channel, push.data, push.written_at, seq)
        connections = self._sockets.subscribers(audience_of(push))
        if len(connections) == 1:
            self._deliver(connections[0], message)
        elif connections:
            with ThreadPoolExecutor(min(_AT_ONCE, len(connections))) as pool:
                list(pool.map(lambda connection: self._deliver(connection, message), connections))

    def _deliver(self, connection_id: str, message: bytes) -> None:
        try:
            self._sender.send(connection_id, message)
        except Gone:
            self._sockets.disconnect(connection_id)
        except (ClientError, BotoCoreError) as error:
            self._log.warning("not delivered", extra={"connection_id": connection_id, "error": str(error)})


def batch_of(event: Mapping[str, Any], log: Log) -> list[Record]:
    """The new pushes among a stream's records; what is no push, or not new, is passed over.

    A push that cannot be read never will be: it is noted and left out, or it would block its shard.
    """
    records = []
    for change in event["Records"]:
        if change["eventName"] != "INSERT":
            continue
        position = change["dynamodb"]["SequenceNumber"]
        try:
            push = push_of(change["dynamodb"]["NewImage"])
        except (KeyError, ValueError) as error:
            log.error("unreadable push", extra={"position": position, "error": repr(error)})
            continue
        if push is not None:
            records.append(Record(position, push))
    return merged(records)


def merged(records: Sequence[Record]) -> list[Record]:
    """The batch without messages that a later one of it makes obsolete; every other one stays, in order."""
    last = {_subject(record.push): index for index, record in enumerate(records)}
    return [
        record
        for index, record in enumerate(records)
        if record.push.type not in _LATEST_COUNTS or last[_subject(record.push)] == index
    ]


def _subject(push: Push) -> tuple[str, str, str]:
    return push.owner_id, push.channel, push.type
