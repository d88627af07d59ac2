"""Writes the report card and completes the run."""

from dataclasses import asdict
from typing import Any

from omc.wiring.backtest import StepInput, steps


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{run_id} -> {run_id, verdict, auto_promote, approval}."""
    return asdict(steps().judge(StepInput.model_validate(event).run_id))
