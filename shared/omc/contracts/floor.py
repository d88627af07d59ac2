"""Floor records as plain data and back, and the messages of the decide queue.

Records are the domain's own frozen dataclasses; pydantic reads them by their type hints. In documents
numbers stay Decimal and enums are their words; in JSON decimals are strings.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from omc.contracts.events import CANDLE_CLOSED, invalid, parse_event
from omc.kernel.errors import InvalidInput
from omc.kernel.events import Event

T = TypeVar("T")


def document(record: object) -> dict[str, Any]:
    """A record as a document for a table."""
    plain = _plain(_adapter(type(record)).dump_python(record))
    assert isinstance(plain, dict)
    return plain


def record_of(kind: type[T], source: Mapping[str, Any]) -> T:
    """Inverse of `document`; InvalidInput if it does not fit."""
    try:
        found = _adapter(kind).validate_python(dict(source))
    except ValidationError as error:
        raise invalid(kind.__name__, error) from error
    assert isinstance(found, kind)
    return found


def to_json(record: object) -> str:
    """A record as JSON; decimals as strings, so that they survive other people's parsers."""
    return _adapter(type(record)).dump_json(record).decode()


def from_json(kind: type[T], text: str | bytes) -> T:
    """Inverse of `to_json`; InvalidInput if it does not fit."""
    try:
        found = _adapter(kind).validate_json(text)
    except ValidationError as error:
        raise invalid(kind.__name__, error) from error
    assert isinstance(found, kind)
    return found


class DecideWake(BaseModel):
    """Asks to look at a series again: an order of it is settled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["decide.wake"] = "decide.wake"
    series: str


class StopWork(BaseModel):
    """Asks for the work of an emergency stop."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["stop.work"] = "stop.work"
    operation_id: str


def read_decide_message(body: str) -> DecideWake | StopWork:
    """A message of the decide queue: one of ours, or candle.closed as the bus delivers it."""
    try:
        raw = json.loads(body)
        if raw.get("type") == "stop.work":
            return StopWork.model_validate(raw)
        if raw.get("type") == "decide.wake":
            return DecideWake.model_validate(raw)
    except ValidationError as error:
        raise invalid("a message of the decide queue", error) from error
    event = parse_event(raw.get("detail", raw))
    if event.type != CANDLE_CLOSED:
        raise InvalidInput(f"expected {CANDLE_CLOSED} in the decide queue, got {event.type}")
    return DecideWake(series=str(event.data["series"]))


def read_order_intent(body: str) -> Event:
    """A message of the execute queue: the envelope of order.intent, bare or as a `detail`."""
    raw = json.loads(body)
    event = parse_event(raw.get("detail", raw))
    if "order_id" not in event.data:
        raise InvalidInput(f"expected an order_id in {event.type}, got {sorted(event.data)}")
    return event


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return Decimal(repr(value))
    return value
