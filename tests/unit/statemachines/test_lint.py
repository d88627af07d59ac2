"""What every state machine owes: valid JSON, no dead ends, a net under every task."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "statemachines"
FILES = sorted(FOLDER.glob("*.asl.json"))
ENDS = {"Succeed", "Fail"}


@pytest.fixture(params=FILES, ids=[path.name for path in FILES])
def machine(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(request.param.read_text())
    return loaded


def followers(state: dict[str, Any]) -> Iterator[str]:
    """Every state this one may go to."""
    for key in ("Next", "Default"):
        if key in state:
            yield state[key]
    for branch in (*state.get("Choices", ()), *state.get("Catch", ())):
        yield branch["Next"]


def test_there_is_a_machine_to_lint() -> None:
    assert FILES


def test_every_state_is_reached_and_every_next_exists(machine: dict[str, Any]) -> None:
    states = machine["States"]
    reached: set[str] = set()
    todo = [machine["StartAt"]]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo.extend(followers(states[name]))
    assert reached == set(states)


def test_every_path_ends(machine: dict[str, Any]) -> None:
    for name, state in machine["States"].items():
        assert state["Type"] in ENDS or any(followers(state)), name


def test_every_task_retries_what_passes_and_catches_what_does_not(machine: dict[str, Any]) -> None:
    for name, state in machine["States"].items():
        if state["Type"] != "Task":
            continue
        assert state["TimeoutSeconds"] > 0, name
        (retry,) = state["Retry"]
        assert "States.ALL" not in retry["ErrorEquals"], f"{name} retries by name"
        assert {"Transient", "Lambda.TooManyRequestsException"} <= set(retry["ErrorEquals"]), name
        assert (retry["JitterStrategy"], retry["BackoffRate"] > 1) == ("FULL", True), name
        assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name


def test_what_follows_is_decided_in_jsonata(machine: dict[str, Any]) -> None:
    assert machine["QueryLanguage"] == "JSONata"
    text = json.dumps(machine)
    assert not re.search(r'"(InputPath|OutputPath|ResultPath|Parameters|ResultSelector|Variable)"', text)
    for state in machine["States"].values():
        for choice in state.get("Choices", ()):
            assert re.fullmatch(r"{% .+ %}", choice["Condition"])


def test_every_step_has_its_handler(machine: dict[str, Any]) -> None:
    functions = Path(__file__).resolve().parents[3] / "functions" / "backtest"
    for name in re.findall(r"\${(\w+)FunctionArn}", json.dumps(machine)):
        assert (functions / name.lower() / "handler.py").is_file()
