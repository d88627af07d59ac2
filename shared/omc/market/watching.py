"""Several series through one minute: each polled whenever a bar is due, by one watcher at a time. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.patience import Surroundings
from omc.market.collecting import SeriesReport, Store, collect, due_at, mend
from omc.market.model import Bar, Series
from omc.market.ports import BarSource

LEASE_MS = 60 * SECOND_MS


@dataclass(frozen=True)
class BySeries:
    """A BarSource that is another one for some series."""

    otherwise: BarSource
    sources: Mapping[Series, BarSource]

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> Sequence[Bar]:
        return self.sources.get(series, self.otherwise).closed_bars(series, since, now)


class LeaseBook(Protocol):
    """Who may work alone on what; a lease whose time is over belongs to whoever takes it."""

    def take(self, name: str, holder: str, now: Ms, until: Ms) -> bool: ...

    def release(self, name: str, holder: str) -> None: ...


@dataclass(frozen=True)
class Watcher:
    """Watches series of one source as `holder`."""

    source: BarSource
    store: Store
    leases: LeaseBook
    holder: str
    poll_s: float = 10.0

    def watch(self, wanted: Sequence[Series], around: Surroundings) -> list[SeriesReport]:
        """Works while a bar is due before the deadline; a series another watcher holds is left to it."""
        now = around.clock.now()
        ours = [one for one in wanted if self.leases.take(_name(one), self.holder, now, now + LEASE_MS)]
        reports: dict[Series, SeriesReport] = {one: self._mended(one, around) for one in ours}
        try:
            while ours:
                for series in ours:
                    if due_at(self.store, series) <= around.clock.now():
                        report = collect(self.source, self.store, series, around)
                        reports[series] = _added(reports[series], report)
                wait_ms = self._wait_ms(ours, around.clock.now())
                if around.clock.now() + wait_ms > around.deadline:
                    break
                around.sleep(wait_ms / SECOND_MS)
        finally:
            for series in ours:
                self.leases.release(_name(series), self.holder)
        return list(reports.values())

    def _mended(self, series: Series, around: Surroundings) -> SeriesReport:
        return mend(self.source, self.store, series, around)

    def _wait_ms(self, ours: Sequence[Series], now: Ms) -> Ms:
        """Until the next bar is over; a bar that is over but not told yet is asked for every `poll_s`."""
        next_due = min(due_at(self.store, series) for series in ours)
        return max(next_due - now, int(self.poll_s * SECOND_MS))


def _name(series: Series) -> str:
    return f"collect:{series.key}"


def _added(before: SeriesReport | None, now: SeriesReport) -> SeriesReport:
    """Both reports as one; the later error counts, for a later success is one."""
    if before is None:
        return now
    return replace(
        now,
        seen=before.seen + now.seen,
        stored=before.stored + now.stored,
        duplicates=before.duplicates + now.duplicates,
        conflicts=before.conflicts + now.conflicts,
        gaps=before.gaps + now.gaps,
        retries=before.retries + now.retries,
    )
