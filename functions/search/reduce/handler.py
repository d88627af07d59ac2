"""Ranks what a search found, and completes it."""

from typing import Any

from omc.wiring.search_steps import SearchInput, steps


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{search_id} -> {search_id, state}."""
    search = steps().reduce(SearchInput.model_validate(event).search_id)
    return {"search_id": search.search_id, "state": search.state.value}
