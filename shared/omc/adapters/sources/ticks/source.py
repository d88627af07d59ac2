"""Bars made of the quotes in the ledger: the venue of a series is the venue of its quotes, coinspot.

A bar is told two minutes after its end: the quotes of its last seconds are written when the run that saw them
ends. A quote that comes later still is too late, and changes no bar. Quotes are hot for 90 days, so that bars
can be made of no older ones. A price that was not known when its bar was over is no part of it.
"""

from collections.abc import Iterator, Sequence

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, MINUTE_MS, Ms
from omc.ledgers.reading import RecordQuery, RecordReader
from omc.ledgers.records import Quote
from omc.ledgers.taxonomy import Ledger
from omc.market.model import Bar, Series
from omc.market.ticks import Tick, bars_of

SETTLED_MS = 2 * MINUTE_MS
# Venues whose quotes the ledger keeps, and the source that tells them.
TICK_SOURCES = {"coinspot": "coinspot_prices"}
_BARS, _LONGEST_MS, _HOT_MS, _RECORDS = 300, DAY_MS, 90 * DAY_MS, 500


class TickBars:
    """BarSource over stored quotes."""

    def __init__(self, records: RecordReader) -> None:
        self._records = records

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> Sequence[Bar]:
        """The first span of time with a bar in it, of 300 bars or a day at most, whole bars always."""
        if series.venue not in TICK_SOURCES:
            raise InvalidInput(f"expected a venue of {sorted(TICK_SOURCES)}, got {series.venue!r}")
        timeframe = series.timeframe
        settled = timeframe.floor(now - SETTLED_MS)
        span = max(timeframe.ms, min(_BARS * timeframe.ms, _LONGEST_MS))
        oldest = timeframe.floor(now - _HOT_MS) + timeframe.ms
        start = oldest if since is None else max(since + -since % timeframe.ms, oldest)
        while start < settled:
            end = min(start + span, settled)
            if bars := bars_of(self._ticks(series, start, end, now), timeframe, end):
                return bars
            start = end
        return ()

    def _ticks(self, series: Series, start: Ms, end: Ms, now: Ms) -> Iterator[Tick]:
        base = series.symbol.split("/")[0]
        cursor, timeframe = None, series.timeframe
        while True:
            asked = RecordQuery(
                Ledger.EXCHANGE,
                start,
                end,
                TICK_SOURCES[series.venue],
                base,
                now,
                limit=_RECORDS,
                cursor=cursor,
            )
            page = self._records.page(asked)
            for record in page.records:
                over = timeframe.close_of(timeframe.floor(record.event_time))
                if not isinstance(record, Quote) or record.symbol != series.symbol:
                    continue
                if record.known_at <= over:
                    yield Tick(record.event_time, record.last)
            cursor = page.next_cursor
            if cursor is None:
                return
