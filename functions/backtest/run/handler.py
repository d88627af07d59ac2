"""Runs the strategy over all, the first and the held-out bars, and keeps what it found."""

from typing import Any

from omc.wiring.backtest import StepInput, steps


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{run_id} -> {run_id, result_hash}."""
    run_id = StepInput.model_validate(event).run_id
    return {"run_id": run_id, "result_hash": steps().run(run_id)}
