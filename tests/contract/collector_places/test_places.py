"""What each place that runs work with promises, in memory and in the cloud."""

from dataclasses import replace

import pytest

from omc.kernel.breakers import CLOSED, FAILURES
from omc.kernel.errors import Conflict, NotFound
from omc.kernel.instants import HOUR_MS, MINUTE_MS
from omc.ledgers.collectors import Collector, Run, State, Status, Trigger
from omc.ledgers.errors import QuotaSpent
from tests.contract.collector_places.conftest import Places
from tests.fakes.evidence import NOON


def collector(name: str = "index", **changes: object) -> Collector:
    told = Collector(name, "fear_greed", "Index", State.DRAFT, {"history_days": 3}, NOON, NOON, "1")
    return replace(told, **changes)  # type: ignore[arg-type]


def run(number: int = 0, **changes: object) -> Run:
    at = NOON + number * HOUR_MS
    told = Run("index", f"run-{number}", "fear_greed", Trigger.SCHEDULE, Status.SUCCEEDED, at, at + 5, "1")
    return replace(told, **changes)  # type: ignore[arg-type]


def test_a_collector_is_found_as_it_was_saved(places: Places) -> None:
    saved = places.book.save(collector(schedule="rate(1 hour)", last_error="oh", failures=2))
    assert saved == replace(collector(schedule="rate(1 hour)", last_error="oh", failures=2), version=1)
    assert places.book.get("index") == saved
    other = places.book.save(collector("another"))
    assert places.book.all() == [other, saved]


def test_who_knows_an_old_version_of_a_collector_must_read_again(places: Places) -> None:
    first = places.book.save(collector())
    places.book.save(replace(first, name="Changed"))
    for stale in (first, collector(), replace(first, version=7)):
        with pytest.raises(Conflict):
            places.book.save(replace(stale, name="Lost"))
    assert places.book.get("index").name == "Changed"


def test_an_unknown_collector_is_not_found(places: Places) -> None:
    with pytest.raises(NotFound):
        places.book.get("nobody")
    assert places.book.all() == []


def test_runs_are_told_newest_first_page_by_page_and_each_once(places: Places) -> None:
    for number in (2, 0, 1, 1):
        places.book.add_run(run(number))
    places.book.add_run(run(1, status=Status.FAILED))
    places.book.add_run(run(5, run_id="run-1"))
    places.book.add_run(run(9, collector_id="other"))
    assert [one.run_id for one in places.book.runs("index", 2)] == ["run-2", "run-1"]
    assert places.book.runs("index", 9, before=NOON + HOUR_MS) == [run(0)]
    assert places.book.runs("index", 9)[1] == run(1)
    assert places.book.runs("nobody", 9) == []


def test_a_run_is_found_as_it_was(places: Places) -> None:
    told = run(
        status=Status.PARTIAL, seen=9, new=4, error_class="source_down", error_text="x", notes=("a", "b")
    )
    places.book.add_run(told)
    assert places.book.runs("index", 1) == [told]


def test_what_a_source_keeps_is_its_own(places: Places) -> None:
    assert places.memory.get("seen") is None
    places.memory.put("seen", "1")
    places.memory.put("seen", "2")
    assert places.memory.get("seen") == "2"
    assert places.other_memory.get("seen") is None


def test_calls_are_counted_before_they_are_made_and_never_beyond_what_is_allowed(places: Places) -> None:
    assert places.quotas.left("news", "2024-03", 3) == 3
    assert [places.quotas.take("news", "2024-03", 3) for _ in range(3)] == [2, 1, 0]
    assert places.quotas.left("news", "2024-03", 3) == 0
    with pytest.raises(QuotaSpent):
        places.quotas.take("news", "2024-03", 3)
    assert places.quotas.take("news", "2024-04", 3) == 2
    assert places.quotas.take("other", "2024-03", 5, calls=4) == 1
    with pytest.raises(QuotaSpent):
        places.quotas.take("other", "2024-03", 5, calls=2)
    assert places.quotas.take("other", "2024-03", 5) == 0
    with pytest.raises(QuotaSpent):
        places.quotas.take("third", "2024-03", 5, calls=6)
    assert places.quotas.take("third", "2024-03", 5, calls=5) == 0
    places.quotas.give_back("third", "2024-03", 2)
    assert places.quotas.left("third", "2024-03", 5) == 2
    assert places.quotas.take("third", "2024-03", 5, calls=2) == 0


def test_a_hosts_breaker_is_kept_and_others_are_closed(places: Places) -> None:
    breaker = places.breakers.load("a.test")
    assert breaker == CLOSED
    for _ in range(FAILURES):
        breaker = breaker.failed(NOON)
        places.breakers.save("a.test", breaker)
    assert places.breakers.load("a.test") == breaker
    assert breaker.opened_at == NOON
    trial = breaker.asks_at(NOON + 5 * MINUTE_MS)
    assert trial is not None
    places.breakers.save("a.test", trial)
    assert places.breakers.load("a.test") == trial
    assert places.breakers.load("b.test") == CLOSED
    places.breakers.save("a.test", trial.succeeded())
    assert places.breakers.load("a.test") == CLOSED


def test_secrets_come_back_to_a_run_and_their_names_to_everybody(places: Places) -> None:
    places.secrets.put("index", {"token": "hush", "key": "quiet"})
    places.secrets.put("index", {"token": "hush-hush"})
    places.secrets.put("other", {"token": "loud"})
    assert places.secrets.get("index") == {"token": "hush-hush", "key": "quiet"}
    assert places.secrets.names("index") == ["key", "token"]
    places.secrets.forget("index")
    places.secrets.forget("index")
    assert places.secrets.get("index") == {}
    assert places.secrets.names("index") == []
    assert places.secrets.get("other") == {"token": "loud"}


def test_a_schedule_is_made_changed_and_removed_as_often_as_one_likes(places: Places) -> None:
    for expression in ("rate(1 hour)", "rate(1 hour)", "rate(2 hours)"):
        places.schedules.ensure("index", expression)
    places.schedules.remove("index")
    places.schedules.remove("index")
