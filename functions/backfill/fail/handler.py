"""Ends a backfill whose step gave up, and says why."""

from typing import Any

from omc.wiring.backfills import FailedBackfill, requests


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{backfill_id, error, cause} -> {backfill_id}; one that has ended stays as it ended."""
    failed = FailedBackfill.model_validate(event)
    requests().fail(failed.backfill_id, failed.words())
    return {"backfill_id": failed.backfill_id}
