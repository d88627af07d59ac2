"""Optimisations: which parameters did best, and how much of that is luck."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.contracts.http.common import Page
from omc.contracts.http.searches import (
    EstimateOut,
    HeatMapOut,
    OptimisationDetail,
    OptimisationIn,
    OptimisationOut,
    ResultRow,
    SearchStarted,
)
from omc.kernel.ids import derived_id
from omc.wiring.http import (
    Limit,
    caller,
    decode_cursor,
    encode_cursor,
    idempotency_key,
    idempotent,
    repeatable,
    require,
)
from omc.wiring.search_results import estimate, heat_map, results, top_rows
from omc.wiring.searches import requests, searches
from omc.wiring.strategies import strategies

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]
_Top = Annotated[int, Query(ge=0, le=200, description="Best sets to show, 200 at most")]


@router.post("/v1/optimisations", status_code=202, middlewares=[idempotent])
def start_optimisation(body: OptimisationIn) -> SearchStarted:
    """Search for the parameters that do best.

    Runs the strategy's version under every set, some drawn by chance, or some a model picks. The newest part
    of the bars stays unseen. At most two searches of yours run at once (429).
    """
    person = caller(router)
    require(person, "trader")
    kept = strategies().version(person.owner_id, body.strategy_id, body.version)
    search_id = derived_id("opt", person.owner_id, idempotency_key(router))
    return SearchStarted.of(requests().start(search_id, body.request(person.owner_id, kept.spec)))


@router.post("/v1/optimisations/estimate", middlewares=[repeatable])
def estimate_optimisation(body: OptimisationIn) -> EstimateOut:
    """Say what a search would take; keeps nothing."""
    person = caller(router)
    kept = strategies().version(person.owner_id, body.strategy_id, body.version)
    return estimate(body.request(person.owner_id, kept.spec))


@router.get("/v1/optimisations")
def list_optimisations(cursor: str | None = None, limit: Limit = 50) -> Page[OptimisationOut]:
    """List your searches, newest first."""
    person = caller(router)
    position = decode_cursor(person, "optimisations", cursor)
    after = position["after"] if position else None
    found, then = searches().page(person.owner_id, "optimisation", after, limit)
    next_cursor = encode_cursor(person, "optimisations", None if then is None else {"after": then})
    return Page(items=[OptimisationOut.of(search) for search in found], next_cursor=next_cursor)


@router.get("/v1/optimisations/<search_id>")
def get_optimisation(search_id: str, top: _Top = 20) -> OptimisationDetail:
    """Show how far a search is, or what it came to, with its best sets."""
    search = requests().of(caller(router).owner_id, "optimisation", search_id)
    return top_rows(search, top)


@router.get("/v1/optimisations/<search_id>/results")
def list_optimisation_results(
    search_id: str, cursor: str | None = None, limit: Limit = 100
) -> Page[ResultRow]:
    """List every set tried, best first; those that are not ranked come last."""
    person, listing = caller(router), f"results:{search_id}"
    search = requests().of(person.owner_id, "optimisation", search_id)
    position = decode_cursor(person, listing, cursor)
    items, after = results(search, int(position["after"]) if position else 0, limit)
    next_cursor = encode_cursor(person, listing, None if after is None else {"after": str(after)})
    return Page(items=items, next_cursor=next_cursor)


@router.get("/v1/optimisations/<search_id>/heatmap")
def get_optimisation_heat_map(search_id: str, x: str | None = None, y: str | None = None) -> HeatMapOut:
    """Draw the figure searched by over two parameters, the others as in the best set.

    Without a choice: the first two parameters searched over.
    """
    return heat_map(requests().of(caller(router).owner_id, "optimisation", search_id), x, y)


@router.post("/v1/optimisations/<search_id>/cancel", middlewares=[idempotent])
def cancel_optimisation(search_id: str) -> OptimisationOut:
    """Call a search off.

    One that has ended stays as it ended.
    """
    person = caller(router)
    require(person, "trader")
    return OptimisationOut.of(requests().cancel(person.owner_id, "optimisation", search_id))


@router.post("/v1/optimisations/<search_id>/resume", status_code=202, middlewares=[idempotent])
def resume_optimisation(search_id: str) -> SearchStarted:
    """Take a failed search up where it stopped; what is kept is not run again."""
    person = caller(router)
    require(person, "trader")
    return SearchStarted.of(requests().resume(person.owner_id, "optimisation", search_id))
