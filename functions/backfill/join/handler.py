"""Keeps the bars of every page of a backfill as history."""

from typing import Any

from omc.wiring.backfill_ends import BackfillInput, joined


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{backfill_id} -> {backfill_id, stored}; joining again stores nothing new."""
    done = joined(BackfillInput.model_validate(event).backfill_id)
    return {"backfill_id": done.backfill_id, "stored": done.stored}
