"""What an admin may do with collectors, by the service alone: refusals by field, moves done twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from pydantic import SecretStr, model_validator

from omc.adapters.evidence import catalog
from omc.adapters.evidence.catalog import PluginSources
from omc.adapters.evidence.plugin import Plugin
from omc.adapters.evidence.registry import SOURCES
from omc.adapters.evidence.settings import SourceSettings
from omc.kernel.errors import Conflict, InvalidInput, NotFound
from omc.kernel.instants import HOUR_MS
from omc.ledgers.administration.service import Administration, Change
from omc.ledgers.collectors import Collector, Run, State, Status, Trigger
from omc.ledgers.sources import Checked
from tests.fakes.clock import FixedClock
from tests.fakes.evidence import NOON
from tests.fakes.ledgers import MemoryCollectors, MemorySchedules, MemorySecrets

REDDIT = {
    "client_id": "client-id",
    "client_secret": "very-hush",
    "user_agent": "linux:ohmycoins:1 (by /u/me)",
}


@dataclass
class Starter:
    """What was started, and what a test is to find."""

    works: bool = True
    started: list[tuple[str, str]] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    runners: list[str] = field(default_factory=list)

    def run(self, collector_id: str, run_id: str, runner: str) -> None:
        self.runners.append(runner)
        self.started.append((collector_id, run_id))

    def check(self, collector_id: str, runner: str) -> Checked:
        self.runners.append(runner)
        self.checked.append(collector_id)
        return Checked(self.works, "said so", 5)


@dataclass
class Watch:
    there: bool = False

    def ensure(self) -> None:
        self.there = True

    def remove(self) -> None:
        self.there = False


@dataclass
class House:
    book: MemoryCollectors = field(default_factory=MemoryCollectors)
    secrets: MemorySecrets = field(default_factory=MemorySecrets)
    schedules: MemorySchedules = field(default_factory=MemorySchedules)
    starter: Starter = field(default_factory=Starter)
    watch: Watch = field(default_factory=Watch)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))

    @property
    def admin(self) -> Administration:
        return Administration(
            self.book, self.secrets, self.schedules, self.watch, PluginSources(), self.starter, self.clock
        )

    def made(self, source: str = "fear_greed", **settings: Any) -> Collector:
        return self.admin.create("col-1", source, Change(settings=settings))


@pytest.fixture
def house() -> House:
    return House()


def fields_of(caught: pytest.ExceptionInfo[InvalidInput]) -> Mapping[str, str]:
    return {one.path: one.message for one in caught.value.fields}


def test_each_free_source_has_a_draft_from_the_beginning_and_no_schedule(house: House) -> None:
    found = house.admin.all()
    assert {one.state for one in found} == {State.DRAFT}
    assert {one.source for one in found} == set(SOURCES) - {"nansen", "newscatcher"}
    assert (house.schedules.kept, house.watch.there) == ({}, False)


def test_activation_makes_a_schedule_with_the_sources_own_leeway_and_the_watch(house: House) -> None:
    house.made()
    house.clock.instant += HOUR_MS
    done = house.admin.activate("col-1")
    assert (done.state, done.active_since) == (State.ACTIVE, NOON + HOUR_MS)
    assert house.schedules.kept == {"col-1": "rate(1 hour)"}
    assert house.schedules.leeway == {"col-1": 1}
    assert house.watch.there


@pytest.mark.parametrize(
    ("source", "schedule", "leeway"),
    [("coinmetrics", "cron(30 2 * * ? *)", 3), ("chain_heads", "rate(1 minute)", 0), ("snapshot", None, 0)],
)
def test_what_matters_less_may_start_later_unless_it_runs_too_often(
    house: House, source: str, schedule: str | None, leeway: int
) -> None:
    house.admin.create("col-1", source, Change(schedule=schedule))
    house.admin.activate("col-1")
    assert house.schedules.leeway == {"col-1": leeway}


def test_activation_is_refused_with_each_missing_field(house: House) -> None:
    house.made("reddit", client_id="client-id")
    with pytest.raises(InvalidInput) as caught:
        house.admin.activate("col-1")
    assert fields_of(caught) == {
        "body.settings.client_secret": "expected a value, got nothing",
        "body.settings.user_agent": "expected a value, got nothing",
    }
    assert house.schedules.kept == {}
    assert house.book.get("col-1").state is State.DRAFT


def test_a_secret_goes_into_the_box_and_nowhere_else(house: House) -> None:
    made = house.made("reddit", **REDDIT)
    assert dict(made.settings) == {"user_agent": REDDIT["user_agent"]}
    assert house.secrets.get("col-1") == {"client_id": "client-id", "client_secret": "very-hush"}
    assert house.admin.activate("col-1").state is State.ACTIVE
    changed = house.admin.change(
        "col-1", 2, Change(settings={"user_agent": "linux:other:1 (me)", "client_secret": ""})
    )
    assert house.secrets.get("col-1")["client_secret"] == "very-hush"
    assert dict(changed.settings) == {"user_agent": "linux:other:1 (me)"}
    house.admin.change("col-1", 3, Change(settings={**changed.settings, "client_secret": "new-hush"}))
    assert house.secrets.get("col-1") == {"client_id": "client-id", "client_secret": "new-hush"}


@pytest.mark.parametrize("wrong", ["hush", 12345678, ["hush-hush"]])
def test_a_wrong_secret_is_told_of_without_its_value(house: House, wrong: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        house.made("reddit", **{**REDDIT, "client_secret": wrong})
    assert set(fields_of(caught)) == {"body.settings.client_secret"}
    told = str(caught.value) + str(caught.value.fields)
    assert "hush" not in told
    assert "12345678" not in told


def test_a_wrong_setting_is_told_of_with_what_came(house: House) -> None:
    with pytest.raises(InvalidInput) as caught:
        house.made(history_days=0, typo=1)
    assert fields_of(caught) == {
        "body.settings.history_days": "expected greater than or equal to 1, got 0",
        "body.settings.typo": "expected no setting of this name",
    }


@pytest.mark.parametrize(
    "schedule", ["rate(0 minutes)", "daily", "cron(0 2 * * * *)", "cron(0 2 ? * ? *)", "rate(30 days)"]
)
def test_a_schedule_that_would_be_refused_later_is_refused_now(house: House, schedule: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        house.admin.create("col-1", "fear_greed", Change(schedule=schedule))
    assert set(fields_of(caught)) == {"body.schedule"}


def test_a_changed_schedule_of_an_active_collector_is_in_force_at_once(house: House) -> None:
    house.made()
    active = house.admin.activate("col-1")
    house.admin.change("col-1", active.edition, Change(schedule="rate(2 hours)"))
    assert house.schedules.kept == {"col-1": "rate(2 hours)"}
    own = house.admin.change("col-1", active.edition + 1, Change(schedule=""))
    assert (own.schedule, house.schedules.kept) == (None, {"col-1": "rate(1 hour)"})


def test_who_looked_at_an_older_version_must_look_again_but_runs_are_no_change(house: House) -> None:
    made = house.made()
    house.book.save(replace(made, last_run_at=NOON))
    house.admin.change("col-1", made.edition, Change(name="Mine"))
    with pytest.raises(Conflict, match="version"):
        house.admin.change("col-1", made.edition, Change(name="Theirs"))
    assert house.book.get("col-1").name == "Mine"


def test_settings_of_an_active_collector_must_stay_whole(house: House) -> None:
    house.made("reddit", **REDDIT)
    active = house.admin.activate("col-1")
    with pytest.raises(InvalidInput) as caught:
        house.admin.change("col-1", active.edition, Change(settings={}))
    assert set(fields_of(caught)) == {"body.settings.user_agent"}


def test_a_pause_removes_the_schedule_and_may_be_repeated(house: House) -> None:
    house.made()
    house.admin.activate("col-1")
    for _ in range(2):
        assert house.admin.pause("col-1").state is State.PAUSED
        assert house.schedules.kept == {}
    assert house.book.get("col-1").active_since is None


def test_activating_twice_heals_a_schedule_that_is_gone(house: House) -> None:
    house.made()
    first = house.admin.activate("col-1")
    house.schedules.kept.clear()
    assert house.admin.activate("col-1") == first
    assert house.schedules.kept == {"col-1": "rate(1 hour)"}


def test_what_is_retired_keeps_no_schedule_and_no_secret_and_stays_so(house: House) -> None:
    house.made("reddit", **REDDIT)
    house.admin.activate("col-1")
    for _ in range(2):
        assert house.admin.retire("col-1").state is State.RETIRED
    assert (house.schedules.kept, house.secrets.kept) == ({}, {})
    assert "col-1" not in {one.collector_id for one in house.admin.all()}
    for act in (house.admin.activate, house.admin.check, lambda name: house.admin.run(name, "run-1")):
        with pytest.raises(Conflict):
            act("col-1")


def test_a_test_that_passes_takes_up_what_failures_have_paused_and_no_other(house: House) -> None:
    made = house.made()
    house.admin.check("col-1")
    assert house.book.get("col-1").state is State.DRAFT
    since = house.admin.activate("col-1").active_since
    for number in range(5):
        run = Run("col-1", f"r{number}", "fear_greed", Trigger.SCHEDULE, Status.FAILED, NOON, NOON, "1")
        house.book.save(house.book.get("col-1").after(replace(run, error_text="down")))
    assert house.book.get("col-1").state is State.FAILED
    house.starter.works = False
    house.admin.check("col-1")
    assert house.book.get("col-1").state is State.FAILED
    house.starter.works = True
    house.admin.check("col-1")
    again = house.book.get("col-1")
    assert (again.state, again.failures, again.active_since) == (State.ACTIVE, 0, since)
    assert made.collector_id in house.schedules.kept


def test_run_now_starts_one_run_and_wants_whole_settings(house: House) -> None:
    house.made()
    house.admin.run("col-1", "run-7")
    assert house.starter.started == [("col-1", "run-7")]
    assert set(house.starter.runners) == {"ingest"}
    house.admin.create("col-2", "reddit", Change())
    with pytest.raises(InvalidInput):
        house.admin.run("col-2", "run-8")


def test_an_unknown_collector_or_source_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        house.admin.activate("nobody")
    with pytest.raises(NotFound):
        house.admin.create("col-1", "twitter", Change())


def test_creating_again_under_the_same_id_is_the_same_collector(house: House) -> None:
    first = house.made()
    house.admin.activate("col-1")
    assert house.made().state is State.ACTIVE
    assert first.created_at == house.book.get("col-1").created_at


class _Together(SourceSettings):
    token: SecretStr

    @model_validator(mode="after")
    def _never(self) -> "_Together":
        raise ValueError("expected settings that fit each other")


def test_settings_that_are_wrong_as_a_whole_are_not_told_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    info = replace(PluginSources().info("reddit"), settings_schema=_Together.model_json_schema())
    wrong: Plugin[Any] = Plugin(info, _Together, lambda settings, context: pytest.fail("opened"))
    with pytest.raises(InvalidInput) as caught:
        wrong.read({"token": "very-hush"})
    monkeypatch.setattr(catalog, "plugin", lambda _: wrong)
    (fault,) = PluginSources().faults("reddit", {"token": "very-hush"}, ())
    assert "fit each other" in fault.message
    assert "very-hush" not in repr((fault, str(caught.value), caught.value.fields))
