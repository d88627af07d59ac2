"""The backfill's machine, walked by the emulator's own interpreter with steps of our choosing."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.statemachines.test_search_paths import raising
from tests.unit.statemachines.walking import Calls, Failed, Step, names, walker

ID = "bkf-1"


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Calls]:
    """Runs the machine; gives the steps called with what they were told."""
    arn = "arn:aws:states:us-east-1:000000000000:stateMachine:omc-test-backfill"
    told = {"backfill_id": ID}
    return walker(
        monkeypatch, "backfill.asl.json", ("Plan", "Page", "Join", "Fail"), told,
        execution={"name": ID, "stateMachineArn": arn}, context={"Input": told},
    )  # fmt: skip


def planned(pages: int) -> Step:
    items = [{"backfill_id": ID, "page": number} for number in range(pages)]
    return lambda _: {"backfill_id": ID, "items": items}


def test_every_page_is_handed_out_once_and_then_they_are_joined(walk: Any) -> None:
    calls = walk(plan=planned(7))
    assert Counter(names(calls)) == {"plan": 1, "page": 7, "join": 1}
    assert sorted(told["page"] for name, told in calls if name == "page") == list(range(7))
    assert calls[-1] == ("join", {"backfill_id": ID})


def test_a_backfill_whose_pages_are_all_kept_goes_on_to_joining(walk: Any) -> None:
    assert names(walk(plan=planned(0))) == ["plan", "join"]


def test_every_page_that_is_killed_once_is_fetched_again(walk: Any) -> None:
    calls = walk(plan=planned(5), page=raising("Runtime.ExitError", times=1))
    assert Counter(names(calls)) == {"plan": 1, "page": 10, "join": 1}


def test_a_venue_that_is_busy_with_others_is_waited_for(walk: Any) -> None:
    calls = walk(plan=planned(1), page=raising("VenueBusy", times=20))
    assert Counter(names(calls)) == {"plan": 1, "page": 21, "join": 1}


@pytest.mark.parametrize("step", ["plan", "page", "join"])
def test_a_step_that_gives_up_marks_the_backfill_with_its_reason(walk: Any, step: str) -> None:
    told: list[dict[str, Any]] = []
    steps = {"plan": planned(1), step: raising("InvalidInput")}
    with pytest.raises(Failed):
        walk(**steps, fail=told.append)
    assert told[0] == {"backfill_id": ID, "error": "InvalidInput", "cause": '{"errorMessage": "it broke"}'}


def test_a_backfill_that_ended_meanwhile_ends_quietly(walk: Any) -> None:
    calls = walk(plan=planned(2), page=raising("BackfillEnded"), join=lambda given: given)
    assert "fail" not in names(calls)
    assert "fail" not in names(walk(plan=raising("BackfillEnded")))
