"""Promotions on the wire: asked for by a trader, decided by a reviewer."""

from typing import Literal

from pydantic import Field

from omc.backtest.service.promotions import Promotion, PromotionState
from omc.backtest.service.runs import Target
from omc.contracts.backtest import Capital, LimitsModel
from omc.contracts.http.cards import GateOut, ReportCardOut
from omc.contracts.http.common import DecimalString, Instant, Wire


class PromotionIn(Wire):
    run_id: str = Field(min_length=1, max_length=80)
    target: Target
    capital: Capital = Field(description="Quote currency the algorithm trades with")
    limits: LimitsModel | None = Field(default=None, description="Those of the run if left out")
    note: str = Field(default="", max_length=1000)


class DecisionIn(Wire):
    decision: Literal["approve", "reject"]
    reason: str = Field(min_length=1, max_length=1000, description="Kept with the promotion")


class PromotionOut(Wire):
    promotion_id: str
    run_id: str
    strategy_id: str
    version: int
    target: Target
    capital: DecimalString
    limits: LimitsModel
    verdict: str
    state: PromotionState
    note: str
    created_at: Instant
    decided_by: str | None = Field(description="A person, or the gates")
    decided_at: Instant | None
    reason: str | None
    algorithm_id: str | None = Field(description="The algorithm on the Floor, once deployed")

    @classmethod
    def of(cls, promotion: Promotion) -> "PromotionOut":
        plain = {name: value for name, value in vars(promotion).items() if name in cls.model_fields}
        return cls.model_validate({**plain, "limits": LimitsModel.of(promotion.limits)})


class ReviewOut(PromotionOut):
    """A promotion that waits for a person, as reviewers see it."""

    asked_by: str = Field(description="The person whose strategy it is")
    yours: bool = Field(description="You asked for it yourself, so that another has to approve it")

    @classmethod
    def for_person(cls, promotion: Promotion, person: str) -> "ReviewOut":
        shown = vars(PromotionOut.of(promotion))
        return cls(**shown, asked_by=promotion.owner_id, yours=promotion.owner_id == person)


class ReviewDetail(Wire):
    """What a reviewer decides on: the promotion, the card as it stands now, and what would be excused."""

    promotion: ReviewOut
    card: ReportCardOut
    missed: list[GateOut] = Field(description="Gates up to the paper tier that are not passed; empty: none")
    needs_reason: bool = Field(description="Approving excuses soft gates, which needs a written reason")
    may_approve: bool = Field(description="False: yours, or a hard gate is missed, which has no exception")
    why_not: str | None = Field(description="Why it may not be approved")
