"""Several series through one minute: each polled whenever a bar is due, by one watcher at a time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from omc.kernel.instants import SECOND_MS, Ms
from omc.market.collecting import SeriesReport, Store, Surroundings, collect, due
from omc.market.model import Series
from omc.market.ports import BarSource

LEASE_MS = 60 * SECOND_MS


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
        """Polls until the next poll would pass the deadline; a series another watcher holds is left to it."""
        now = around.clock.now()
        ours = [
            series for series in wanted if self.leases.take(_name(series), self.holder, now, now + LEASE_MS)
        ]
        reports: dict[Series, SeriesReport] = {}
        try:
            while ours:
                for series in ours:
                    if due(self.store, series, around.clock.now()):
                        report = collect(self.source, self.store, series, around)
                        reports[series] = _added(reports.get(series), report)
                if around.clock.now() + self.poll_s * SECOND_MS > around.deadline:
                    break
                around.sleep(self.poll_s)
        finally:
            for series in ours:
                self.leases.release(_name(series), self.holder)
        return list(reports.values())


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
