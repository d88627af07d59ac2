"""A search as an item of the `lab` table, and back."""

import json
from typing import Any

from omc.adapters.dynamodb.client import Item, integer
from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.model import Search, SearchPhase, SearchPlan
from omc.contracts.search import SearchDocument
from omc.kernel.instants import DAY_MS

# As long as the results in the lake are.
_KEPT_MS = 90 * DAY_MS


def key(search_id: str) -> tuple[str, str]:
    return f"SEARCH#{search_id}", "SEARCH"


def item_of(search: Search) -> dict[str, Any]:
    """Without the set of done shards: an empty set is no value of DynamoDB."""
    pk, sk = key(search.search_id)
    request = search.request
    return {
        "pk": pk,
        "sk": sk,
        "gsi1pk": f"SEARCHES#{request.kind}#{request.owner_id}",
        "gsi1sk": f"{search.created_at:013}#{search.search_id}",
        "search_id": search.search_id,
        "owner_id": request.owner_id,
        "created_at": search.created_at,
        "ttl": (search.created_at + _KEPT_MS) // 1000,
        "state": search.state.value,
        "phase": search.phase.value,
        "attempt": search.attempt,
        "plan": None if search.plan is None else json.dumps(vars(search.plan)),
        "request": SearchDocument.of(request).model_dump_json(),
        "summary": json.dumps(search.summary),
        "error": search.error,
    }


def search_of(item: Item) -> Search:
    plan = item["plan"]
    return Search(
        search_id=item["search_id"],
        request=SearchDocument.model_validate_json(item["request"]).request(item["owner_id"]),
        created_at=integer(item, "created_at"),
        state=RunState(item["state"]),
        phase=SearchPhase(item["phase"]),
        attempt=integer(item, "attempt"),
        plan=None if plan is None else SearchPlan(**json.loads(plan)),
        done_shards=frozenset(int(shard) for shard in item.get("done_shards", ())),
        summary=json.loads(item["summary"]),
        error=item["error"],
    )


def progress_of(search: Search) -> dict[str, Any]:
    """What watchers are told."""
    plan = search.plan
    return {
        "search_id": search.search_id,
        "kind": search.request.kind,
        "state": search.state.value,
        "phase": search.phase.value,
        "done": search.done,
        "total": plan.combinations if plan else 0,
        "shards_done": len(search.done_shards),
        "shards": plan.shards if plan else 0,
    }
