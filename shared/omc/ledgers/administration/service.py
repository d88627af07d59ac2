"""The moves of an admin. Each may be repeated: what a death left half done, doing it again completes.

A collector is stored first and its schedule follows, so that a schedule never starts what is not active; one
that is active without a schedule gets it when it is activated again, and is told of as stale until then.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from omc.kernel.errors import Conflict
from omc.kernel.instants import MINUTE_MS
from omc.kernel.ports import Clock
from omc.ledgers.administration.ports import Sources, Starter, WatchSchedule
from omc.ledgers.administration.settings import check_schedule, check_settings, parted
from omc.ledgers.collectors import Collector, State
from omc.ledgers.ports import CollectorBook, CollectorSchedules, SecretBox
from omc.ledgers.quality.schedules import interval_of
from omc.ledgers.seeding import seed
from omc.ledgers.sources import Checked
from omc.ledgers.turns import leeway_min

_TURNS = 5
# Shorter schedules have no time to be late.
_LATE_FROM_MS = 5 * MINUTE_MS


@dataclass(frozen=True)
class Change:
    """What an admin wants changed; None leaves as it is. settings: all of them, but secrets only where they
    are set anew. schedule: empty for the source's own."""

    name: str | None = None
    settings: Mapping[str, Any] | None = None
    schedule: str | None = None


@dataclass(frozen=True)
class Administration:
    """NotFound for an unknown collector, InvalidInput with its fields for wrong settings."""

    book: CollectorBook
    secrets: SecretBox
    schedules: CollectorSchedules
    watch: WatchSchedule
    sources: Sources
    starter: Starter
    clock: Clock

    def all(self) -> Sequence[Collector]:
        """All but the retired; each free source has one from the beginning, switched off."""
        seed(self.book, self.sources.all(), self.clock.now())
        return [one for one in self.book.all() if one.state is not State.RETIRED]

    def create(self, collector_id: str, source: str, wanted: Change) -> Collector:
        """A draft. Made again under its id, it is as it was."""
        info, now = self.sources.info(source), self.clock.now()
        settings, secrets = parted(info, wanted.settings or {})
        check_settings(self.sources, source, {**settings, **secrets}, (), whole=False)
        if wanted.schedule:
            check_schedule(wanted.schedule)
        made = Collector(
            collector_id, source, wanted.name or info.title, State.DRAFT, settings, now, now, info.version,
            schedule=wanted.schedule or None,
        )  # fmt: skip
        try:
            made = self.book.save(made)
        except Conflict:
            made = self.book.get(collector_id)
        self._keep(collector_id, secrets)
        return made

    def change(self, collector_id: str, edition: int, wanted: Change) -> Collector:
        """Settings apply from the next run, a schedule at once. Conflict when somebody else changed it since
        `edition`; runs that are counted meanwhile are no such change."""
        info = self.sources.info(self.book.get(collector_id).source)
        sent = None if wanted.settings is None else parted(info, wanted.settings)
        if wanted.schedule:
            check_schedule(wanted.schedule)

        def changed(now_stored: Collector) -> Collector:
            _check_edition(now_stored, edition)
            self._check_open(now_stored)
            settings, secrets = sent or (now_stored.settings, {})
            self._check(now_stored, {**settings, **secrets}, whole=now_stored.is_expected)
            return replace(
                now_stored,
                name=wanted.name or now_stored.name,
                settings=settings,
                schedule=now_stored.schedule if wanted.schedule is None else wanted.schedule or None,
                changed_at=self.clock.now(),
                edition=now_stored.edition + 1,
            )

        saved = self._save(collector_id, changed)
        self._keep(collector_id, sent[1] if sent else {})
        if saved.runs_on_schedule:
            self._schedule(saved)
        return saved

    def activate(self, collector_id: str) -> Collector:
        """Runs on schedule from now on; refused while a setting or secret is missing."""

        def activated(stored: Collector) -> Collector:
            self._check_open(stored)
            self._check(stored, stored.settings, whole=True)
            return stored if stored.state is State.ACTIVE else stored.moved(State.ACTIVE, self.clock.now())

        saved = self._save(collector_id, activated)
        self._schedule(saved)
        self.watch.ensure()
        return saved

    def pause(self, collector_id: str) -> Collector:
        """No schedule, and a run that is queued is not made."""

        def paused(stored: Collector) -> Collector:
            still = stored.state in (State.PAUSED, State.DRAFT)
            return stored if still else stored.moved(State.PAUSED, self.clock.now())

        saved = self._save(collector_id, paused)
        self.schedules.remove(collector_id)
        return saved

    def retire(self, collector_id: str) -> Collector:
        """For good: no schedule, and its secrets are gone. Its records and runs stay."""

        def retired(stored: Collector) -> Collector:
            return stored if stored.state is State.RETIRED else stored.moved(State.RETIRED, self.clock.now())

        saved = self._save(collector_id, retired)
        self.schedules.remove(collector_id)
        self.secrets.forget(collector_id)
        return saved

    def run(self, collector_id: str, run_id: str) -> None:
        """Once and at once, in whatever state; its settings must be whole."""
        stored = self.book.get(collector_id)
        self._check_open(stored)
        self._check(stored, stored.settings, whole=True)
        self.starter.run(collector_id, run_id, self.sources.info(stored.source).runner)

    def check(self, collector_id: str) -> Checked:
        """Whether address, key and plan are right. A test that passes takes a failed collector up again."""
        stored = self.book.get(collector_id)
        self._check_open(stored)
        self._check(stored, stored.settings, whole=True)
        found = self.starter.check(collector_id, self.sources.info(stored.source).runner)
        if found.works and stored.state is State.FAILED:
            self.activate(collector_id)
        return found

    def _check(self, collector: Collector, settings: Mapping[str, Any], *, whole: bool) -> None:
        kept = [name for name in self.secrets.names(collector.collector_id) if name not in settings]
        check_settings(self.sources, collector.source, settings, kept, whole=whole)

    def _check_open(self, collector: Collector) -> None:
        if collector.state is State.RETIRED:
            raise Conflict("expected a collector in use, this one is retired", code="retired")

    def _keep(self, collector_id: str, secrets: Mapping[str, Any]) -> None:
        if secrets:
            self.secrets.put(collector_id, {name: str(value) for name, value in secrets.items()})

    def _schedule(self, collector: Collector) -> None:
        info = self.sources.info(collector.source)
        expression = collector.schedule or info.schedule
        late = leeway_min(info.ledger) if interval_of(expression) >= _LATE_FROM_MS else 0
        self.schedules.ensure(collector.collector_id, expression, late, info.runner)

    def _save(self, collector_id: str, changed: Callable[[Collector], Collector]) -> Collector:
        """The collector changed, whatever runs count meanwhile. Conflict if they never stop."""
        for _ in range(_TURNS - 1):
            stored = self.book.get(collector_id)
            wanted = changed(stored)
            if wanted == stored:
                return stored
            with suppress(Conflict):
                return self.book.save(wanted)
        return self.book.save(changed(self.book.get(collector_id)))


def _check_edition(stored: Collector, edition: int) -> None:
    if stored.edition != edition:
        raise Conflict(
            f"expected version {stored.edition} of collector {stored.collector_id}, got {edition}: "
            "somebody changed it meanwhile",
            code="collector_changed",
        )
