"""Cuts a search into shards and keeps the bars they work on."""

from dataclasses import asdict
from typing import Any

from omc.wiring.search_planning import SearchInput, planning


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{search_id} -> {search_id, mode, items: [{search_id, shard}]}."""
    return asdict(planning().plan(SearchInput.model_validate(event).search_id))
