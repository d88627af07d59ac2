"""The wire form of events: one envelope, and the data of those this house's market publishes.

Times are int ms UTC, money and quantities decimal strings. `parse_event(format_event(e)) == e`.
"""

import json
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.events import Event
from omc.kernel.ids import derived_id
from omc.market.records import Bar, Series

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


class CandleClosedData(BaseModel):
    """`data` of candle.closed: one stored bar of one series."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    series: str
    ts: int
    close_time: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal


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


def candle_closed(series: Series, bar: Bar) -> Event:
    """The event of a bar that is over; occurred and known at its close, its id derived from series and ts."""
    close_time = series.timeframe.close_of(bar.ts)
    return Event(
        event_id=derived_id("evt", CANDLE_CLOSED, series.key, bar.ts),
        type=CANDLE_CLOSED,
        occurred_at=close_time,
        known_at=close_time,
        data=candle_data(series, bar),
    )


def candle_data(series: Series, bar: Bar) -> dict[str, Any]:
    """JSON values of a bar: as in candle.closed and in pushes on `candles:{series.key}`."""
    prices = {name: plain(getattr(bar, name)) for name in ("open", "high", "low", "close", "volume")}
    return {"series": series.key, "ts": bar.ts, "close_time": series.timeframe.close_of(bar.ts), **prices}


def parse_candle_closed(event: Event) -> tuple[Series, Bar]:
    """Inverse of `candle_closed`."""
    try:
        data = CandleClosedData.model_validate(event.data)
    except ValidationError as error:
        raise invalid(f"data of {CANDLE_CLOSED}", error) from error
    bar = Bar(data.ts, data.open, data.high, data.low, data.close, data.volume)
    return Series.parse(data.series), bar


def plain(value: Decimal) -> str:
    """A decimal without exponent, as people and other languages read it.

    >>> plain(Decimal("1E-7"))
    '0.0000001'
    """
    return format(value, "f")


def invalid(what: str, error: ValidationError) -> InvalidInput:
    """Pydantic's complaints in the house's form."""
    fields = tuple(
        FieldError(".".join(str(part) for part in problem["loc"]), problem["msg"], repr(problem.get("input")))
        for problem in error.errors()
    )
    return InvalidInput(f"expected {what}, got {len(fields)} wrong fields", fields=fields)
