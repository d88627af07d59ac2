"""A state machine walked by the emulator's own interpreter, with steps of our choosing."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from ministack.services import stepfunctions as interpreter

FOLDER = Path(__file__).resolve().parents[3] / "statemachines"

Step = Callable[[dict[str, Any]], Any]
Calls = list[tuple[str, dict[str, Any]]]


class Failed(Exception):
    """The execution failed: (error, cause)."""


def walker(
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    functions: Sequence[str],
    told: dict[str, Any],
    execution: dict[str, Any],
    context: dict[str, Any],
) -> Callable[..., Calls]:
    """Runs the machine of `file`; gives the steps called with what they were told.

    functions: its steps. told: the execution's input. context: further facts of the execution.
    """
    calls: Calls = []
    steps: dict[str, Step] = {}

    def call(reference: str, payload: dict[str, Any]) -> Any:
        name = reference.rpartition("-")[2].lower()
        calls.append((name, payload))
        return steps[name](payload) if name in steps else payload

    monkeypatch.setattr(interpreter, "_call_lambda", call)
    monkeypatch.setattr(interpreter, "_resolve_lambda_function_ref", lambda ref, **_: ref)
    monkeypatch.setattr(interpreter, "_scaled_sleep", lambda _: None)

    def run(**given: Step) -> Calls:
        steps.update(given)
        text = (FOLDER / file).read_text()
        for name in functions:
            text = text.replace(f"${{{name}FunctionArn}}", f"function-{name}")
        machine = json.loads(text)
        here = {"events": [], "executionArn": "arn", **execution}
        ctx = {"QueryLanguage": "JSONata", "Execution": {"Id": "arn", **context}, "variables": {}}
        try:
            interpreter._run_sub_machine(machine["States"], machine["StartAt"], told, here, ctx)
        except interpreter._ExecutionError as error:
            raise Failed(error.error, error.cause) from None
        return calls

    return run


def names(calls: Calls) -> list[str]:
    """The steps called, in their order."""
    return [name for name, _ in calls]
