"""Checks every state machine: JSON, JSONata only, each state defined and reachable, each task guarded."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "statemachines"
TERMINAL = {"Succeed", "Fail"}


def problems(definition: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one machine or nested processor, a sentence each."""
    states: dict[str, Any] = definition.get("States", {})
    start = definition.get("StartAt")
    if start not in states:
        yield f"StartAt names {start!r}, which is not a state"
    for name, state in states.items():
        yield from _state_problems(name, state, states)
    for name in sorted(set(states) - set(_reachable(start, states))):
        yield f"{name}: no path leads here"


def _state_problems(name: str, state: dict[str, Any], states: dict[str, Any]) -> Iterator[str]:
    for target in _targets(state):
        if target not in states:
            yield f"{name}: goes on to {target!r}, which is not a state"
    if state["Type"] not in TERMINAL | {"Choice"} and not state.get("End") and "Next" not in state:
        yield f"{name}: neither Next nor End"
    if state["Type"] == "Task":
        yield from (f"{name}: a task without {part}" for part in ("Retry", "Catch") if not state.get(part))
    for part in ("Parameters", "InputPath", "OutputPath", "ResultPath", "ResultSelector"):
        if part in state:
            yield f"{name}: {part} belongs to JSONPath; this house writes JSONata"
    if "ItemProcessor" in state:
        yield from problems(state["ItemProcessor"])


def _targets(state: dict[str, Any]) -> list[str]:
    found = [state[key] for key in ("Next", "Default") if key in state]
    found += [choice["Next"] for choice in state.get("Choices", [])]
    return found + [catch["Next"] for catch in state.get("Catch", [])]


def _reachable(start: str | None, states: dict[str, Any]) -> set[str]:
    seen: set[str] = set()
    ahead = [start] if start in states else []
    while ahead:
        name = ahead.pop()
        if name is None or name in seen:
            continue
        seen.add(name)
        ahead += [target for target in _targets(states[name]) if target in states]
    return seen


def main() -> int:
    found = 0
    for path in sorted(FOLDER.glob("*.asl.json")):
        definition = json.loads(path.read_text())
        complaints = list(problems(definition))
        if definition.get("QueryLanguage") != "JSONata":
            complaints.append("QueryLanguage is not JSONata")
        for complaint in complaints:
            sys.stdout.write(f"{path.name}: {complaint}\n")
        found += len(complaints)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
