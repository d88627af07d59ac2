"""Forgets a connection and all it subscribed to."""

from typing import Any

from omc.wiring import socket


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """The connection has ended, for whatever reason."""
    socket.sockets().disconnect(event["requestContext"]["connectionId"])
    return {"statusCode": 200}
