"""From a card to the Floor: by the gates, by a person, and never twice."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.backtest.judging.gates import Gate, GateSet, Severity
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.promoting import promotion_of
from omc.backtest.service.promotions import Promotion, PromotionState
from omc.backtest.service.runs import RunRequest
from omc.kernel.errors import Conflict, InvalidInput, NotFound
from tests.unit.backtest_service.conftest import Lab
from tests.unit.backtest_service.test_steps import LENIENT, carried_out


def nearly(lab: Lab, request: RunRequest) -> None:
    """A run for paper that misses one soft gate by less than a tenth."""
    request = replace(request, promote_to="paper")
    lab.gates.gates = LENIENT
    carried_out(lab, request, "bt-0")
    trades = Decimal(lab.runs.get("bt-0").summary["out_of_sample"]["trades"])
    soft = Gate("trades", 2, "trades", "at_least", trades * Decimal("1.1"), Severity.SOFT)
    lab.gates.gates = GateSet("soft", (soft,))
    assert carried_out(lab, request) is Verdict.CONDITIONAL_PASS


def asked(lab: Lab, run_id: str = "bt-1") -> Promotion:
    run = lab.runs.get(run_id)
    return promotion_of(run, "paper", Decimal(500), run.request.settings.limits, "please", 1)


def test_what_passed_is_deployed_once_however_often_it_is_promoted(lab: Lab, request_: RunRequest) -> None:
    lab.gates.gates = LENIENT
    carried_out(lab, request_)
    first, again = (lab.promoting.of_run("bt-1") for _ in range(2))

    assert (first.state, first.decided_by) == (PromotionState.DEPLOYED, "gates")
    assert first.algorithm_id == again.algorithm_id
    assert len(lab.floor.deployed) == 1


def test_what_nearly_passed_waits_for_a_reviewer(lab: Lab, request_: RunRequest) -> None:
    nearly(lab, request_)
    waiting = lab.promoting.request(asked(lab))
    assert (waiting.state, lab.floor.deployed) == (PromotionState.WAITING, {})

    done = lab.promoting.decide(waiting, True, "rita", "high payoff")
    assert (done.state, done.decided_by, done.reason) == (PromotionState.DEPLOYED, "rita", "high payoff")
    assert lab.promotions.get(done.promotion_id) == done


def test_what_nearly_passed_is_not_deployed_without_a_reviewer(lab: Lab, request_: RunRequest) -> None:
    nearly(lab, request_)
    with pytest.raises(Conflict, match="got WAITING after CONDITIONAL_PASS"):
        lab.promoting.of_run("bt-1")


def test_simulation_is_open_to_what_nearly_passed(lab: Lab, request_: RunRequest) -> None:
    nearly(lab, request_)
    run = lab.runs.get("bt-1")
    asked_for = promotion_of(run, "simulation", Decimal(500), run.request.settings.limits, "", 1)

    assert lab.promoting.request(asked_for).state is PromotionState.DEPLOYED


def test_a_promotion_is_decided_once(lab: Lab, request_: RunRequest) -> None:
    nearly(lab, request_)
    waiting = lab.promoting.request(asked(lab))
    lab.promoting.decide(waiting, False, "rita", "no")
    with pytest.raises(Conflict, match="got REJECTED"):
        lab.promoting.decide(waiting, True, "rita", "after all")
    assert lab.floor.deployed == {}


def test_a_waiting_machine_goes_on_by_the_decision(lab: Lab, request_: RunRequest) -> None:
    nearly(lab, request_)
    promotion = lab.promoting.ask("bt-1", "token-1")
    decided = lab.promoting.decide(promotion, True, "rita", "yes")

    assert lab.machine.answers == [("token-1", "approve")]
    assert (decided.state, lab.floor.deployed) == (PromotionState.APPROVED, {})
    assert lab.promoting.of_run("bt-1").state is PromotionState.DEPLOYED


def test_asked_again_after_the_answer_the_machine_hears_it_at_once(lab: Lab, request_: RunRequest) -> None:
    nearly(lab, request_)
    lab.promoting.decide(lab.promoting.ask("bt-1", "token-1"), False, "rita", "no")
    lab.promoting.ask("bt-1", "token-2")

    assert lab.machine.answers == [("token-1", "reject"), ("token-2", "reject")]


def test_a_machine_that_waits_no_more_does_not_stop_the_deployment(lab: Lab, request_: RunRequest) -> None:
    nearly(lab, request_)
    promotion = lab.promoting.ask("bt-1", "token-1")
    lab.machine.waiting = False

    assert lab.promoting.decide(promotion, True, "rita", "late").state is PromotionState.DEPLOYED


def test_a_rejected_run_cannot_be_promoted(lab: Lab, request_: RunRequest) -> None:
    lab.gates.gates = GateSet("strict", (Gate("trades", 2, "trades", "at_least", Decimal(1000)),))
    carried_out(lab, request_)
    with pytest.raises(InvalidInput, match="got REJECT"):
        asked(lab)


def test_the_floor_gets_the_runs_spec_costs_and_warm_up(lab: Lab, request_: RunRequest) -> None:
    lab.gates.gates = LENIENT
    carried_out(lab, replace(request_, auto_promote=True))
    promotion = lab.promoting.of_run("bt-1")

    assert lab.floor.deployed[promotion.promotion_id] == lab.runs.get("bt-1").request


def test_what_belongs_to_another_does_not_exist(lab: Lab, request_: RunRequest) -> None:
    lab.gates.gates = LENIENT
    carried_out(lab, request_)
    promotion = lab.promoting.of_run("bt-1")
    with pytest.raises(NotFound):
        lab.promoting.of("ben", promotion.promotion_id)
    with pytest.raises(NotFound):
        lab.requests.of("ben", "bt-1")
