"""Where records and collectors are kept, in memory; judged by the contracts of the real places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from omc.contracts.ledger_events import critical, erased, is_critical_news, recorded
from omc.contracts.ledger_records import digest_of
from omc.kernel.errors import Conflict, InvalidInput, NotFound
from omc.kernel.events import Event
from omc.kernel.instants import Ms
from omc.kernel.ports import Clock
from omc.ledgers.collectors import Collector, Run
from omc.ledgers.ports import Written
from omc.ledgers.reading import EVERY_ASSET, RecordPage, RecordQuery
from omc.ledgers.records import CatalystEvent, Record
from omc.ledgers.revisions import Seen, Verdict, as_known, judged, once, without_words
from omc.ledgers.taxonomy import Ledger
from omc.wiring.clock import SystemClock


@dataclass
class _Thing:
    seen: list[Seen] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    alerted: bool = False
    erased: bool = False


class MemoryRecords:
    """Writer and reader; `events` holds what was announced, in order."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.things: dict[str, _Thing] = {}
        self.events: list[Event] = []

    def write(self, records: Sequence[Record]) -> Written:
        new: list[Record] = []
        revised: list[Record] = []
        for told in once(records):
            thing = self.things.setdefault(told.record_id, _Thing())
            record = as_known(told, thing.seen, self.clock.now())
            came = Seen(record.known_at, digest_of(record), record.event_time)
            verdict = judged(thing.seen, came, final=record.final)
            if verdict is Verdict.REPEATED:
                continue
            kept = without_words(record) if thing.erased else record
            thing.seen = sorted([*thing.seen, came], key=lambda one: one.known_at)
            thing.records = sorted([*thing.records, kept], key=lambda one: one.known_at)
            (new if verdict is Verdict.NEW else revised).append(kept)
            self._announce(kept, verdict, thing)
        return Written(tuple(new), tuple(revised), len(records) - len(new) - len(revised))

    def _announce(self, record: Record, verdict: Verdict, thing: _Thing) -> None:
        self.events.append(recorded(record.of_ledger, record.source, [(record, verdict is Verdict.REVISED)]))
        if isinstance(record, CatalystEvent) and is_critical_news(record) and not thing.alerted:
            thing.alerted = True
            self.events.append(critical(record))

    def erase(self, record_ids: Sequence[str]) -> int:
        changed = 0
        for record_id in record_ids:
            thing = self.things.get(record_id)
            if thing is None:
                continue
            if not thing.erased:
                first = thing.records[0]
                self.events.append(erased(first.of_ledger, first.source, [record_id], first.known_at))
            thing.erased = True
            bare = [without_words(record) for record in thing.records]
            # Each stands under every asset, and under `*`.
            changed += sum(
                1 + len(new.assets) for new, old in zip(bare, thing.records, strict=True) if new != old
            )
            thing.records = bare
        return changed

    def page(self, query: RecordQuery) -> RecordPage:
        if not 0 <= query.start < query.end:
            raise InvalidInput("expected a start before the end")
        found = [record for thing in self.things.values() for record in _chosen(thing, query)]
        found.sort(key=lambda one: (one.event_time, one.record_id, one.known_at), reverse=True)
        begin = int(query.cursor or 0)
        shown = found[begin : begin + query.limit]
        after = begin + len(shown)
        return RecordPage(shown, str(after) if after < len(found) else None)

    def wordings(self, record_id: str) -> Sequence[Record]:
        if record_id not in self.things:
            raise NotFound(f"expected the id of a record, got {record_id!r}", code="record_unknown")
        return self.things[record_id].records[::-1]

    def sources(self, ledger: Ledger) -> Sequence[str]:
        firsts = [thing.records[0] for thing in self.things.values()]
        return sorted({record.source for record in firsts if record.of_ledger is ledger})


def _chosen(thing: _Thing, query: RecordQuery) -> Sequence[Record]:
    found = [
        record
        for record in thing.records[::-1]
        if record.of_ledger is query.ledger
        and query.source in (None, record.source)
        and (query.asset == EVERY_ASSET or query.asset in record.assets)
        and query.start <= record.event_time < query.end
        and (query.known_by is None or record.known_at <= query.known_by)
    ]
    return found if query.revisions else found[:1]


class MemoryCollectors:
    """The CollectorBook port; `events` holds what was saved with collectors, in order."""

    def __init__(self, *collectors: Collector) -> None:
        self.collectors: dict[str, Collector] = {}
        self.kept_runs: dict[str, Run] = {}
        self.events: list[Event] = []
        for collector in collectors:
            self.save(collector)

    def get(self, collector_id: str) -> Collector:
        if collector_id not in self.collectors:
            raise NotFound(f"no collector {collector_id}", code="collector_unknown")
        return self.collectors[collector_id]

    def all(self) -> Sequence[Collector]:
        return [self.collectors[name] for name in sorted(self.collectors)]

    def save(self, collector: Collector, *, events: Sequence[Event] = ()) -> Collector:
        known = self.collectors.get(collector.collector_id)
        last = known.version if known else 0
        if collector.version != last:
            raise Conflict(f"expected version {last}, got {collector.version}", code="collector_changed")
        saved = replace(collector, version=last + 1)
        self.collectors[collector.collector_id] = saved
        self.events.extend(events)
        return saved

    def add_run(self, run: Run) -> None:
        self.kept_runs.setdefault(run.run_id, run)

    def runs(self, collector_id: str, limit: int, before: Ms | None = None) -> Sequence[Run]:
        found = [
            run
            for run in self.kept_runs.values()
            if run.collector_id == collector_id and (before is None or run.started_at < before)
        ]
        return sorted(found, key=lambda run: (run.started_at, run.run_id), reverse=True)[:limit]


class MemorySecrets:
    """The SecretBox port."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, str]] = {}

    def put(self, collector_id: str, secrets: Mapping[str, str]) -> None:
        self.kept[collector_id] = {**self.kept.get(collector_id, {}), **secrets}

    def get(self, collector_id: str) -> Mapping[str, str]:
        return dict(self.kept.get(collector_id, {}))

    def names(self, collector_id: str) -> Sequence[str]:
        return sorted(self.kept.get(collector_id, {}))

    def forget(self, collector_id: str) -> None:
        self.kept.pop(collector_id, None)


class MemoryRawPages:
    """The RawPages port."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, int], bytes] = {}

    def keep(self, source: str, run_id: str, number: int, body: bytes, at: Ms) -> None:
        del at
        self.kept[source, run_id, number] = body


class MemorySchedules:
    """The CollectorSchedules port."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.leeway: dict[str, int] = {}
        self.runners: dict[str, str] = {}

    def ensure(self, collector_id: str, expression: str, leeway_min: int = 0, runner: str = "ingest") -> None:
        self.leeway[collector_id] = leeway_min
        self.runners[collector_id] = runner
        self.kept[collector_id] = expression

    def remove(self, collector_id: str) -> None:
        self.kept.pop(collector_id, None)


class MemoryTurns:
    """Leases in memory."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, Ms]] = {}

    def take(self, name: str, holder: str, now: Ms, until: Ms) -> bool:
        other = self.held.get(name)
        if other is not None and other[0] != holder and other[1] > now:
            return False
        self.held[name] = (holder, until)
        return True

    def release(self, name: str, holder: str) -> None:
        if self.held.get(name, ("", 0))[0] == holder:
            del self.held[name]
