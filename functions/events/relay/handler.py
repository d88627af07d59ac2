"""Publishes what the tables' outboxes hold: events to the bus, order intents to the execute queue."""

from typing import Any

from omc.wiring import events


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Relay one batch of a stream; what did not go out is delivered again."""
    failed = events.relay().publish(events.batch_of(event))
    if failed:
        events.log().warning("not relayed", extra={"positions": failed})
    return {"batchItemFailures": [{"itemIdentifier": position} for position in failed]}
