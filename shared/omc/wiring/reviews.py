"""What a reviewer is shown: a waiting promotion beside its card as it stands now."""

from omc.backtest.judging.gates import Outcome, Severity
from omc.backtest.judging.verdict import PAPER_TIER
from omc.backtest.service.promotions import SIMULATION, PromotionState
from omc.contracts.http.cards import GateOut, ReportCardOut
from omc.contracts.http.promotions import ReviewDetail, ReviewOut
from omc.kernel.errors import NotFound
from omc.wiring.promotions import promoting, review, runs

_OWN = "You asked for it yourself: another reviewer has to approve it."


def review_detail(person: str, promotion_id: str) -> ReviewDetail:
    """NotFound for what does not wait, or waits no more."""
    promotion = promoting().for_review(person, promotion_id)
    if promotion.state is not PromotionState.WAITING:
        raise NotFound(f"no promotion {promotion_id} waits for a review")
    card = ReportCardOut.of(review().standing(runs().get(promotion.run_id)))
    # Simulation is open to whatever ran: there is nothing to excuse.
    asked = () if promotion.target == SIMULATION else card.gates
    missed = [gate for gate in asked if gate.tier <= PAPER_TIER and gate.outcome != Outcome.PASS]
    why_not = _why_not(promotion.owner_id == person and promotion.target != SIMULATION, missed)
    return ReviewDetail(
        promotion=ReviewOut.for_person(promotion, person),
        card=card,
        missed=missed,
        needs_reason=bool(missed),
        may_approve=why_not is None,
        why_not=why_not,
    )


def _why_not(own: bool, missed: list[GateOut]) -> str | None:
    if own:
        return _OWN
    hard = [gate.name.replace("_", " ") for gate in missed if gate.severity != Severity.SOFT]
    return f"Missed: {', '.join(hard)}. Hard gates have no exception." if hard else None
