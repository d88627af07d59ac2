"""One run of a collector: alone, page by page, kept as far as it came, and counted.

What a page brought is stored before the next is asked for, so a run that dies has lost nothing and its
successor only finds repeats.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Protocol

from omc.kernel.errors import Conflict, OmcError
from omc.kernel.events import Event
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.kernel.ports import Clock
from omc.ledgers.collectors import ALERT_AFTER, PAUSE_AFTER, Collector, Run, State, Status, Trigger
from omc.ledgers.enriching import enriched
from omc.ledgers.errors import QuotaSpent
from omc.ledgers.ports import CollectorBook, RawPages, RecordWriter
from omc.ledgers.quality.rules import broken_rules
from omc.ledgers.records import Record, SocialPost, enrichment_ids
from omc.ledgers.sources import Opened, Page, SourceInfo

_NOTES = 10
_TURNS = 5


class Turns(Protocol):
    """Who may run a collector now."""

    def take(self, name: str, holder: str, now: Ms, until: Ms) -> bool: ...

    def release(self, name: str, holder: str) -> None: ...


@dataclass(frozen=True)
class Workplace:
    """What a run works with. prepare: what we add to a record before it is stored."""

    clock: Clock
    book: CollectorBook
    writer: RecordWriter
    turns: Turns
    raw: RawPages
    prepare: Callable[[Record], Record] = enriched


def run_collector(
    collector_id: str,
    open_source: Callable[[Collector], Opened],
    place: Workplace,
    *,
    run_id: str,
    trigger: Trigger,
    until: Ms,
) -> Run:
    """Runs a collector once, and counts it. A queued run of a collector that is no longer active, and one
    that finds another at work or comes too early, is SKIPPED. Errors of the source end the run, not the
    caller.

    until: when the run must be over, ms UTC; its lease ends then. NotFound for an unknown collector.
    """
    collector = place.book.get(collector_id)
    began = place.clock.now()
    base = Run(
        collector_id,
        run_id,
        collector.source,
        trigger,
        Status.SKIPPED,
        began,
        began,
        collector.plugin_version,
    )
    if trigger is Trigger.SCHEDULE and not collector.runs_on_schedule:
        return replace(base, notes=(f"not run: the collector is {collector.state}",))
    if not place.turns.take(_lease(collector_id), run_id, began, until):
        return replace(base, notes=("not run: another run is at it",))
    try:
        run = _collect(collector, open_source, place, base)
        place.book.add_run(run)
        _count(collector_id, run, place)
        return run
    finally:
        place.turns.release(_lease(collector_id), run_id)


def _collect(
    collector: Collector, open_source: Callable[[Collector], Opened], place: Workplace, base: Run
) -> Run:
    run = base
    opened: Opened | None = None
    wrong: OmcError | None = None
    try:
        opened = open_source(collector)
        run = replace(run, plugin_version=opened.source.info.version)
        early = _too_early(collector, opened.source.info, run)
        if early is not None:
            return replace(run, notes=(early,))
        for number, page in enumerate(opened.source.collect(collector.last_success_at)):
            run = _taken(page, number, run, place)
    except OmcError as error:
        wrong = error
    return replace(
        run,
        status=_status(wrong, run.seen > 0),
        finished_at=place.clock.now(),
        retries=0 if opened is None else opened.retries(),
        error_class=None if wrong is None else wrong.code,
        error_text=None if wrong is None else wrong.message[:500],
    )


def _too_early(collector: Collector, info: SourceInfo, run: Run) -> str | None:
    """Why the source is not asked at this hour. A person who wants it now, or gave it a schedule of its own,
    is heeded."""
    if info.hours is None or collector.schedule is not None or run.trigger is not Trigger.SCHEDULE:
        return None
    return info.hours.too_early(run.started_at, collector.last_run_at)


def _status(wrong: OmcError | None, kept: bool) -> Status:
    if wrong is None:
        return Status.SUCCEEDED
    if kept:
        return Status.PARTIAL
    # Nothing is broken: the plan's calls are used up, and the next period brings new ones.
    return Status.SKIPPED if isinstance(wrong, QuotaSpent) else Status.FAILED


def _taken(page: Page, number: int, run: Run, place: Workplace) -> Run:
    """The run with a page more, which is stored.

    Every record is judged as it is stored: whoever looks at quality later then reads none of them.
    """
    if page.raw is not None:
        place.raw.keep(run.source, run.run_id, number, page.raw, place.clock.now())
    records = [place.prepare(record) for record in page.records]
    written = place.writer.write(records)
    gone = [one.record_id for one in page.records if isinstance(one, SocialPost) and one.deleted]
    if gone:
        place.writer.erase([*gone, *(made for one in gone for made in enrichment_ids(one))])
    broken = [rules for record in records if (rules := broken_rules(record))]
    told = [f"{times} records break the rule {rule}" for rule, times in Counter(chain(*broken)).items()]
    return replace(
        run,
        seen=run.seen + len(records),
        new=run.new + len(written.new),
        revised=run.revised + len(written.revised),
        repeated=run.repeated + written.repeated,
        rejected=run.rejected + len(page.rejected),
        unsound=run.unsound + len(broken),
        bytes_read=run.bytes_read + page.bytes_read,
        # What a source has to say of the run goes before rows that could not be read, however many.
        notes=(*page.notes, *run.notes, *told, *page.rejected)[:_NOTES],
    )


def _count(collector_id: str, run: Run, place: Workplace) -> None:
    """The run in the collector's own item, with the alert that it may call for. A person may change the
    collector meanwhile: then what they made of it is counted on. Conflict if they never stop."""
    if run.status is Status.SKIPPED:
        return
    for left in reversed(range(_TURNS)):
        after = place.book.get(collector_id).after(run)
        alerts = after.failures in (ALERT_AFTER, PAUSE_AFTER) and run.error_class is not None
        try:
            place.book.save(after, events=[_alert(after, run)] if alerts else [])
            return
        except Conflict:
            if not left:
                raise


def _alert(collector: Collector, run: Run) -> Event:
    paused = collector.state is State.FAILED
    kind = "collector.paused" if paused else "collector.failing"
    return Event(
        event_id=derived_id("evt", kind, run.collector_id, run.run_id),
        type=kind,
        occurred_at=run.finished_at,
        known_at=run.finished_at,
        data={
            "collector_id": run.collector_id,
            "source": run.source,
            "failures": collector.failures,
            "error": run.error_text or "",
        },
    )


def _lease(collector_id: str) -> str:
    return f"collector:{collector_id}"
