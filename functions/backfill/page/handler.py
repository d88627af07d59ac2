"""Fetches one page of a backfill from its venue and keeps it."""

from typing import Any

from omc.wiring.backfill_steps import PageInput, around, fault, paging


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """{backfill_id, page} -> {page, bars}; a page that is kept is not fetched again."""
    asked = PageInput.model_validate(event)
    waits = around(int(context.get_remaining_time_in_millis()))
    bars = paging().page(asked.backfill_id, asked.page, waits, fault(asked))
    return {"page": asked.page, "bars": bars}
