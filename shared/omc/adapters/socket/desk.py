"""What clients say over their socket: subscribe, unsubscribe, ping; each gets an answer, errors too.

A request is JSON: {"action": "subscribe", "channel": "floor"}. Answers have the envelope of every message;
their types are subscribed, unsubscribed, pong and error. `subscribed` to a numbered channel tells in its
data, as `last_seq`, the last number given: whoever has read less has missed something. It has no number
itself, or a client would take it for the message of that number.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from omc.adapters.dynamodb.feed import FeedReader
from omc.adapters.dynamodb.sockets import Listener, SocketTable
from omc.adapters.socket.audiences import FLOOR, Owns, audience_for
from omc.adapters.socket.envelope import envelope
from omc.adapters.socket.sender import Gone, Sender
from omc.kernel.errors import InvalidInput, NotFound, OmcError
from omc.kernel.ports import Clock

MAX_CHARS = 4096
MAX_CHANNELS = 50


class Request(BaseModel):
    """One message of a client."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Literal["subscribe", "unsubscribe", "ping"]
    channel: str | None = None


class Desk:
    """Answers clients' messages. The gateway's own failures pass through to the caller."""

    def __init__(
        self, sockets: SocketTable, feed: FeedReader, sender: Sender, owns: Owns, clock: Clock
    ) -> None:
        self._sockets = sockets
        self._feed = feed
        self._sender = sender
        self._owns = owns
        self._clock = clock

    def handle(self, connection_id: str, text: str) -> None:
        """Carry out one message and answer it; a connection that has ended meanwhile is forgotten."""
        channel = None
        try:
            request = _parse(text)
            channel = request.channel
            answer, data = self._carry_out(connection_id, request)
        except OmcError as error:
            answer, data = "error", {"code": error.code, "message": error.message}
        try:
            self._sender.send(connection_id, envelope(answer, channel, data, self._clock.now()))
        except Gone:
            self._sockets.disconnect(connection_id)

    def _carry_out(self, connection_id: str, request: Request) -> tuple[str, dict[str, Any]]:
        if request.action == "ping":
            # No table is read: a ping measures the way, each five seconds, for every client.
            return "pong", {}
        if request.channel is None:
            raise InvalidInput(f"expected a channel to {request.action}, got none")
        listener = self._listener(connection_id)
        audience = audience_for(listener, request.channel, self._owns)
        if request.action == "unsubscribe":
            self._sockets.unsubscribe(connection_id, audience)
            return "unsubscribed", {}
        self._refuse_too_many(connection_id, audience)
        self._sockets.subscribe(connection_id, audience, self._clock.now())
        # Read after subscribing: whatever is numbered later reaches this connection.
        numbered = request.channel == FLOOR
        return "subscribed", {"last_seq": self._feed.head(listener.owner_id, FLOOR)} if numbered else {}

    def _refuse_too_many(self, connection_id: str, audience: str) -> None:
        others = set(self._sockets.audiences(connection_id)) - {audience}
        if len(others) >= MAX_CHANNELS:
            raise InvalidInput(f"expected at most {MAX_CHANNELS} channels on one socket, got one more")

    def _listener(self, connection_id: str) -> Listener:
        listener = self._sockets.listener(connection_id)
        if listener is None:
            raise NotFound("expected an open connection, got one that has ended")
        return listener


def _parse(text: str) -> Request:
    if len(text) > MAX_CHARS:
        raise InvalidInput(f"expected a message of at most {MAX_CHARS} characters, got {len(text)}")
    try:
        return Request.model_validate_json(text)
    except ValidationError as error:
        where = ", ".join(".".join(map(str, problem["loc"])) or "message" for problem in error.errors())
        raise InvalidInput(
            f'expected {{"action": "subscribe"|"unsubscribe"|"ping", "channel": ...}}, wrong: {where}'
        ) from None
