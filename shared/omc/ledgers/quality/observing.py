"""What a collector did in the last day, from its runs and its newest records."""

from collections.abc import Sequence
from dataclasses import dataclass

from omc.kernel.instants import MINUTE_MS, Ms
from omc.ledgers.collectors import Collector, Run, State, Status, health_of
from omc.ledgers.quality.schedules import interval_of
from omc.ledgers.quality.scores import WINDOW_MS, Observed
from omc.ledgers.records import Record
from omc.ledgers.sources import SourceInfo

# A run may begin some minutes late, and one a day at two o'clock must not be missing at one past two.
GRACE_MS = 15 * MINUTE_MS
_STALE_AFTER = 2


@dataclass(frozen=True)
class Watched:
    """A collector that somebody counts on, and its source."""

    collector: Collector
    info: SourceInfo

    @property
    def interval_ms(self) -> Ms:
        return interval_of(self.collector.schedule or self.info.schedule)

    @property
    def window_ms(self) -> Ms:
        """A day; for what runs more rarely, the time between two runs."""
        return max(WINDOW_MS, self.interval_ms)

    def looks_back_to(self, now: Ms) -> Ms:
        """Runs begun since then are looked at."""
        return now - self.window_ms - GRACE_MS


def observed(watched: Watched, runs: Sequence[Run], records: Sequence[Record], now: Ms) -> Observed:
    """runs: newest first, back to `looks_back_to`. records: the newest of the source, for their age.

    Each record of the window is judged, by the run that told it: reading a day of prices again at every look
    would cost more than collecting them. Rows that were no records at all count as inaccurate.

    A run that a spent plan or the hours of the source forbade is not expected. A source that tells only news
    told what was there when its run succeeded, be it nothing.
    """
    collector, info = watched.collector, watched.info
    since = watched.looks_back_to(now)
    inside = [run for run in runs if run.started_at >= since]
    served = sum(run.status is Status.SUCCEEDED for run in inside)
    skipped = sum(run.status is Status.SKIPPED for run in inside)
    slots = max(_slots(watched, now) - skipped, 0)
    told = sum(run.seen for run in inside)
    if info.only_news:
        told = max(told, served * info.expected)
    rejected = sum(run.rejected for run in inside)
    seen = sum(run.seen for run in inside)
    return Observed(
        collector_id=collector.collector_id,
        source=collector.source,
        ledger=info.ledger,
        critical=info.critical,
        told=told,
        expected=float(slots * info.expected),
        newest_at=max((record.known_at for record in records), default=None),
        checked=seen + rejected,
        sound=seen - sum(run.unsound for run in inside),
        slots=slots,
        served=min(served, slots),
        health=health_of(runs, now, max(WINDOW_MS, _STALE_AFTER * watched.interval_ms)),
    )


def is_stale(watched: Watched, newest: Run | None, now: Ms) -> bool:
    """An active collector whose schedule has not been served for twice its interval, whatever came of the
    runs: nothing wakes it, or its runs die before they are counted."""
    if watched.collector.state is not State.ACTIVE:
        return False
    last = max(watched.collector.active_since or 0, newest.started_at if newest else 0)
    return now - last > _STALE_AFTER * watched.interval_ms + GRACE_MS


def _slots(watched: Watched, now: Ms) -> int:
    """Runs that were due: none before it was activated."""
    began = max(now - watched.window_ms, watched.collector.active_since or watched.collector.created_at)
    return max(now - began, 0) // watched.interval_ms
