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


def definitions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every machine, and what a map runs for each of its items."""
    for path in FILES:
        loaded: dict[str, Any] = json.loads(path.read_text())
        yield path.name, loaded
        for name, state in loaded["States"].items():
            if "ItemProcessor" in state:
                inner = {"QueryLanguage": loaded["QueryLanguage"], **state["ItemProcessor"]}
                yield f"{path.name}/{name}", inner


@pytest.fixture(params=[pytest.param(machine, id=name) for name, machine in definitions()])
def machine(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = request.param
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
        assert state["Type"] in ENDS or state.get("End") or any(followers(state)), name


def test_every_task_retries_what_passes_and_catches_what_does_not(machine: dict[str, Any]) -> None:
    for name, state in machine["States"].items():
        if state["Type"] != "Task":
            continue
        assert state["TimeoutSeconds"] > 0, name
        for retry in state["Retry"]:
            assert "States.ALL" not in retry["ErrorEquals"], f"{name} retries by name"
            assert (retry["JitterStrategy"], retry["BackoffRate"] > 1) == ("FULL", True), name
        assert {"Transient", "Lambda.TooManyRequestsException"} <= set(state["Retry"][0]["ErrorEquals"]), name
        assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name


def test_what_follows_is_decided_in_jsonata(machine: dict[str, Any]) -> None:
    assert machine["QueryLanguage"] == "JSONata"
    text = json.dumps(machine)
    assert not re.search(r'"(InputPath|OutputPath|ResultPath|Parameters|ResultSelector|Variable)"', text)
    for state in machine["States"].values():
        for choice in state.get("Choices", ()):
            assert re.fullmatch(r"{% .+ %}", choice["Condition"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_step_has_its_handler(path: Path) -> None:
    functions = Path(__file__).resolve().parents[3] / "functions" / path.name.partition(".")[0]
    for name in re.findall(r"\${(\w+)FunctionArn}", path.read_text()):
        assert (functions / name.lower() / "handler.py").is_file()
