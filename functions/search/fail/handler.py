"""Ends a search whose step gave up, and says why."""

from typing import Any

from omc.wiring.searches import FailedSearch, requests


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{search_id, error, cause} -> {search_id}; a search that has ended stays as it ended."""
    failed = FailedSearch.model_validate(event)
    requests().fail(failed.search_id, failed.words())
    return {"search_id": failed.search_id}
