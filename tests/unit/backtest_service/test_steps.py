"""A run from request to card, cut off and repeated at will."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from omc.backtest.judging.gates import DEFAULT_GATES, Gate, GateSet
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.cards import hash_of
from omc.backtest.service.runs import Phase, RunCancelled, RunRequest, RunState
from omc.kernel.errors import InvalidInput, Transient
from tests.unit.backtest_service.conftest import Lab, waves

LENIENT = GateSet("lenient", (Gate("trades", 2, "trades", "at_least", Decimal(1)),))


def items(lab: Lab, prefix: str) -> list[dict[str, Any]]:
    found = lab.client.scan(TableName="lab")["Items"]  # type: ignore[attr-defined]
    return [item for item in found if item["pk"]["S"].startswith(prefix)]


def carried_out(lab: Lab, request: RunRequest, run_id: str = "bt-1") -> Verdict:
    lab.requests.start(run_id, request)
    lab.steps.plan(run_id)
    lab.steps.run(run_id)
    return lab.steps.judge(run_id).verdict


def test_a_run_ends_with_a_card_trades_and_equity(lab: Lab, request_: RunRequest) -> None:
    carried_out(lab, request_)
    run, card = lab.runs.get("bt-1"), lab.files.card("bt-1")

    assert (run.state, run.progress_fraction) == (RunState.COMPLETED, Decimal(1))
    assert card is not None
    assert card["hash"] == hash_of(card)
    assert run.summary["verdict"] == card["verdict"]
    trades = lab.files.trades("bt-1")
    assert len(trades) == int(card["whole"]["trades"]["value"]) > 3
    assert sum(Decimal(row["net_pnl"]) for row in trades) == Decimal(card["costs"]["net"])
    assert len(lab.files.equity("bt-1")["equity"]) == 400


def test_the_card_stores_the_gates_it_was_judged_by(lab: Lab, request_: RunRequest) -> None:
    carried_out(lab, request_)
    card = lab.files.card("bt-1")

    assert card is not None
    assert (card["gates_version"], len(card["gates"])) == ("2", len(DEFAULT_GATES.gates))
    not_told = {gate["name"] for gate in card["gates"] if gate["outcome"] == "not_evaluated"}
    assert {"walk_forward", "overfitting", "paper_trades"} <= not_told
    assert card["walk_forward"]["reason"] == "not evaluated: the run had no search or walk-forward"
    assert card["tier_reached"] < 3


@pytest.mark.parametrize("cut_after", ["plan", "run", "judge"])
def test_a_step_cut_off_and_repeated_leaves_one_result(
    lab: Lab, request_: RunRequest, cut_after: str
) -> None:
    lab.gates.gates = LENIENT
    lab.requests.start("bt-1", request_)
    for step in ("plan", "run", "judge"):
        for _ in range(2 if step == cut_after else 1):
            getattr(lab.steps, step)("bt-1")
    assert carried_out(lab, request_, "bt-2") is Verdict.PASS

    first, second = (lab.runs.get(run_id).summary for run_id in ("bt-1", "bt-2"))
    assert first["result_hash"] == second["result_hash"]
    assert len(items(lab, "OUTBOX#")) == 2  # one for each run


def test_a_card_once_written_is_not_judged_anew(lab: Lab, request_: RunRequest) -> None:
    lab.gates.gates = LENIENT
    lab.requests.start("bt-1", request_)
    lab.steps.plan("bt-1")
    lab.steps.run("bt-1")
    lab.files.put_card("bt-1", {**_card(lab, "bt-1"), "verdict": "PASS"})
    lab.gates.gates = DEFAULT_GATES

    assert lab.steps.judge("bt-1").verdict is Verdict.PASS


def _card(lab: Lab, run_id: str) -> dict[str, Any]:
    from omc.backtest.service.cards import card_of

    return card_of(lab.runs.get(run_id), lab.files.evidence(run_id), LENIENT, 0)


def test_only_a_pass_says_that_a_strategy_qualified(lab: Lab, request_: RunRequest) -> None:
    lab.gates.gates = GateSet("strict", (Gate("trades", 2, "trades", "at_least", Decimal(1000)),))
    assert carried_out(lab, request_) is Verdict.REJECT
    assert items(lab, "OUTBOX#") == []
    lab.gates.gates = LENIENT
    assert carried_out(lab, request_, "bt-2") is Verdict.PASS
    (sent,) = items(lab, "OUTBOX#")
    event = json.loads(sent["event"]["S"])
    assert (event["type"], event["data"]["run_id"]) == ("strategy.qualified", "bt-2")


def test_what_qualified_is_kept_for_good_and_the_rest_for_ninety_days(lab: Lab, request_: RunRequest) -> None:
    lab.gates.gates = LENIENT
    carried_out(lab, request_, "bt-kept")
    lab.gates.gates = GateSet("strict", (Gate("trades", 2, "trades", "at_least", Decimal(1000)),))
    carried_out(lab, request_, "bt-gone")

    (kept,), (gone,) = items(lab, "RUN#bt-kept"), items(lab, "RUN#bt-gone")
    assert "ttl" not in kept
    assert int(gone["ttl"]["N"]) == lab.clock.now() // 1000 + 90 * 86_400


def test_every_phase_is_told_to_who_watches(lab: Lab, request_: RunRequest) -> None:
    carried_out(lab, request_)
    told = [json.loads(item["data"]["S"]) for item in items(lab, "PUSH#backtest:bt-1")]

    assert {news["phase"] for news in told} == {phase.value for phase in Phase}
    assert {item["owner_id"]["S"] for item in items(lab, "PUSH#")} == {"ada"}


def test_too_few_bars_are_told_with_what_was_expected(lab: Lab, request_: RunRequest) -> None:
    lab.bars.stored = waves(99)
    lab.requests.start("bt-1", request_)
    with pytest.raises(InvalidInput, match="expected 100 bars of sample:BTC/USDT:1d, got 99"):
        lab.steps.plan("bt-1")


def test_a_cancelled_run_stops_at_its_next_step(lab: Lab, request_: RunRequest) -> None:
    lab.requests.start("bt-1", request_)
    lab.steps.plan("bt-1")
    assert lab.requests.cancel("ada", "bt-1").state is RunState.CANCELLED
    with pytest.raises(RunCancelled):
        lab.steps.run("bt-1")
    assert lab.machine.stopped == ["bt-1"]


def test_a_failed_run_says_why_and_frees_its_place(lab: Lab, request_: RunRequest) -> None:
    for run_id in ("bt-1", "bt-2"):
        lab.requests.start(run_id, request_)
    with pytest.raises(Transient) as refused:
        lab.requests.start("bt-3", request_)
    assert refused.value.code == "rate_limited"
    lab.requests.fail("bt-1", "InvalidInput: no bars")

    assert lab.runs.get("bt-1").error == "InvalidInput: no bars"
    assert lab.requests.start("bt-3", request_).state is RunState.PENDING


def test_a_completed_run_cannot_fail_or_be_cancelled(lab: Lab, request_: RunRequest) -> None:
    carried_out(lab, request_)
    lab.requests.fail("bt-1", "late")

    assert lab.requests.cancel("ada", "bt-1").state is RunState.COMPLETED
    assert lab.machine.stopped == []


def test_starting_a_run_again_starts_the_same_one(lab: Lab, request_: RunRequest) -> None:
    first, again = (lab.requests.start("bt-1", request_) for _ in range(2))
    assert first == again


def test_a_series_of_another_timeframe_is_refused(lab: Lab, request_: RunRequest) -> None:
    hourly = replace(request_, series=type(request_.series).parse("sample:BTC/USDT:1h"))
    with pytest.raises(InvalidInput, match="expected a series of BTC/USDT:1d, got sample:BTC/USDT:1h"):
        lab.requests.start("bt-1", hourly)
