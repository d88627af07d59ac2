"""The search's machine, walked by the emulator's own interpreter with steps of our choosing."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from ministack.services import stepfunctions as interpreter

from tests.unit.statemachines.walking import Calls, Failed, Step, names, walker

ID = "opt-1"


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Calls]:
    """Runs the machine; gives the steps called with what they were told."""
    arn = "arn:aws:states:us-east-1:000000000000:stateMachine:omc-test-search"
    told = {"search_id": ID}
    return walker(
        monkeypatch, "search.asl.json", ("Plan", "Shard", "Propose", "Reduce", "Fail"), told,
        execution={"name": ID, "stateMachineArn": arn}, context={"Input": told},
    )  # fmt: skip


def planned(mode: str, shards: int = 0) -> Step:
    items = [{"search_id": ID, "shard": number} for number in range(shards)]
    return lambda _: {"search_id": ID, "mode": mode, "items": items}


def raising(error: str, times: int = 99) -> Step:
    """Fails so often for each different thing it is told."""
    seen: Counter[str] = Counter()

    def step(given: dict[str, Any]) -> Any:
        seen[str(given)] += 1
        if seen[str(given)] <= times:
            raise interpreter._ExecutionError(error, json.dumps({"errorMessage": "it broke"}))
        return given

    return step


def test_a_small_search_is_done_by_one_machine(walk: Any) -> None:
    calls = walk(plan=planned("one", 1))
    assert names(calls) == ["plan", "shard", "reduce"]
    assert calls[1][1] == {"search_id": ID, "shard": 0}
    assert calls[2][1] == {"search_id": ID}


def test_a_large_search_hands_every_shard_out_once(walk: Any) -> None:
    calls = walk(plan=planned("many", 7))
    assert Counter(names(calls)) == {"plan": 1, "shard": 7, "reduce": 1}
    assert sorted(told["shard"] for name, told in calls if name == "shard") == list(range(7))
    assert names(calls)[-1] == "reduce"


def test_every_shard_that_is_killed_once_is_run_again(walk: Any) -> None:
    calls = walk(plan=planned("many", 5), shard=raising("Runtime.ExitError", times=1))
    assert Counter(names(calls)) == {"plan": 1, "shard": 10, "reduce": 1}


def test_a_model_is_asked_until_it_is_done(walk: Any) -> None:
    asked = iter([0, 1, 2, None])

    def propose(_: dict[str, Any]) -> dict[str, Any]:
        shard = next(asked)
        return {"search_id": ID, "done": shard is None, "shard": shard}

    calls = walk(plan=planned("rounds"), propose=propose)
    rounds = ["propose", "shard"] * 3
    assert names(calls) == ["plan", *rounds, "propose", "reduce"]
    assert [told["shard"] for name, told in calls if name == "shard"] == [0, 1, 2]


@pytest.mark.parametrize("mode", ["one", "many"])
def test_a_shard_that_gives_up_marks_the_search_with_its_reason(walk: Any, mode: str) -> None:
    told: list[dict[str, Any]] = []
    with pytest.raises(Failed):
        walk(plan=planned(mode, 1), shard=raising("InvalidInput"), fail=told.append)
    assert told[0] == {"search_id": ID, "error": "InvalidInput", "cause": '{"errorMessage": "it broke"}'}


def test_a_plan_that_gives_up_fails_the_execution(walk: Any) -> None:
    with pytest.raises(Failed, match="InvalidInput"):
        walk(plan=raising("InvalidInput"), fail=lambda given: given)


@pytest.mark.parametrize("mode", ["one", "many"])
def test_a_search_called_off_ends_quietly(walk: Any, mode: str) -> None:
    calls = walk(plan=planned(mode, 2), shard=raising("SearchEnded"), reduce=raising("SearchEnded"))
    assert "fail" not in names(calls)


def test_a_busy_table_is_tried_again(walk: Any) -> None:
    calls = walk(plan=planned("one", 1), reduce=raising("Transient", times=2))
    assert names(calls) == ["plan", "shard", "reduce", "reduce", "reduce"]
