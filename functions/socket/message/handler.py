"""Answers what clients say: subscribe, unsubscribe, ping."""

from typing import Any

from omc.wiring import speech


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """One message of one connection; its answer goes back over the speech."""
    speech.desk().handle(event["requestContext"]["connectionId"], event.get("body") or "")
    return {"statusCode": 200}
