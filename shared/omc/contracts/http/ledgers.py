"""The exchange ledger on the wire."""

from collections.abc import Sequence

from pydantic import Field

from omc.contracts.http.common import DecimalString, Instant, Page, Wire
from omc.market.browsing import BarPage
from omc.market.gaps import end_of
from omc.market.ports import GapRecord, SeriesHead
from omc.market.records import Bar, Series
from omc.market.screening import Suspect
from omc.market.simulated import SIMULATED_VENUE


class SeriesOut(Wire):
    """One venue's bars of one symbol and timeframe."""

    series: str = Field(description="venue:BASE/QUOTE:timeframe, as other routes take it")
    venue: str = Field(description="Where it trades")
    symbol: str = Field(description="BASE/QUOTE")
    timeframe: str = Field(description="Length of a bar: 1m, 5m, 15m, 1h, 4h, 1d")
    simulated: bool = Field(description="True: made up by a generator, never traded anywhere")
    first: Instant = Field(description="Open time of the first stored bar")
    last: Instant = Field(description="Open time of the last stored bar")
    bars: int = Field(description="How many bars are stored")
    missing: int = Field(description="How many are missing between first and last")


class CandleOut(Wire):
    """One closed bar."""

    ts: Instant = Field(description="When it opened")
    close_time: Instant = Field(description="When it was over, and known")
    open: DecimalString = Field(description="First price, quote currency")
    high: DecimalString = Field(description="Highest price")
    low: DecimalString = Field(description="Lowest price")
    close: DecimalString = Field(description="Last price")
    volume: DecimalString = Field(description="Traded, base units")
    suspect: list[str] = Field(
        default=[],
        description="Why it may not be true, empty for most: large_move, price_changed_without_volume, "
        "two_outliers_in_a_row",
    )
    confirmed_by: str | None = Field(
        default=None, description="The series at another venue that says the same"
    )


class CandlePage(Page[CandleOut]):
    """Candles of one series, oldest first."""

    series: str = Field(description="The series asked for")
    simulated: bool = Field(description="True: made up by a generator, never traded anywhere")


class GapOut(Wire):
    """A run of missing bars; nothing ever fills it but the bars themselves."""

    series: str = Field(description="The series asked for")
    first: Instant = Field(description="Open time of the first missing bar")
    last: Instant = Field(description="Open time of the last missing bar")
    bars: int = Field(description="How many are missing")
    detected_at: Instant = Field(description="When a later bar came and these had not")
    repaired_at: Instant | None = Field(description="When they came after all; null while they are missing")
    attempts: int = Field(description="How often the venue was asked again and had none; at 3 it is given up")
    asked_at: Instant | None = Field(description="When it was asked again last")
    reason: str | None = Field(description="What came of it")


def series_out(head: SeriesHead) -> SeriesOut:
    """A stored series; what is not stored between its first and last bar is missing."""
    series = head.series
    places = (head.last_ts - head.first_ts) // series.timeframe.ms + 1
    return SeriesOut(
        series=series.key,
        venue=series.venue,
        symbol=series.symbol,
        timeframe=series.timeframe.value,
        simulated=is_simulated(series),
        first=head.first_ts,
        last=head.last_ts,
        bars=head.count,
        missing=places - head.count,
    )


def candle_out(series: Series, bar: Bar, mark: Suspect | None = None) -> CandleOut:
    return CandleOut(
        ts=bar.ts,
        close_time=series.timeframe.close_of(bar.ts),
        open=bar.open,
        high=bar.high,
        low=bar.low,
        close=bar.close,
        volume=bar.volume,
        suspect=[] if mark is None else [reason.value for reason in mark.reasons],
        confirmed_by=None if mark is None else mark.confirmed_by,
    )


def candle_page(
    series: Series, page: BarPage, next_cursor: str | None, marks: Sequence[Suspect] = ()
) -> CandlePage:
    marked = {mark.ts: mark for mark in marks}
    return CandlePage(
        series=series.key,
        simulated=is_simulated(series),
        items=[candle_out(series, bar, marked.get(bar.ts)) for bar in page.bars],
        next_cursor=next_cursor,
    )


def gap_out(record: GapRecord) -> GapOut:
    gap = record.gap
    return GapOut(
        series=gap.series.key,
        first=gap.first_ts,
        last=end_of(gap) - gap.series.timeframe.ms,
        bars=gap.count,
        detected_at=record.detected_at,
        repaired_at=record.repaired_at,
        attempts=record.attempts,
        asked_at=record.asked_at,
        reason=record.reason,
    )


def is_simulated(series: Series) -> bool:
    return series.venue == SIMULATED_VENUE
