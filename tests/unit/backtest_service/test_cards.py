"""Cards that wait, cards that are told more, cards a reviewer excuses."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from omc.backtest.judging.exceptions import SHORTEST_REASON, excuse
from omc.backtest.judging.facts import Findings, PaperFacts
from omc.backtest.judging.gates import DEFAULT_GATES, Gate, GateSet, Severity
from omc.backtest.metrics.model import Metric
from omc.backtest.service.cards import block_document, card_of, hash_of, rejudged
from omc.backtest.service.runs import Run, RunRequest
from omc.kernel.errors import Conflict, InvalidInput

GOOD: dict[str, Metric] = {
    "look_ahead": Metric(0),
    "sharpe": Metric(2.0),
    "max_drawdown": Metric(0.1),
    "win_rate": Metric(Decimal("0.6")),
    "profit_factor": Metric(Decimal(2)),
    "total_return": Metric(0.3),
    "trades": Metric(60),
    "cost_ratio": Metric(Decimal("0.2")),
    "regimes": Metric(3),
    "trade_p_value": Metric(0.01),
}
FOUND = Findings(
    metrics={
        "walk_forward": Metric(0.9),
        "parameter_stability": Metric(Decimal(1)),
        "deflated_sharpe": Metric(0.99),
        "overfitting": Metric(0.05),
    },
    walk_forward={"folds": 6},
    sensitivity={"neighbours": "0.8"},
)
PAPER = PaperFacts(20, Decimal(10), Decimal("0.02"), 0)


def card(request: RunRequest, gates: GateSet = DEFAULT_GATES, **told: Any) -> dict[str, Any]:
    block = GOOD | told.pop("metrics", {})
    return card_of(Run("bt-1", request, 0), {"out_of_sample": block_document(block)}, gates, 5, **told)


def tightened(metric: str, limit: str, version: str = "3") -> GateSet:
    gates = [
        replace(gate, limit=Decimal(limit)) if (gate.metric, gate.tier) == (metric, 2) else gate
        for gate in DEFAULT_GATES.gates
    ]
    return GateSet(version, tuple(gates))


def test_a_card_with_search_and_paper_reaches_the_live_tier(request_: RunRequest) -> None:
    told = card(request_, findings=FOUND, paper=PAPER)

    assert (told["tier_reached"], told["verdict"], told["confidence"]) == (3, "PASS", "1.000")
    assert told["walk_forward"] == {"reason": None, "table": {"folds": 6}}
    assert told["facts"]["paper_trades"] == {"value": "20", "reason": None}
    assert told["rank_score"] == "50.0000"
    assert told["hash"] == hash_of(told)


def test_without_them_it_says_so_and_stops_at_paper(request_: RunRequest) -> None:
    alone = card(request_)

    assert alone["tier_reached"] == 2
    assert alone["sensitivity"]["table"] is None
    assert alone["sensitivity"]["reason"].startswith("not evaluated")


def test_every_line_of_the_gate_table_has_its_words(request_: RunRequest) -> None:
    for gate in card(request_, metrics={"sharpe": Metric(None, "needs 20 days, has 3")})["gates"]:
        assert gate["asks"]
        assert gate["came"]
        assert (gate["helps"] is None) == (gate["outcome"] == "pass")


def test_a_waiting_card_is_held_against_tightened_gates(request_: RunRequest) -> None:
    waiting = card(request_)
    again = rejudged(waiting, tightened("trades", "100"))

    assert (waiting["verdict"], again["verdict"]) == ("PASS", "REJECT")
    assert (again["gates_version"], again["hash"]) == ("3", hash_of(again))
    assert again["out_of_sample"] == waiting["out_of_sample"]


def test_loosened_gates_give_a_waiting_card_nothing(request_: RunRequest) -> None:
    waiting = card(request_, metrics={"trades": Metric(9)})

    assert rejudged(waiting, tightened("trades", "5"))["verdict"] == "REJECT"


def test_the_same_gates_leave_a_card_as_it_is(request_: RunRequest) -> None:
    waiting = card(request_, findings=FOUND, paper=PAPER)

    assert rejudged(waiting, DEFAULT_GATES) == waiting


def test_what_paper_told_is_not_forgotten_when_judged_again(request_: RunRequest) -> None:
    waiting = card(request_, findings=FOUND, paper=PAPER)

    assert rejudged(waiting, replace(DEFAULT_GATES, version="3"))["tier_reached"] == 3


def test_what_paper_came_to_since_may_lift_the_tier_and_says_what_is_missing(request_: RunRequest) -> None:
    waiting = card(request_, findings=FOUND)
    early = rejudged(waiting, DEFAULT_GATES, replace(PAPER, closed_trades=4, days=Decimal("2.5")))
    later = rejudged(waiting, DEFAULT_GATES, PAPER)

    assert (waiting["tier_reached"], early["tier_reached"], later["tier_reached"]) == (2, 2, 3)
    assert early["missing"] == [
        "6 more closed trades on paper: 4 of 10.",
        "4.5 more days on paper: 2.5 of 7.",
    ]
    assert later["missing"] == []
    assert (early["paper"]["table"]["closed_trades"], waiting["paper"]["table"]) == (4, None)
    assert later["hash"] == hash_of(later) != waiting["hash"]


def test_gates_loosened_since_do_not_lift_the_tier(request_: RunRequest) -> None:
    waiting = card(request_, findings=FOUND, metrics={"trades": Metric(29)})
    loose = GateSet("4", tuple(gate for gate in DEFAULT_GATES.gates if gate.metric != "trades"))
    again = rejudged(waiting, loose, PAPER)

    assert again["tier_reached"] == 2
    assert again["missing"] == ["Trades: It is 29; at least 30 is asked, which is near."]


def test_a_fall_on_paper_near_its_limit_stands_among_the_warnings_once(request_: RunRequest) -> None:
    close = replace(PAPER, max_drawdown=Decimal("0.12"))
    told = card(request_, findings=FOUND, paper=close)
    again = rejudged(told, replace(DEFAULT_GATES, version="3"), close)

    assert [text for text in again["warnings"] if "on paper" in text] == told["warnings"]
    assert again["tier_reached"] == 3


def test_a_reviewer_may_excuse_soft_gates_with_a_reason(request_: RunRequest) -> None:
    seldom = card(request_, metrics={"win_rate": Metric(Decimal("0.2")), "total_return": Metric(0.01)})
    found = excuse(seldom, "  wins rarely, pays nine to one  ", "grace", 7)

    assert (seldom["verdict"], seldom["excusable"]) == ("REJECT", True)
    assert found.gates == ("win_rate", "total_return")
    assert (found.reason, found.person, found.at) == ("wins rarely, pays nine to one", "grace", 7)


def test_hard_gates_have_no_exception(request_: RunRequest) -> None:
    deep = card(request_, metrics={"win_rate": Metric(Decimal("0.2")), "max_drawdown": Metric(0.3)})

    assert deep["excusable"] is False
    with pytest.raises(Conflict, match="max_drawdown") as refused:
        excuse(deep, "it will come back, surely", "grace", 7)
    assert refused.value.code == "hard_gate_failed"


def test_an_exception_needs_a_reason_in_words(request_: RunRequest) -> None:
    seldom = card(request_, metrics={"win_rate": Metric(Decimal("0.2"))})

    with pytest.raises(InvalidInput, match=f"{SHORTEST_REASON} characters or more, got 2") as refused:
        excuse(seldom, "     ok     ", "grace", 7)
    assert refused.value.code == "reason_required"


def test_what_passed_needs_no_exception(request_: RunRequest) -> None:
    with pytest.raises(Conflict) as refused:
        excuse(card(request_), "a reason long enough", "grace", 7)
    assert refused.value.code == "nothing_to_excuse"


def test_a_soft_gate_of_the_live_tier_may_be_excused_there(request_: RunRequest) -> None:
    soft = Gate("win_rate", 3, "win_rate", "at_least", Decimal("0.9"), Severity.SOFT)
    told = card(request_, GateSet("x", (DEFAULT_GATES.gates[0], soft)))

    assert excuse(told, "nine losses pay for ten wins", "grace", 7, tier=3).gates == ("win_rate",)
