"""One run of a collector: alone, kept as far as it came, counted, and safe to kill after any step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from omc.kernel.errors import NotFound, OmcError
from omc.kernel.instants import HOUR_MS, MINUTE_MS, Ms, from_iso
from omc.ledgers.collectors import Collector, HealthState, Run, State, Status, Trigger, health_of
from omc.ledgers.errors import QuotaSpent, SourceChanged, SourceDown
from omc.ledgers.hours import OpenHours
from omc.ledgers.running import Workplace, run_collector
from omc.ledgers.seeding import seed
from omc.ledgers.sources import Checked, Opened, Page, SourceInfo
from omc.ledgers.taxonomy import Ledger
from tests.fakes.clock import FixedClock
from tests.fakes.evidence import NOON, post
from tests.fakes.ledgers import MemoryCollectors, MemoryRawPages, MemoryRecords, MemoryTurns
from tests.fakes.told import enriched

INFO = SourceInfo("forum", "2", Ledger.HUMAN, "Forum", 1, {"type": "object"}, "rate(15 minutes)", 2, 0)


@dataclass
class Told:
    """A source that tells pages, then fails, or does not."""

    pages: Sequence[Page] = ()
    error: OmcError | None = None
    info: SourceInfo = INFO
    retries: int = 0
    asked_since: list[Ms | None] = field(default_factory=list)

    def check(self, now: Ms) -> Checked:
        raise NotImplementedError

    def collect(self, since: Ms | None) -> Iterator[Page]:
        self.asked_since.append(since)
        yield from self.pages
        if self.error is not None:
            raise self.error


PAGES = (
    Page([post("a"), post("b")], rejected=["row 3: no id"], raw=b"one", bytes_read=3),
    Page([post("b"), post("c")], raw=b"two", bytes_read=3),
)


@dataclass
class House:
    """Everything a run works with, and what came of it."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    records: MemoryRecords = field(default_factory=MemoryRecords)
    turns: MemoryTurns = field(default_factory=MemoryTurns)
    raw: MemoryRawPages = field(default_factory=MemoryRawPages)

    def __post_init__(self) -> None:
        self.book = MemoryCollectors(Collector("forum", "forum", "Forum", State.ACTIVE, {}, NOON, NOON, "1"))
        self.number = 0

    @property
    def collector(self) -> Collector:
        return self.book.get("forum")

    def change(self, **changes: Any) -> None:
        self.book.save(replace(self.collector, **changes))

    def run(self, source: Told, trigger: Trigger = Trigger.SCHEDULE, place: Workplace | None = None) -> Run:
        self.number += 1
        self.clock.instant += MINUTE_MS
        return run_collector(
            "forum", lambda _: Opened(source, lambda: source.retries), place or self.place(),
            run_id=f"run-{self.number}", trigger=trigger, until=self.clock.instant + MINUTE_MS,
        )  # fmt: skip

    def place(self, **changes: Any) -> Workplace:
        return replace(Workplace(self.clock, self.book, self.records, self.turns, self.raw), **changes)


@pytest.fixture
def house() -> House:
    return House()


def test_a_run_stores_what_came_and_counts_it(house: House) -> None:
    run = house.run(Told(PAGES))
    assert (run.status, run.seen, run.new, run.repeated, run.rejected) == (Status.SUCCEEDED, 4, 3, 1, 1)
    assert (run.bytes_read, run.plugin_version, run.notes) == (6, "2", ("row 3: no id",))
    assert list(house.raw.kept.values()) == [b"one", b"two"]
    assert house.book.runs("forum", 9) == [run]
    assert house.collector.last_success_at == run.started_at
    assert house.turns.held == {}


def test_the_next_run_asks_since_the_last_success(house: House) -> None:
    source = Told(PAGES)
    first = house.run(source)
    house.run(Told(error=SourceDown("no")))
    house.run(source)
    assert source.asked_since == [None, first.started_at]


def test_what_came_before_a_failure_is_kept_and_the_run_is_partial(house: House) -> None:
    run = house.run(Told(PAGES[:1], SourceDown("the second page did not come")))
    assert (run.status, run.new, run.error_class) == (Status.PARTIAL, 2, "source_down")
    assert run.error_text == "the second page did not come"
    assert len(house.records.things) == 2
    assert (house.collector.last_success_at, house.collector.last_error) == (None, run.error_text)


def test_every_record_is_judged_as_it_is_stored_and_the_rules_that_break_are_named(house: House) -> None:
    page = Page([post("a", title=""), post("b"), post("c", title="")], rejected=["row 4: no id"])
    run = house.run(Told([page]))
    assert (run.seen, run.unsound, run.rejected) == (3, 2, 1)
    assert run.notes == ("2 records break the rule title_missing", "row 4: no id")


def test_calls_that_were_made_again_are_counted_however_the_run_ends(house: House) -> None:
    assert house.run(Told(PAGES, retries=2)).retries == 2
    assert house.run(Told(error=SourceDown("no"), retries=3)).retries == 3
    assert [run.retries for run in house.book.runs("forum", 9)] == [3, 2]


def test_a_source_that_cannot_be_opened_is_a_failed_run(house: House) -> None:
    def refuse(_: Collector) -> Opened:
        raise NotFound("no such source")

    run = run_collector(
        "forum", refuse, house.place(), run_id="r", trigger=Trigger.SCHEDULE, until=NOON + MINUTE_MS
    )
    assert (run.status, run.error_class) == (Status.FAILED, "not_found")
    assert house.collector.failures == 1


@pytest.mark.parametrize("state", [State.DRAFT, State.PAUSED, State.FAILED, State.RETIRED])
def test_a_queued_run_of_a_collector_that_is_not_active_asks_nobody(house: House, state: State) -> None:
    house.change(state=state)
    source = Told(PAGES)
    assert house.run(source).status is Status.SKIPPED
    assert source.asked_since == []
    assert house.book.runs("forum", 9) == []
    assert house.run(source, Trigger.MANUAL).status is Status.SUCCEEDED


def test_a_run_that_finds_another_at_work_asks_nobody_and_one_whose_time_is_over_gives_way(
    house: House,
) -> None:
    house.turns.take("collector:forum", "other", NOON, NOON + 2 * MINUTE_MS)
    source = Told(PAGES)
    assert house.run(source).status is Status.SKIPPED
    assert source.asked_since == []
    assert house.run(source).status is Status.SUCCEEDED


@pytest.mark.parametrize(
    ("began", "ago_min", "runs"),
    [
        ("2024-03-05T11:05:00Z", 10, True),  # Tuesday, 06:05 in New York
        ("2024-03-05T10:55:00Z", 10, False),  # 05:55
        ("2024-07-09T10:05:00Z", 10, True),  # in summer 06:05 comes an hour sooner
        ("2024-03-06T02:55:00Z", 10, True),  # 21:55
        ("2024-03-06T03:05:00Z", 10, False),  # 22:05
        ("2024-03-06T04:00:00Z", 58, True),  # an hour later, but for what the run before took
        ("2024-03-06T04:00:00Z", 50, False),
        ("2024-03-09T17:00:00Z", 10, False),  # Saturday noon
        ("2024-03-09T17:00:00Z", None, True),  # never run
    ],
)
def test_a_source_with_hours_is_asked_less_often_outside_of_them(
    house: House, began: str, ago_min: int | None, runs: bool
) -> None:
    info = replace(INFO, hours=OpenHours("America/New_York", 6, 22, HOUR_MS))
    now = from_iso(began)
    house.change(last_run_at=None if ago_min is None else now - ago_min * MINUTE_MS)
    house.clock.instant = now - MINUTE_MS
    run = house.run(Told(PAGES, info=info))
    assert run.status is (Status.SUCCEEDED if runs else Status.SKIPPED)
    assert house.book.runs("forum", 9) == [run]
    if not runs:
        assert run.notes == (
            "not run: outside 06:00 to 22:00 on weekdays in America/New_York it is asked every 60 min",
        )


def test_who_asks_by_hand_or_gave_a_schedule_does_not_wait_for_the_hours_of_a_source(house: House) -> None:
    info = replace(INFO, hours=OpenHours("America/New_York", 6, 22, HOUR_MS))
    house.clock.instant = from_iso("2024-03-09T17:00:00Z")
    house.run(Told(PAGES, info=info))
    assert house.run(Told(PAGES, info=info)).status is Status.SKIPPED
    assert house.run(Told(PAGES, info=info), Trigger.MANUAL).status is Status.SUCCEEDED
    house.change(schedule="rate(1 minute)")
    assert house.run(Told(PAGES, info=info)).status is Status.SUCCEEDED


def test_a_run_that_is_skipped_alerts_nobody_again(house: House) -> None:
    for _ in range(3):
        house.run(Told(error=SourceDown("no")))
    assert house.run(Told(error=QuotaSpent("expected calls left, got none"))).status is Status.SKIPPED
    assert (house.collector.failures, len(house.book.events)) == (3, 1)


def test_three_failures_in_a_row_alert_and_five_pause_each_once(house: House) -> None:
    for number in range(1, 6):
        assert house.collector.state is State.ACTIVE
        house.run(Told(error=SourceChanged("expected fields, got none")))
        assert house.collector.failures == number
    assert house.collector.state is State.FAILED
    assert house.run(Told(PAGES)).status is Status.SKIPPED
    assert [one.type for one in house.book.events] == ["collector.failing", "collector.paused"]
    assert len({one.event_id for one in house.book.events}) == 2
    assert house.book.events[1].data["error"] == "expected fields, got none"


def test_runs_that_break_off_pause_nothing_for_they_bring_something_but_health_shows_them(
    house: House,
) -> None:
    for _ in range(6):
        house.run(Told(PAGES[:1], SourceDown("the second page did not come")))
    assert (house.collector.state, house.collector.failures, house.book.events) == (State.ACTIVE, 0, [])
    assert house.collector.last_success_at is None
    runs = house.book.runs("forum", 9)
    assert health_of(runs, house.clock.now()) is HealthState.FAILED


def test_a_run_that_breaks_off_ends_the_row_of_failures(house: House) -> None:
    for _ in range(4):
        house.run(Told(error=SourceDown("no")))
    house.run(Told(PAGES[:1], SourceDown("the second page did not come")))
    for _ in range(4):
        house.run(Told(error=SourceDown("no")))
    assert (house.collector.state, house.collector.failures) == (State.ACTIVE, 4)


def test_one_success_forgets_the_failures(house: House) -> None:
    for _ in range(2):
        house.run(Told(error=SourceDown("no")))
    house.run(Told(PAGES))
    for _ in range(2):
        house.run(Told(error=SourceDown("no")))
    assert (house.collector.failures, house.book.events) == (2, [])


def test_a_person_who_pauses_during_a_run_is_heeded_and_the_run_is_counted(house: House) -> None:
    class Pausing(Told):
        def collect(self, since: Ms | None) -> Iterator[Page]:
            house.change(state=State.PAUSED)
            yield from super().collect(since)

    assert house.run(Pausing(PAGES)).status is Status.SUCCEEDED
    assert house.collector.state is State.PAUSED
    assert house.collector.last_success_at is not None


def test_a_change_between_reading_and_counting_is_counted_on(house: House) -> None:
    class Racing(MemoryCollectors):
        races = 2

        def save(self, collector: Collector, **named: Any) -> Collector:
            if self.races:
                self.races -= 1
                super().save(replace(self.get("forum"), name=f"Renamed {self.races}"))
            return super().save(collector, **named)

    racing = Racing()
    racing.races = 0
    racing.save(replace(house.collector, version=0))
    racing.races = 2
    house.run(Told(error=SourceDown("no")), place=house.place(book=racing))
    assert (racing.get("forum").name, racing.get("forum").failures) == ("Renamed 0", 1)


class Killed(BaseException):
    """The process is gone."""


def dying_after(step: int) -> Callable[[Any, str], Any]:
    """Wraps a place so that the process is gone after the step-th change anything makes to it."""
    count = [0]

    def wrap(inner: Any, names: str) -> Any:
        class Dying:
            def __getattr__(self, name: str) -> Any:
                act = getattr(inner, name)
                if name not in names.split():
                    return act

                def acted(*args: Any, **named: Any) -> Any:
                    answer = act(*args, **named)
                    count[0] += 1
                    if count[0] == step:
                        raise Killed
                    return answer

                return acted

        return Dying()

    return wrap


@pytest.mark.parametrize("step", range(1, 8))
def test_killed_after_any_step_the_next_run_leaves_the_ledger_as_if_nothing_had_happened(
    house: House, step: int
) -> None:
    wrap = dying_after(step)
    place = house.place(
        book=wrap(house.book, "add_run save"), writer=wrap(house.records, "write"),
        turns=wrap(house.turns, "take"), raw=wrap(house.raw, "keep"),
    )  # fmt: skip
    with pytest.raises(Killed):
        house.run(Told(PAGES), place=place)
    # A process that is gone gives nothing back: its lease ends by itself.
    house.clock.instant += 2 * MINUTE_MS
    assert house.run(Told(PAGES)).status is Status.SUCCEEDED
    assert len(house.records.things) == 3
    assert len(house.records.events) == 3
    assert all(len(thing.records) == 1 for thing in house.records.things.values())
    assert house.collector.failures == 0


def test_default_collectors_are_drafts_of_free_sources_made_once(house: House) -> None:
    infos = [INFO, replace(INFO, name="chain"), replace(INFO, name="paid", tier=2)]
    made = seed(house.book, infos, NOON)
    assert [(one.collector_id, one.state) for one in made] == [("chain", State.DRAFT)]
    assert seed(house.book, infos, NOON + 1) == []
    assert house.collector.state is State.ACTIVE


def test_a_post_that_was_taken_back_takes_the_words_of_its_score_with_it() -> None:
    house, told = House(), post("a")
    house.run(Told([Page([told])]))
    score = enriched(told, NOON, {"BTC": 0.5})
    house.records.write([score])
    house.run(Told([Page([post("a", words="", deleted=True, known_at=NOON + 5 * MINUTE_MS)])]))
    (bare,) = house.records.wordings(score.record_id)
    assert "said so" not in repr(bare)
