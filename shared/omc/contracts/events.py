"""The wire form of events: one envelope for all of them.

Times are int ms UTC, money and quantities decimal strings. `parse_event(format_event(e)) == e`.
"""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.events import Event

CANDLE_CLOSED = "candle.closed"
ORDER_INTENT = "order.intent"
EVENT_SOURCE = "omc"


class EventEnvelope(BaseModel):
    """What stands in the outbox and in an EventBridge `detail`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_id: str
    type: str
    version: int
    occurred_at: int
    known_at: int
    owner_id: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    data: dict[str, Any]


def format_event(event: Event) -> str:
    """Canonical JSON of the envelope: keys sorted, no spaces."""
    envelope = {
        "event_id": event.event_id,
        "type": event.type,
        "version": event.version,
        "occurred_at": event.occurred_at,
        "known_at": event.known_at,
        "owner_id": event.owner_id,
        "correlation_id": event.correlation_id,
        "causation_id": event.causation_id,
        "data": dict(event.data),
    }
    return json.dumps(envelope, sort_keys=True, separators=(",", ":"))


def parse_event(document: str | bytes | dict[str, Any]) -> Event:
    """The event of a JSON text or of an already decoded `detail`; InvalidInput if it is no envelope."""
    try:
        if isinstance(document, dict):
            envelope = EventEnvelope.model_validate(document)
        else:
            envelope = EventEnvelope.model_validate_json(document)
    except ValidationError as error:
        raise invalid("an event envelope", error) from error
    return Event(**envelope.model_dump())


def invalid(what: str, error: ValidationError) -> InvalidInput:
    """Pydantic's complaints in the house's form."""
    fields = tuple(
        FieldError(".".join(str(part) for part in problem["loc"]), problem["msg"], repr(problem.get("input")))
        for problem in error.errors()
    )
    return InvalidInput(f"expected {what}, got {len(fields)} wrong fields", fields=fields)
