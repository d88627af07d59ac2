"""Decisions on cards that waited: by the gates of now, with exceptions for what is soft."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.backtest.judging.facts import PaperFacts
from omc.backtest.judging.gates import Gate, GateSet, Severity
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.promoting import Promoting, promotion_of
from omc.backtest.service.promotions import Promotion, PromotionState
from omc.backtest.service.reviewing import Review
from omc.backtest.service.runs import RunRequest
from omc.kernel.errors import Conflict, Forbidden, InvalidInput
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


def test_nobody_approves_their_own_promotion_to_paper(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1000, Severity.SOFT))
    waiting = reviewed(lab).request(asked(lab))

    with pytest.raises(Forbidden, match="another reviewer") as refused:
        reviewed(lab).decide(waiting, True, request_.owner_id, "I know it will earn")
    assert refused.value.code == "own_promotion"
    assert lab.promotions.get(waiting.promotion_id).state is PromotionState.WAITING
    assert lab.floor.deployed == {}


def test_who_asked_may_take_it_back(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1000, Severity.SOFT))
    waiting = reviewed(lab).request(asked(lab))

    assert reviewed(lab).decide(waiting, False, request_.owner_id, "no").state is PromotionState.REJECTED


def test_reviewers_see_all_that_waits_the_longest_first_and_page_by_page(
    lab: Lab, request_: RunRequest
) -> None:
    judged(lab, request_, gates("1", 1000, Severity.SOFT))
    made = [
        replace(asked(lab), promotion_id=f"prm-{at}", created_at=at, owner_id=f"o{at}") for at in (3, 1, 2)
    ]
    for promotion in made:
        lab.promotions.create(promotion)
        lab.promotions.create(replace(promotion, note="asked again"))

    first, after = lab.promotions.waiting(None, 2)
    rest, end = lab.promotions.waiting(after, 2)
    assert [one.created_at for one in (*first, *rest)] == [1, 2, 3]
    assert first[0] == made[1]
    assert end is None


def test_what_is_decided_waits_no_more(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1000, Severity.SOFT))
    yes = reviewed(lab).request(asked(lab))
    lab.promotions.create(replace(yes, promotion_id="prm-no"))
    reviewed(lab).decide(yes, True, "rita", "wins rarely, pays nine to one")
    reviewed(lab).decide(lab.promotions.get("prm-no"), False, "rita", "no")

    assert lab.promotions.waiting(None, 10) == ([], None)


def test_what_was_approved_and_not_deployed_goes_on_when_asked_again(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1000, Severity.SOFT))
    waiting = reviewed(lab).request(asked(lab))
    approved = replace(waiting, state=PromotionState.APPROVED, decided_by="rita", reason="it pays")
    lab.promotions.save(approved, [PromotionState.WAITING])

    done = reviewed(lab).request(asked(lab))
    assert (done.state, done.decided_by) == (PromotionState.DEPLOYED, "rita")


def test_a_card_as_it_stands_now_holds_what_paper_came_to(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1))
    review = Review(lab.files, lab.gates, lab.paper)  # type: ignore[arg-type]
    assert review.standing(lab.runs.get("bt-1")) == lab.files.card("bt-1")

    lab.paper.facts = PaperFacts(12, Decimal(8), Decimal("0.01"), 0)
    stands = review.standing(lab.runs.get("bt-1"))
    assert stands["facts"]["paper_trades"]["value"] == "12"
    # The card of the run stays what it was when it was written.
    assert lab.files.card("bt-1")["paper"]["table"] is None  # type: ignore[index]


def test_simulation_is_open_whatever_the_gates_say(lab: Lab, request_: RunRequest) -> None:
    judged(lab, request_, gates("1", 1000))

    assert reviewed(lab).request(asked(lab, "simulation")).state is PromotionState.DEPLOYED
