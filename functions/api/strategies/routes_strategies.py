"""Strategies and their versions; templates; verdicts on specs."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from omc.contracts.http.common import Page
from omc.contracts.http.strategies import (
    SpecIn,
    SpecVerdict,
    StrategyDetail,
    StrategyOut,
    StrategyVersionOut,
    TemplateOut,
    VersionIn,
)
from omc.kernel.ids import derived_id
from omc.strategy.templates import TEMPLATES
from omc.wiring.http import Limit, caller, decode_cursor, encode_cursor, idempotency_key, idempotent, require
from omc.wiring.strategies import clock, strategies, valid_spec, verdict

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.get("/v1/strategy-templates")
def list_strategy_templates() -> Page[TemplateOut]:
    """List the strategies to start from."""
    caller(router)
    return Page(items=[TemplateOut.of(template) for template in TEMPLATES.values()])


@router.post("/v1/strategies/validate")
def validate_strategy(body: SpecIn) -> SpecVerdict:
    """Say what is wrong in a spec, or what it comes to.

    Answers 200 either way and keeps nothing.
    """
    caller(router)
    return verdict(body.spec)


@router.post("/v1/strategies", status_code=201, middlewares=[idempotent])
def create_strategy(body: SpecIn) -> StrategyVersionOut:
    """Keep a new strategy as its version 1."""
    person = caller(router)
    require(person, "trader")
    strategy_id = derived_id("strategy", person.owner_id, idempotency_key(router))
    return StrategyVersionOut.of(
        strategies().create(person.owner_id, strategy_id, valid_spec(body.spec), clock.now())
    )


@router.get("/v1/strategies")
def list_strategies(cursor: str | None = None, limit: Limit = 50) -> Page[StrategyOut]:
    """List your strategies, newest first."""
    person = caller(router)
    page = strategies().heads(person.owner_id, decode_cursor(person, "strategies", cursor), limit)
    after = encode_cursor(person, "strategies", page.position)
    return Page(items=[StrategyOut.of(head) for head in page.heads], next_cursor=after)


@router.get("/v1/strategies/<strategy_id>")
def get_strategy(strategy_id: str) -> StrategyDetail:
    """Show a strategy with its latest version."""
    person = caller(router)
    head = strategies().head(person.owner_id, strategy_id)
    latest = strategies().version(person.owner_id, strategy_id, head.latest_version)
    return StrategyDetail(strategy=StrategyOut.of(head), latest=StrategyVersionOut.of(latest))


@router.get("/v1/strategies/<strategy_id>/versions")
def list_strategy_versions(
    strategy_id: str, cursor: str | None = None, limit: Limit = 50
) -> Page[StrategyVersionOut]:
    """List a strategy's versions, newest first."""
    person, listing = caller(router), f"versions:{strategy_id}"
    page = strategies().versions(person.owner_id, strategy_id, decode_cursor(person, listing, cursor), limit)
    after = encode_cursor(person, listing, page.position)
    return Page(items=[StrategyVersionOut.of(kept) for kept in page.versions], next_cursor=after)


@router.post("/v1/strategies/<strategy_id>/versions", status_code=201, middlewares=[idempotent])
def create_strategy_version(strategy_id: str, body: VersionIn) -> StrategyVersionOut:
    """Keep an edited spec as the next version.

    A spec equal to the latest version is that version.
    """
    person = caller(router)
    require(person, "trader")
    added = strategies().add(person.owner_id, strategy_id, valid_spec(body.spec), clock.now(), body.based_on)
    return StrategyVersionOut.of(added)
