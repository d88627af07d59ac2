"""candle.closed on the wire: one stored bar of one series, known at its close."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from omc.contracts.events import CANDLE_CLOSED, invalid
from omc.kernel.events import Event
from omc.kernel.ids import derived_id
from omc.market.records import Bar, Series


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
