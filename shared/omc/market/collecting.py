"""Keeps one series up to date from a source. Pure: source, store, clock and sleep are handed in.

Asks from the bar after the last stored, so a bar is asked for until it is there; never stores a bar that is
not over by the clock, whatever the source says; stops at the deadline with what it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from omc.kernel.errors import OmcError
from omc.kernel.instants import DAY_MS, Ms
from omc.kernel.patience import Patience, Surroundings
from omc.market.model import Bar, Series
from omc.market.ports import AppendResult, BarReader, BarSource, BarWriter, GapBook, GapRecord
from omc.market.repairing import due, note_missing, told

FIRST_LOOK_BARS = 500
_PAGES = 20
_MENDED_MS = DAY_MS
# The night's repair takes the rest.
_MENDED_GAPS = 5


class Store(BarReader, BarWriter, GapBook, Protocol):
    """Where collected bars go."""


@dataclass(frozen=True)
class SeriesReport:
    """What one collection did; `error` says why it stopped short, and what was stored before stays."""

    series: Series
    seen: int = 0
    stored: int = 0
    duplicates: int = 0
    conflicts: int = 0
    gaps: int = 0
    retries: int = 0
    error: str | None = None


def due_at(store: BarReader, series: Series) -> Ms:
    """When the bar after the last stored is over; at once if none is stored."""
    head = store.head(series)
    return 0 if head is None else series.timeframe.close_of(head.last_ts + series.timeframe.ms)


def collect(source: BarSource, store: Store, series: Series, around: Surroundings) -> SeriesReport:
    """Stores every closed bar the source has after the last stored one."""
    report, patience = SeriesReport(series), Patience(around)
    try:
        for _ in range(_PAGES):
            page = patience.act(lambda: _page(source, store, series, around))
            if not page:
                break
            result = patience.act(partial(store.append, series, page))
            report = _counted(report, len(page), result)
    except OmcError as error:
        report = replace(report, error=f"{error.code}: {error.message}")
    return replace(report, retries=patience.retries)


def mend(source: BarSource, store: Store, series: Series, around: Surroundings) -> SeriesReport:
    """Asks once more for bars missing since yesterday: venues tell some of them late."""
    report, patience = SeriesReport(series), Patience(around)
    now = around.clock.now()
    try:
        for record in _recent(store, series, now):
            late = patience.act(partial(told, source, record.gap))
            if late:
                report = _counted(report, len(late), patience.act(partial(store.append, series, late)))
            note_missing(store, record.gap, now)
    except OmcError as error:
        report = replace(report, error=f"{error.code}: {error.message}")
    return replace(report, retries=patience.retries)


def _recent(store: Store, series: Series, now: Ms) -> list[GapRecord]:
    since = now - _MENDED_MS
    return [one for one in store.gaps(series) if one.gap.first_ts >= since and due(one, now)][:_MENDED_GAPS]


def _page(source: BarSource, store: Store, series: Series, around: Surroundings) -> Sequence[Bar]:
    now, timeframe = around.clock.now(), series.timeframe
    head = store.head(series)
    if head is None:
        since = timeframe.floor(now) - FIRST_LOOK_BARS * timeframe.ms
    else:
        since = head.last_ts + timeframe.ms
    if timeframe.close_of(since) > now:
        return ()
    bars = source.closed_bars(series, since, now)
    return [bar for bar in bars if bar.ts >= since and timeframe.close_of(bar.ts) <= now]


def _counted(report: SeriesReport, seen: int, result: AppendResult) -> SeriesReport:
    return replace(
        report,
        seen=report.seen + seen,
        stored=report.stored + len(result.stored),
        duplicates=report.duplicates + result.duplicates,
        conflicts=report.conflicts + len(result.conflicts),
        gaps=report.gaps + len(result.gaps),
    )
