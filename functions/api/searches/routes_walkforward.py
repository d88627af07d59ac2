"""Walk-forwards: parameters tuned again in every window, judged on the next."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from omc.contracts.http.common import Page
from omc.contracts.http.searches import EstimateOut, SearchStarted
from omc.contracts.http.walkforward import ChainOut, WalkforwardDetail, WalkforwardIn, WalkforwardOut
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
from omc.wiring.search_results import chain, estimate, walked
from omc.wiring.searches import requests, searches
from omc.wiring.strategies import strategies

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.post("/v1/walkforward", status_code=202, middlewares=[idempotent])
def start_walkforward(body: WalkforwardIn) -> SearchStarted:
    """Tune a strategy in every train window and judge it on the test window after it.

    Five folds or more are wanted (400 says how many the bars give). At most two searches of yours run at
    once (429).
    """
    person = caller(router)
    require(person, "trader")
    kept = strategies().version(person.owner_id, body.strategy_id, body.version)
    search_id = derived_id("wf", person.owner_id, idempotency_key(router))
    return SearchStarted.of(requests().start(search_id, body.request(person.owner_id, kept.spec)))


@router.post("/v1/walkforward/estimate", middlewares=[repeatable])
def estimate_walkforward(body: WalkforwardIn) -> EstimateOut:
    """Say what a walk-forward would take; keeps nothing."""
    person = caller(router)
    kept = strategies().version(person.owner_id, body.strategy_id, body.version)
    return estimate(body.request(person.owner_id, kept.spec))


@router.get("/v1/walkforward")
def list_walkforwards(cursor: str | None = None, limit: Limit = 50) -> Page[WalkforwardOut]:
    """List your walk-forwards, newest first."""
    person = caller(router)
    position = decode_cursor(person, "walkforward", cursor)
    after = position["after"] if position else None
    found, then = searches().page(person.owner_id, "walkforward", after, limit)
    next_cursor = encode_cursor(person, "walkforward", None if then is None else {"after": then})
    return Page(items=[WalkforwardOut.of(search) for search in found], next_cursor=next_cursor)


@router.get("/v1/walkforward/<search_id>")
def get_walkforward(search_id: str) -> WalkforwardDetail:
    """Show how far a walk-forward is, or its folds and what they come to."""
    return walked(requests().of(caller(router).owner_id, "walkforward", search_id))


@router.get("/v1/walkforward/<search_id>/equity")
def get_walkforward_equity(search_id: str) -> ChainOut:
    """Draw the out-of-sample equity: the test windows one after the other."""
    return chain(requests().of(caller(router).owner_id, "walkforward", search_id))


@router.post("/v1/walkforward/<search_id>/cancel", middlewares=[idempotent])
def cancel_walkforward(search_id: str) -> WalkforwardOut:
    """Call a walk-forward off.

    One that has ended stays as it ended.
    """
    person = caller(router)
    require(person, "trader")
    return WalkforwardOut.of(requests().cancel(person.owner_id, "walkforward", search_id))


@router.post("/v1/walkforward/<search_id>/resume", status_code=202, middlewares=[idempotent])
def resume_walkforward(search_id: str) -> SearchStarted:
    """Take a failed walk-forward up where it stopped; folds that are kept are not run again."""
    person = caller(router)
    require(person, "trader")
    return SearchStarted.of(requests().resume(person.owner_id, "walkforward", search_id))
