"""Promotions: from a report card to the Floor."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from omc.backtest.service.promoting import promotion_of
from omc.contracts.http.common import Page
from omc.contracts.http.promotions import DecisionIn, PromotionIn, PromotionOut, ReviewDetail, ReviewOut
from omc.wiring.http import Limit, caller, decode_cursor, encode_cursor, idempotent, require
from omc.wiring.promotions import clock, promoting, promotions, requests
from omc.wiring.reviews import review_detail

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.post("/v1/promotions", status_code=201, middlewares=[idempotent])
def create_promotion(body: PromotionIn) -> PromotionOut:
    """Ask for a run's strategy to trade on the Floor.

    What passed its gates is deployed at once; what passed conditionally waits for a reviewer. One
    promotion for each run and target.
    """
    person = caller(router)
    require(person, "trader")
    run = requests().of(person.owner_id, body.run_id)
    limits = body.limits.domain() if body.limits else run.request.settings.limits
    asked = promotion_of(run, body.target, body.capital, limits, body.note, clock.now())
    return PromotionOut.of(promoting().request(asked))


@router.get("/v1/promotions")
def list_promotions(cursor: str | None = None, limit: Limit = 50) -> Page[PromotionOut]:
    """List your promotions, newest first."""
    person = caller(router)
    position = decode_cursor(person, "promotions", cursor)
    found, after = promotions().page(person.owner_id, position["after"] if position else None, limit)
    next_cursor = encode_cursor(person, "promotions", None if after is None else {"after": after})
    return Page(items=[PromotionOut.of(promotion) for promotion in found], next_cursor=next_cursor)


@router.get("/v1/promotions/<promotion_id>")
def get_promotion(promotion_id: str) -> PromotionOut:
    """Show a promotion of yours; a reviewer sees anybody's that waits."""
    person = caller(router)
    look = promoting().for_review if person.may("reviewer") else promoting().of
    return PromotionOut.of(look(person.owner_id, promotion_id))


@router.post("/v1/promotions/<promotion_id>/decide", middlewares=[idempotent])
def decide_promotion(promotion_id: str, body: DecisionIn) -> PromotionOut:
    """Approve or reject a waiting promotion, with a reason."""
    person = caller(router)
    require(person, "reviewer")
    promotion = promoting().for_review(person.owner_id, promotion_id)
    decided = promoting().decide(promotion, body.decision == "approve", person.owner_id, body.reason)
    return PromotionOut.of(decided)


@router.get("/v1/reviews")
def list_reviews(cursor: str | None = None, limit: Limit = 50) -> Page[ReviewOut]:
    """List all promotions that wait for a reviewer, whoever asked, the longest waiting first."""
    person = caller(router)
    require(person, "reviewer")
    position = decode_cursor(person, "reviews", cursor)
    found, after = promotions().waiting(position["after"] if position else None, limit)
    next_cursor = encode_cursor(person, "reviews", None if after is None else {"after": after})
    items = [ReviewOut.for_person(promotion, person.owner_id) for promotion in found]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/v1/reviews/<promotion_id>")
def get_review(promotion_id: str) -> ReviewDetail:
    """Show what a reviewer decides on: the promotion and its card as it stands now."""
    person = caller(router)
    require(person, "reviewer")
    return review_detail(person.owner_id, promotion_id)
