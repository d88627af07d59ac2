"""Pages of bars for people and charts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from omc.kernel.instants import Ms
from omc.market.model import Bar, Series
from omc.market.ports import BarReader, GapRecord, SeriesHead


@dataclass(frozen=True)
class BarPage:
    """Bars ascending, and the open time the next page starts with, None if there is none."""

    bars: Sequence[Bar]
    next_ts: Ms | None


def page(reader: BarReader, head: SeriesHead, start: Ms | None, end: Ms | None, limit: int) -> BarPage:
    """At most `limit` bars opened in [start, end); without a start the latest ones before `end`."""
    series = head.series
    after = _after(head) if end is None else min(end, _after(head))
    if start is None:
        return BarPage(_latest(reader, series, max(head.first_ts, 0), after, limit), None)
    first = max(start, head.first_ts)
    bars: list[Bar] = []
    while first < after and len(bars) <= limit:
        span = min(after, first + (limit + 1) * series.timeframe.ms)
        bars.extend(reader.range(series, first, span))
        first = span
    return BarPage(bars[:limit], bars[limit].ts if len(bars) > limit else None)


def gap_page(
    records: Sequence[GapRecord], start: Ms | None, limit: int
) -> tuple[Sequence[GapRecord], Ms | None]:
    """At most `limit` records from the one at `start` on, and where the next page starts."""
    left = [record for record in records if start is None or record.gap.first_ts >= start]
    return left[:limit], left[limit].gap.first_ts if len(left) > limit else None


def _latest(reader: BarReader, series: Series, first: Ms, after: Ms, limit: int) -> Sequence[Bar]:
    bars: list[Bar] = []
    while after > first and len(bars) < limit:
        start = max(first, after - limit * series.timeframe.ms)
        bars = [*reader.range(series, start, after), *bars]
        after = start
    return bars[-limit:]


def _after(head: SeriesHead) -> Ms:
    return head.series.timeframe.close_of(head.last_ts)
