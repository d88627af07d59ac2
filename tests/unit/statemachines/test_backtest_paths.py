"""The backtest's machine, walked by the emulator's own interpreter with steps of our choosing."""

import json
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from ministack.services import stepfunctions as interpreter

from tests.unit.statemachines.walking import Calls, Failed, Step, names, walker

MACHINE = Path(__file__).parents[3] / "statemachines" / "backtest.asl.json"
JUDGED = {"run_id": "bt-1", "verdict": "PASS", "auto_promote": True, "approval": "auto"}


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Calls]:
    """Runs the machine; gives the steps called with what they were told."""
    told = {"run_id": "bt-1"}
    return walker(
        monkeypatch, "backtest.asl.json", ("Plan", "Run", "Judge", "Promote", "Ask", "Fail"), told,
        execution={"name": "bt-1"}, context={},
    )  # fmt: skip


def judged(**changes: Any) -> Step:
    return lambda _: JUDGED | changes


def raising(error: str, times: int = 99) -> Step:
    left = [times]

    def step(given: dict[str, Any]) -> Any:
        if left[0] > 0:
            left[0] -= 1
            raise interpreter._ExecutionError(error, json.dumps({"errorMessage": "it broke"}))
        return given

    return step


def answering(decision: str) -> Step:
    """An ask that is answered while it is being left."""

    def step(given: dict[str, Any]) -> Any:
        waiting = interpreter._task_tokens[given["task_token"]]
        waiting["result"] = json.dumps({"decision": decision})
        waiting["event"].set()

    return step


def test_a_pass_is_promoted_without_a_person(walk: Any) -> None:
    calls = walk(judge=judged())

    assert names(calls) == ["plan", "run", "judge", "promote"]
    assert all(told == {"run_id": "bt-1"} for _, told in calls)


@pytest.mark.parametrize("step", ["plan", "run", "judge"])
def test_a_step_that_died_is_repeated_twice(walk: Any, step: str) -> None:
    die = raising("Sandbox.Timedout", 2)
    calls = walk(**{"judge": judged(), step: lambda given: die(given) and JUDGED})
    assert [name for name, _ in groupby(names(calls))] == ["plan", "run", "judge", "promote"]
    assert names(calls).count(step) == 3


def test_a_step_that_dies_a_third_time_ends_the_run_saying_so(walk: Any) -> None:
    told: list[dict[str, Any]] = []
    with pytest.raises(Failed):
        walk(run=raising("Sandbox.Timedout", 3), judge=judged(), fail=told.append)
    assert [one["error"] for one in told] == ["Sandbox.Timedout"]


@pytest.mark.parametrize("changes", [{"auto_promote": False}, {"verdict": "REJECT"}])
def test_what_was_rejected_or_not_to_be_promoted_ends_with_its_card(walk: Any, changes: Any) -> None:
    assert names(walk(judge=judged(**changes))) == ["plan", "run", "judge"]


@pytest.mark.parametrize("changes", [{"approval": "ask"}, {"verdict": "CONDITIONAL_PASS"}])
def test_a_person_is_asked_and_the_machine_follows_the_answer(walk: Any, changes: Any) -> None:
    calls = walk(judge=judged(**changes), ask=answering("approve"))

    assert names(calls) == ["plan", "run", "judge", "ask", "promote"]
    assert set(calls[3][1]) == {"run_id", "task_token"}


def test_a_no_ends_without_promotion(walk: Any) -> None:
    calls = walk(judge=judged(approval="ask"), ask=answering("reject"))

    assert names(calls) == ["plan", "run", "judge", "ask"]


def test_a_step_that_gives_up_marks_the_run_and_fails_the_execution(walk: Any) -> None:
    with pytest.raises(Failed, match="InvalidInput"):
        walk(plan=raising("InvalidInput"), fail=lambda given: given)


def test_who_marks_the_run_is_told_what_broke(walk: Any) -> None:
    told: list[dict[str, Any]] = []
    with pytest.raises(Failed):
        walk(run=raising("ValueError"), fail=told.append)

    assert told == [{"run_id": "bt-1", "error": "ValueError", "cause": '{"errorMessage": "it broke"}'}]


def test_a_promotion_that_gives_up_is_told_within_five_minutes(walk: Any) -> None:
    told: list[dict[str, Any]] = []
    with pytest.raises(Failed):
        walk(judge=judged(), promote=raising("Transient"), fail=told.append)
    assert told[0]["error"] == "Transient"

    state = json.loads(MACHINE.read_text())["States"]["Promote"]
    retry = state["Retry"][0]
    tries, pause = retry["MaxAttempts"], retry["IntervalSeconds"]
    pauses = sum(min(pause * retry["BackoffRate"] ** at, retry["MaxDelaySeconds"]) for at in range(tries))
    assert (tries + 1) * state["TimeoutSeconds"] + pauses < 5 * 60


def test_a_busy_table_is_tried_again(walk: Any) -> None:
    calls = walk(plan=raising("Transient", times=2), judge=judged())

    assert names(calls) == ["plan", "plan", "plan", "run", "judge", "promote"]


def test_a_cancelled_run_ends_quietly(walk: Any) -> None:
    assert names(walk(run=raising("RunCancelled"))) == ["plan", "run"]
