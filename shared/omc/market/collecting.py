"""Keeps one series up to date from a source. Pure: source, store, clock and sleep are handed in.

Asks from the bar after the last stored, so a bar is asked for until it is there; never stores a bar that is
not over by the clock, whatever the source says; stops at the deadline with what it has.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from omc.kernel.errors import OmcError, Transient
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms
from omc.kernel.ports import Clock, Rng
from omc.market.gaps import end_of
from omc.market.model import Bar, Series
from omc.market.ports import AppendResult, BarReader, BarSource, BarWriter, GapBook

FIRST_LOOK_BARS = 500
_BACKOFF_S = (1.0, 2.0, 4.0)
_LONGEST_WAIT_S = 30.0
_PAGES = 20
_MENDED_MS = DAY_MS

T = TypeVar("T")


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


@dataclass(frozen=True)
class Surroundings:
    """Time and chance for the collector; `deadline` is when it must have stopped waiting."""

    clock: Clock
    sleep: Callable[[float], None]
    rng: Rng
    deadline: Ms


def due_at(store: BarReader, series: Series) -> Ms:
    """When the bar after the last stored is over; at once if none is stored."""
    head = store.head(series)
    return 0 if head is None else series.timeframe.close_of(head.last_ts + series.timeframe.ms)


def collect(source: BarSource, store: Store, series: Series, around: Surroundings) -> SeriesReport:
    """Stores every closed bar the source has after the last stored one."""
    report, patience = SeriesReport(series), _Patience(around)
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
    report, patience = SeriesReport(series), _Patience(around)
    try:
        since = around.clock.now() - _MENDED_MS
        missing = [record.gap for record in store.gaps(series) if record.gap.first_ts >= since]
        if missing:
            page = patience.act(partial(source.closed_bars, series, missing[0].first_ts, around.clock.now()))
            late = [bar for bar in page if any(gap.first_ts <= bar.ts < end_of(gap) for gap in missing)]
            report = _counted(report, len(late), patience.act(partial(store.append, series, late)))
    except OmcError as error:
        report = replace(report, error=f"{error.code}: {error.message}")
    return replace(report, retries=patience.retries)


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


class _Patience:
    """Acts again after a transient failure: after 1, 2, 4 s and some chance, or when the source asks to."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self.retries = 0

    def act(self, act: Callable[[], T]) -> T:
        for backoff_s in _BACKOFF_S:
            try:
                return act()
            except Transient as error:
                wait_s = _wait_s(error, backoff_s, self._around.rng)
                if self._around.clock.now() + wait_s * SECOND_MS > self._around.deadline:
                    raise
                self._around.sleep(wait_s)
                self.retries += 1
        return act()


def _wait_s(error: Transient, backoff_s: float, rng: Rng) -> float:
    if error.retry_after_s is not None and error.retry_after_s <= _LONGEST_WAIT_S:
        return max(error.retry_after_s, 0.0)
    return backoff_s * (0.5 + rng.random())
