"""Decisions on cards that waited: by the gates of now, with exceptions for what is soft."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.backtest.judging.gates import Gate, GateSet, Severity
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.promoting import Promoting, promotion_of
from omc.backtest.service.promotions import Promotion, PromotionState
from omc.backtest.service.reviewing import Review
from omc.backtest.service.runs import RunRequest
from omc.kernel.errors import Conflict, InvalidInput
from tests.unit.backtest_service.conftest import Lab
from tests.unit.backtest_service.test_steps import carried_out


def gates(version: str, limit: int, severity: Severity = Severity.HARD) -> GateSet:
    return GateSet(version, (Gate("win_rate", 2, "trades", "at_least", Decimal(limit), severity),))


def reviewed(lab: Lab) -> Promoting:
    return replace(lab.promoting, review=Review(lab.files, lab.gates))  # type: ignore[arg-type]


def asked(lab: Lab, target: str = "paper") -> Promotion:
    run = lab.runs.get("bt-1")
    return promotion_of(run, target, Decimal(500), run.request.settings.limits, "", 1)  # type: ignore[arg-type]


def judged(lab: Lab, request: RunRequest, limits: GateSet) -> Verdict:
    lab.gates.gates = limits
    return carried_out(lab, replace(request, promote_to="paper"))


def test_a_run_that_passed_under_older_gates_is_held_against_those_of_now(
    lab: Lab, request_: RunRequest
) -> None:
    assert judged(lab, request_, gates("1", 1)) is Verdict.PASS
    lab.gates.gates = gates("2", 1000)

    with pytest.raises(InvalidInput) as refused:
        reviewed(lab).request(asked(lab))
    assert refused.value.code == "rejected_by_gates"
    assert lab.floor.deployed == {}


def test_loosened_gates_do_not_lift_an_older_card(lab: Lab, request_: RunRequest) -> None:
    assert judged(lab, request_, gates("1", 1000)) is Verdict.REJECT
    lab.gates.gates = gates("2", 1)

    with pytest.raises(InvalidInput):
        reviewed(lab).request(asked(lab))


def test_what_missed_soft_gates_alone_waits_for_a_reviewer(lab: Lab, request_: RunRequest) -> None:
    assert judged(lab, request_, gates("1", 1000, Severity.SOFT)) is Verdict.REJECT
    waiting = reviewed(lab).request(asked(lab))
    assert waiting.state is PromotionState.WAITING

    done = reviewed(lab).decide(waiting, True, "rita", "wins rarely, pays nine to one")
    assert (done.state, done.reason) == (PromotionState.DEPLOYED, "wins rarely, pays nine to one")


def test_an_exception_without_a_reason_is_refused_and_changes_nothing(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1000, Severity.SOFT))
    waiting = reviewed(lab).request(asked(lab))

    with pytest.raises(InvalidInput) as refused:
        reviewed(lab).decide(waiting, True, "rita", "fine")
    assert refused.value.code == "reason_required"
    assert lab.promotions.get(waiting.promotion_id).state is PromotionState.WAITING


def test_a_gate_that_became_hard_while_it_waited_has_no_exception(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1000, Severity.SOFT))
    waiting = reviewed(lab).request(asked(lab))
    lab.gates.gates = gates("2", 1000)

    with pytest.raises(Conflict) as refused:
        reviewed(lab).decide(waiting, True, "rita", "wins rarely, pays nine to one")
    assert refused.value.code == "hard_gate_failed"


def test_a_no_needs_no_gates(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1000, Severity.SOFT))
    waiting = reviewed(lab).request(asked(lab))

    assert reviewed(lab).decide(waiting, False, "rita", "no").state is PromotionState.REJECTED


def test_simulation_is_open_whatever_the_gates_say(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1000))

    assert reviewed(lab).request(asked(lab, "simulation")).state is PromotionState.DEPLOYED
