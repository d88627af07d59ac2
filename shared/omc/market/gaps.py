"""Which bars are missing, and how that record changes when bars arrive. Pure.

Between the first and the last stored bar every open time is either stored or in exactly one open gap;
so a bar in that span is new if, and only if, an open gap holds it. Repaired runs keep their record.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from omc.kernel.instants import Ms
from omc.market.ports import GapRecord, SeriesHead
from omc.market.records import Gap, Series


def missing_between(series: Series, stored: Sequence[Ms]) -> tuple[Gap, ...]:
    """Runs of open times absent between neighbours of `stored` (ascending)."""
    step = series.timeframe.ms
    return tuple(
        Gap(series, left + step, (right - left) // step - 1)
        for left, right in pairwise(stored)
        if right - left > step
    )


def end_of(gap: Gap) -> Ms:
    """Open time of the first bar after the gap."""
    return gap.first_ts + gap.count * gap.series.timeframe.ms


def fresh(head: SeriesHead | None, open_gaps: Sequence[GapRecord], arriving: Sequence[Ms]) -> list[Ms]:
    """Those of `arriving` (ascending) that are not stored yet."""
    if head is None:
        return list(arriving)
    before = bisect_left(arriving, head.first_ts)
    after = bisect_right(arriving, head.last_ts)
    within = [ts for record in sorted(open_gaps, key=_start) for ts in _inside(record.gap, arriving)]
    return [*arriving[:before], *within, *arriving[after:]]


def _start(record: GapRecord) -> Ms:
    return record.gap.first_ts


def _inside(gap: Gap, arriving: Sequence[Ms]) -> Sequence[Ms]:
    return arriving[bisect_left(arriving, gap.first_ts) : bisect_left(arriving, end_of(gap))]


@dataclass(frozen=True)
class Arrival:
    """What the arrival of new bars changes: the head, the gaps it opens, every gap record to write."""

    head: SeriesHead
    opened: tuple[Gap, ...]
    records: tuple[GapRecord, ...]


def arrive(
    series: Series, head: SeriesHead | None, open_gaps: Sequence[GapRecord], arrived: Sequence[Ms], now: Ms
) -> Arrival:
    """Bars at `arrived` (ascending, each `fresh`) come in at `now`."""
    opened = tuple(
        gap
        for gap in missing_between(series, _with_edges(head, arrived))
        if head is None or not head.first_ts <= gap.first_ts <= head.last_ts
    )
    split = tuple(
        part for record in open_gaps if _inside(record.gap, arrived) for part in _split(record, arrived, now)
    )
    return Arrival(_grown(series, head, arrived), opened, (*split, *(GapRecord(gap, now) for gap in opened)))


def _with_edges(head: SeriesHead | None, arrived: Sequence[Ms]) -> list[Ms]:
    edges = () if head is None else (head.first_ts, head.last_ts)
    return sorted({*arrived, *edges})


def _grown(series: Series, head: SeriesHead | None, arrived: Sequence[Ms]) -> SeriesHead:
    if head is None:
        return SeriesHead(series, arrived[0], arrived[-1], len(arrived))
    first, last = min(head.first_ts, arrived[0]), max(head.last_ts, arrived[-1])
    return SeriesHead(series, first, last, head.count + len(arrived))


def _split(record: GapRecord, arrived: Sequence[Ms], now: Ms) -> list[GapRecord]:
    """The record cut into runs that came now and runs still missing; the work grows with what came."""
    gap, step = record.gap, record.gap.series.timeframe.ms
    parts, cursor = list[GapRecord](), gap.first_ts
    for first, after in (*_runs(_inside(gap, arrived), step), (end_of(gap), end_of(gap))):
        if first > cursor:
            parts.append(_part(record, cursor, first, None))
        if after > first:
            parts.append(_part(record, first, after, now))
        cursor = after
    return parts


def _runs(arrived: Sequence[Ms], step: Ms) -> list[tuple[Ms, Ms]]:
    """Unbroken runs of `arrived` as (first open time, open time after the last)."""
    runs: list[tuple[Ms, Ms]] = []
    for ts in arrived:
        if runs and runs[-1][1] == ts:
            runs[-1] = (runs[-1][0], ts + step)
        else:
            runs.append((ts, ts + step))
    return runs


def _part(record: GapRecord, first: Ms, after: Ms, repaired_at: Ms | None) -> GapRecord:
    series = record.gap.series
    count = (after - first) // series.timeframe.ms
    gap = Gap(series, first, count)
    reason = record.reason if repaired_at is None else None
    return GapRecord(gap, record.detected_at, repaired_at, record.attempts, record.asked_at, reason)


def still_open(
    open_gaps: Sequence[GapRecord], arrival: Arrival, arrived: Sequence[Ms]
) -> tuple[GapRecord, ...]:
    """The open records after `arrival`."""
    untouched = (record for record in open_gaps if not _inside(record.gap, arrived))
    return (*untouched, *(record for record in arrival.records if record.repaired_at is None))
