"""Promotions: who may decide, what follows, and the one deployment (OMC-BT-094, 097)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.ports import Deployer, Machine, PromotionStore, RunStore
from omc.backtest.service.promotions import SIMULATION, Promotion, PromotionState, promotion_id_of
from omc.backtest.service.requests import ONE_SYMBOL_ONLY
from omc.backtest.service.reviewing import Review
from omc.backtest.service.runs import Run, RunState, Target
from omc.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from omc.kernel.instants import Ms
from omc.kernel.ports import Clock
from omc.trading.risk import RiskLimits

BY_GATES = "gates"


@dataclass(frozen=True)
class Promoting:
    runs: RunStore
    promotions: PromotionStore
    deployer: Deployer
    machine: Machine
    clock: Clock
    review: Review | None = None

    def of_run(self, run_id: str) -> Promotion:
        """Deploy what passed, or what a person approved; again: the same deployment."""
        promotion = self.promotions.create(self._asked(self.runs.get(run_id)))
        return self.deploy(promotion)

    def ask(self, run_id: str, task_token: str) -> Promotion:
        """Leave the promotion where a person finds it; the machine waits on the token."""
        stored = self.promotions.wait(self._asked(self.runs.get(run_id)), task_token)
        if stored.state is not PromotionState.WAITING:
            # Asked again after the answer came: the new token shall not wait for another.
            self.machine.decided(task_token, _word(stored.state))
        return stored

    def deploy(self, promotion: Promotion) -> Promotion:
        """Put it on the Floor once; Conflict when it was turned down or waits for a person."""
        if promotion.state is PromotionState.DEPLOYED:
            return promotion
        approved = promotion.state is PromotionState.APPROVED
        if not approved and (not promotion.earned or promotion.state is PromotionState.REJECTED):
            came = f"{promotion.state.value} after {promotion.verdict.value}"
            raise Conflict(
                f"expected a promotion that passed or was approved, got {came}", code="not_approved"
            )
        algorithm_id = self.deployer.deploy(promotion, self.runs.get(promotion.run_id).request)
        done = replace(
            promotion,
            state=PromotionState.DEPLOYED,
            algorithm_id=algorithm_id,
            decided_by=promotion.decided_by or BY_GATES,
            decided_at=promotion.decided_at or self.clock.now(),
        )
        return self.promotions.save(
            done, [PromotionState.WAITING, PromotionState.APPROVED, PromotionState.DEPLOYED]
        )

    def decide(self, promotion: Promotion, approve: bool, person: str, reason: str) -> Promotion:
        """A reviewer's word. A waiting machine goes on by it; otherwise what follows happens here.

        A yes to paper is held against the gates of now: only soft ones may be excused (OMC-BT-094). Forbidden
        `own_promotion` for a yes to what the person asked for themselves: a review takes two.
        """
        if approve:
            _check_not_own(promotion, person)
        if approve and promotion.target != SIMULATION and self.review is not None:
            self.review.approve(promotion.run_id, reason, person, self.clock.now())
        state = PromotionState.APPROVED if approve else PromotionState.REJECTED
        decided = self.promotions.save(
            replace(promotion, state=state, decided_by=person, decided_at=self.clock.now(), reason=reason),
            [PromotionState.WAITING],
        )
        token = self.promotions.token(promotion.promotion_id)
        if token is not None and self.machine.decided(token, _word(state)):
            return decided
        return self.deploy(decided) if approve else decided

    def of(self, owner_id: str, promotion_id: str) -> Promotion:
        """The owner's promotion; NotFound for anybody else's."""
        promotion = self.promotions.get(promotion_id)
        if promotion.owner_id != owner_id:
            raise NotFound(f"no promotion {promotion_id}")
        return promotion

    def for_review(self, person: str, promotion_id: str) -> Promotion:
        """A promotion a reviewer may look at: their own, and anybody's that waits for a reviewer's word."""
        promotion = self.promotions.get(promotion_id)
        if promotion.owner_id != person and promotion.state is not PromotionState.WAITING:
            raise NotFound(f"no promotion {promotion_id}")
        return promotion

    def request(self, promotion: Promotion) -> Promotion:
        """A person asks: what is earned is deployed at once, what nearly passed waits for a reviewer."""
        if promotion.target != SIMULATION and self.review is not None:
            verdict, excusable = self.review.verdict(promotion.run_id)
            _check_earned(verdict, excusable, promotion.target)
            promotion = replace(promotion, verdict=verdict)
        stored = self.promotions.create(promotion)
        # Approved but not deployed: something failed in between, and asking again goes on from there.
        goes_on = stored.earned or stored.state is PromotionState.APPROVED
        return self.deploy(stored) if goes_on else stored

    def _asked(self, run: Run) -> Promotion:
        asked, settings = run.request, run.request.settings
        return promotion_of(
            run, asked.promote_to, settings.initial_capital, settings.limits, "", self.clock.now()
        )


def _word(state: PromotionState) -> str:
    return "reject" if state is PromotionState.REJECTED else "approve"


def _check_not_own(promotion: Promotion, person: str) -> None:
    """Simulation needs no review, so nobody is kept from saying yes to their own."""
    if promotion.owner_id == person and promotion.target != SIMULATION:
        raise Forbidden(
            "expected another reviewer than the person who asked: nobody approves their own promotion to"
            f" {promotion.target}",
            code="own_promotion",
        )


def _check_earned(verdict: Verdict, excusable: bool, target: str) -> None:
    """A run that missed soft gates only may ask: it waits for a reviewer who excuses them."""
    if verdict is Verdict.REJECT and not excusable and target != SIMULATION:
        raise InvalidInput(
            f"expected a run that passed its gates for {target}, got REJECT; simulation is open to it",
            code="rejected_by_gates",
        )


def promotion_of(
    run: Run, target: Target, capital: Decimal, limits: RiskLimits, note: str, at: Ms
) -> Promotion:
    """The promotion of a run with a card; Conflict before, InvalidInput when paper was not earned."""
    if run.state is not RunState.COMPLETED:
        raise Conflict(f"expected a completed run, got {run.state.value}", code="run_not_completed")
    if run.request.several:
        raise InvalidInput(f"expected a run of one symbol: {ONE_SYMBOL_ONLY}", code="several_symbols")
    verdict = Verdict(run.summary["verdict"])
    _check_earned(verdict, bool(run.summary.get("excusable")), target)
    asked = run.request
    return Promotion(
        promotion_id=promotion_id_of(run.run_id, target),
        run_id=run.run_id,
        owner_id=asked.owner_id,
        strategy_id=asked.strategy_id,
        version=asked.version,
        target=target,
        capital=capital,
        limits=limits,
        verdict=verdict,
        created_at=at,
        note=note,
    )
