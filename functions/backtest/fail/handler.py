"""Ends a run whose step gave up, and says why."""

from typing import Any

from omc.wiring.promotions import FailInput, requests


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{run_id, error, cause} -> {run_id}; a run that has ended stays as it ended."""
    failed = FailInput.model_validate(event)
    requests().fail(failed.run_id, failed.words())
    return {"run_id": failed.run_id}
