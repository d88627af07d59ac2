"""Runs a shard of a search: some parameter sets, or one fold of a walk-forward."""

from typing import Any

from omc.wiring.search_steps import ShardInput, fault, steps


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{search_id, shard} -> {search_id, shard}; a shard whose result is kept is not run again."""
    asked = ShardInput.model_validate(event)
    steps().shard(asked.search_id, asked.shard, fault(asked))
    return {"search_id": asked.search_id, "shard": asked.shard}
