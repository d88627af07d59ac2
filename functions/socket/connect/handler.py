"""Remembers an open connection and whose it is."""

from typing import Any

from omc.wiring import socket


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Accept the connection the authorizer has let through."""
    request = event["requestContext"]
    said = request["authorizer"]
    listener = socket.Listener(said["owner_id"], tuple(said.get("roles", "").split()))
    socket.sockets().connect(request["connectionId"], listener, socket.clock.now())
    return {"statusCode": 200}
