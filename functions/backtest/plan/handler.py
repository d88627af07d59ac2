"""Checks that there is something to run and where the held-out part begins."""

from dataclasses import asdict
from typing import Any

from omc.wiring.backtest import StepInput, steps


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{run_id} -> {run_id, bars, split, first_ts, last_ts}."""
    run_id = StepInput.model_validate(event).run_id
    return {"run_id": run_id, **asdict(steps().plan(run_id))}
