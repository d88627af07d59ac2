"""Asks the model which parameter sets to try next."""

from typing import Any

from omc.wiring.search_proposals import SearchInput, propose


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{search_id} -> {search_id, done, shard}; shard: the round to run, null when all are done."""
    search_id = SearchInput.model_validate(event).search_id
    shard = propose(search_id)
    return {"search_id": search_id, "done": shard is None, "shard": shard}
