"""Cuts a backfill into pages and says which are not kept yet."""

from typing import Any

from omc.wiring.backfill_ends import BackfillInput, clock, planning


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{backfill_id} -> {backfill_id, items: [{backfill_id, page}]}."""
    backfill_id = BackfillInput.model_validate(event).backfill_id
    left = planning().plan(backfill_id, clock.now())
    return {
        "backfill_id": backfill_id,
        "items": [{"backfill_id": backfill_id, "page": page} for page in left],
    }
