"""Backtests over HTTP, the steps between carried out by their own handlers."""

import itertools
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import boto3
import pytest

from functions.api.strategies.handler import app
from functions.backtest.ask import handler as ask_step
from functions.backtest.fail import handler as fail_step
from functions.backtest.judge import handler as judge_step
from functions.backtest.plan import handler as plan_step
from functions.backtest.promote import handler as promote_step
from functions.backtest.run import handler as run_step
from omc.backtest.judging.gates import DEFAULT_GATES
from omc.backtest.service.promotions import Promotion
from omc.backtest.service.runs import RunRequest
from omc.contracts.backtest import gates_document
from omc.wiring import floor
from omc.wiring import promotions as wiring
from omc.wiring.floor_parts import store
from omc.wiring.market import market
from tests.fakes.gateway import ADA, BEN, Answer, Context, http_event, read
from tests.unit.backtest_service.conftest import SERIES, FakeBars, waves

pytestmark = pytest.mark.usefixtures("lab")
_keys = itertools.count()


@pytest.fixture
def lab(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cloud with 400 bars in its lake, the default gates, and a Floor that takes everything."""
    set_gates(gates_document(DEFAULT_GATES))
    monkeypatch.setenv("OMC_GATES_PARAMETER", "/omc/test/gates")
    market().lake.add(SERIES, waves())
    market().lake.add(replace(SERIES, symbol="ETH/USDT"), waves(350, period=9))
    market().lake.add(replace(SERIES, symbol="FEW/USDT"), waves(30))
    market().store.put_instrument(FakeBars().get("sample", "ETH/USDT"))
    market().store.put_instrument(FakeBars().get("sample", "BTC/USDT"))
    monkeypatch.setattr(wiring, "_Floor", Floor)


REAL_FLOOR = wiring._Floor


class Floor:
    """Takes everything."""

    def deploy(self, promotion: Promotion, run: RunRequest) -> str:
        return f"algo-{promotion.promotion_id}"


def set_gates(document: dict[str, Any]) -> None:
    boto3.client("ssm").put_parameter(
        Name="/omc/test/gates", Value=json.dumps(document), Type="String", Overwrite=True
    )


def lenient() -> None:
    gate = {"name": "trades", "tier": 2, "metric": "trades", "bound": "at_least", "limit": "1"}
    set_gates({"version": "lenient", "gates": [gate]})


def ask(method: str, path: str, **request: Any) -> Answer:
    headers = {"idempotency-key": request.pop("key", f"key-{next(_keys):06}")} if method == "POST" else {}
    return read(app.resolve(http_event(method, path, headers=headers, **request), Context()))


@pytest.fixture
def body() -> dict[str, Any]:
    """What to run: the first template, kept."""
    spec = ask("GET", "/v1/strategy-templates").body["items"][0]["spec"]
    strategy_id = ask("POST", "/v1/strategies", body={"spec": spec}).body["strategy_id"]
    return {"strategy_id": strategy_id, "version": 1, "series": SERIES.key}


def completed(body: dict[str, Any]) -> str:
    run_id = str(ask("POST", "/v1/backtests", body=body).body["run_id"])
    for step in (plan_step, run_step, judge_step):
        step.handler({"run_id": run_id}, None)
    return run_id


def test_a_backtest_is_accepted_and_names_its_channel(body: dict[str, Any]) -> None:
    answer = ask("POST", "/v1/backtests", body=body)

    assert (answer.status, answer.body["state"]) == (202, "PENDING")
    assert answer.body["channel"] == f"backtest:{answer.body['run_id']}"


def test_a_repeated_request_is_the_same_run(body: dict[str, Any]) -> None:
    first, again = (ask("POST", "/v1/backtests", body=body, key="key-repeated") for _ in range(2))

    assert first.body == again.body
    assert len(ask("GET", "/v1/backtests").body["items"]) == 1


def test_a_completed_backtest_shows_what_it_came_to(body: dict[str, Any]) -> None:
    run_id = completed(body)
    run = ask("GET", f"/v1/backtests/{run_id}").body

    assert (run["state"], run["progress_fraction"]) == ("COMPLETED", "1")
    assert run["verdict"] in ("PASS", "CONDITIONAL_PASS", "REJECT")
    assert run["whole"]["trades"] == "5"
    assert run["created_at"].endswith("Z")


def test_trades_are_exact_and_paged(body: dict[str, Any]) -> None:
    path = f"/v1/backtests/{completed(body)}/trades"
    first = ask("GET", path, query={"limit": "3"}).body
    rest = ask("GET", path, query={"limit": "3", "cursor": first["next_cursor"]}).body

    rows = [*first["items"], *rest["items"]]
    assert [row["number"] for row in rows] == [0, 1, 2, 3, 4]
    assert rest["next_cursor"] is None
    assert all(isinstance(row["net_pnl"], str) for row in rows)
    assert rows[-1]["exit_reason"] in ("signal", "stop", "end_of_data")


def test_equity_is_drawn_beside_buy_and_hold(body: dict[str, Any]) -> None:
    curve = ask("GET", f"/v1/backtests/{completed(body)}/equity", query={"points": "50"}).body

    assert (curve["bars"], len(curve["items"])) == (400, 50)
    assert curve["items"][0]["equity"] == 10_000.0
    assert all(point["drawdown_fraction"] >= 0 for point in curve["items"])
    assert curve["items"][-1]["benchmark"] != 10_000.0


def test_the_report_card_shows_every_gate(body: dict[str, Any]) -> None:
    card = ask("GET", f"/v1/report-cards/{completed(body)}").body

    assert len(card["gates"]) == len(DEFAULT_GATES.gates)
    assert card["reasons"]
    assert (card["from"] < card["holdout_from"] < card["to"], card["bars"]) == (True, 400)
    assert all((m["value"] is None) == (m["reason"] is not None) for m in card["out_of_sample"].values())


def test_before_it_is_judged_there_is_no_card(body: dict[str, Any]) -> None:
    run_id = ask("POST", "/v1/backtests", body=body).body["run_id"]
    for path in (f"/v1/report-cards/{run_id}", f"/v1/backtests/{run_id}/trades"):
        assert ask("GET", path).status == 404


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"series": "sample:BTC/USDT:1h"}, 422, "expected a series of BTC/USDT:1d"),
        ({"series": "nonsense"}, 422, "venue:BASE/QUOTE:timeframe"),
        ({"symbols": ["BTC/USDT", "NEW/USDT"]}, 422, "expected 100 bars of sample:NEW/USDT:1d, nothing is"),
        ({"symbols": ["BTC/USDT", "FEW/USDT"]}, 422, "expected 100 bars of sample:FEW/USDT:1d, got 30"),
        ({"symbols": ["ETH/USDT"]}, 422, "expected BTC/USDT of the series among the symbols"),
        ({"symbols": ["BTC/USDT", "ETH/USDT"], "auto_promote": True}, 422, "trades one symbol"),
        ({"symbols": [f"C{n}/USDT" for n in range(21)]}, 400, "at most 20"),
        ({"timeframes": ["1h"]}, 422, "expected 100 bars of sample:BTC/USDT:1h, nothing is stored"),
        ({"timeframes": ["2h"]}, 400, "timeframes"),
        ({"start": "2018-07-01T00:00:00Z"}, 422, "expected 100 bars of sample:BTC/USDT:1d, got"),
        ({"start": "2021-01-01T00:00:00Z", "end": "2020-01-01T00:00:00Z"}, 422, "start before end"),
        ({"initial_capital": 10}, 400, "decimal number in a string"),
        ({"initial_capital": "-1"}, 400, "greater than"),
        ({"version": 7}, 404, "no version 7"),
        ({"surprise": 1}, 400, "surprise"),
    ],
)
def test_what_is_wrong_is_said(body: dict[str, Any], change: dict[str, Any], status: int, word: str) -> None:
    answer = ask("POST", "/v1/backtests", body=body | change)

    assert answer.status == status
    assert word in str(answer.body)


def test_the_third_running_backtest_is_too_many(body: dict[str, Any]) -> None:
    for _ in range(2):
        assert ask("POST", "/v1/backtests", body=body).status == 202
    refused = ask("POST", "/v1/backtests", body=body)

    assert (refused.status, refused.body["code"]) == (429, "rate_limited")
    assert int(refused.headers["retry-after"]) > 0


def test_a_cancelled_backtest_makes_room(body: dict[str, Any]) -> None:
    first, _ = (ask("POST", "/v1/backtests", body=body).body["run_id"] for _ in range(2))

    assert ask("POST", f"/v1/backtests/{first}/cancel").body["state"] == "CANCELLED"
    assert ask("POST", "/v1/backtests", body=body).status == 202


def test_a_failed_backtest_says_why_without_a_stack(body: dict[str, Any]) -> None:
    run_id = ask("POST", "/v1/backtests", body=body).body["run_id"]
    cause = '{"errorMessage": "expected 100 stored bars, got 3", "stackTrace": ["line 1"]}'
    fail_step.handler({"run_id": run_id, "error": "InvalidInput", "cause": cause}, None)

    run = ask("GET", f"/v1/backtests/{run_id}").body
    assert (run["state"], run["error"]) == ("FAILED", "InvalidInput: expected 100 stored bars, got 3")


def test_several_symbols_share_one_capital(body: dict[str, Any]) -> None:
    run_id = completed(body | {"symbols": ["BTC/USDT", "ETH/USDT"]})
    run = ask("GET", f"/v1/backtests/{run_id}").body
    card = ask("GET", f"/v1/report-cards/{run_id}").body
    trades = ask("GET", f"/v1/backtests/{run_id}/trades").body["items"]

    assert run["symbols"] == card["symbols"] == ["BTC/USDT", "ETH/USDT"]
    assert {trade["symbol"] for trade in trades} == {"BTC/USDT", "ETH/USDT"}
    assert [row["bars"] for row in card["markets"]] == [400, 350]
    assert sum(Decimal(row["net_pnl"]) for row in card["markets"]) == Decimal(card["costs"]["net"])
    refused = ask("POST", "/v1/promotions", body={"run_id": run_id, "target": "simulation", "capital": "500"})
    assert (refused.status, refused.body["code"]) == (422, "several_symbols")


def test_the_one_symbol_named_again_is_a_plain_run(body: dict[str, Any]) -> None:
    plain, named = (completed(body | more) for more in ({}, {"symbols": ["BTC/USDT"]}))
    first, second = (ask("GET", f"/v1/report-cards/{run_id}").body for run_id in (plain, named))
    assert first["result_hash"] == second["result_hash"]
    assert first["symbols"] == ["BTC/USDT"]


def test_costs_and_limits_of_the_request_are_used(body: dict[str, Any]) -> None:
    free = {"taker_bps": "0", "maker_bps": "0", "half_spread_bps": "0", "slippage_bps": "0"}
    card = ask("GET", f"/v1/report-cards/{completed(body | {'costs': free})}").body

    assert card["costs"]["fees"] == "0"
    assert ask("GET", f"/v1/report-cards/{completed(body)}").body["costs"]["fees"] != "0"


def test_what_passed_is_promoted_at_once(body: dict[str, Any]) -> None:
    lenient()
    run_id = completed(body)
    asked = {"run_id": run_id, "target": "simulation", "capital": "500"}
    promotion = ask("POST", "/v1/promotions", body=asked)

    assert (promotion.status, promotion.body["state"]) == (201, "DEPLOYED")
    assert promotion.body["algorithm_id"] == f"algo-{promotion.body['promotion_id']}"
    assert ask("GET", f"/v1/promotions/{promotion.body['promotion_id']}").body == promotion.body
    assert [p["run_id"] for p in ask("GET", "/v1/promotions").body["items"]] == [run_id]


def test_what_was_promoted_stands_on_the_floor_with_the_runs_terms(
    body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoSchedules:
        def ensure(self) -> None:
            """The minute's schedules are the Floor's own matter."""

    monkeypatch.setattr(wiring, "_Floor", REAL_FLOOR)
    monkeypatch.setattr(floor, "schedules", NoSchedules)
    lenient()
    run_id = completed(body | {"limits": {"position_fraction": "0.5"}})
    asked = {"run_id": run_id, "target": "simulation", "capital": "500"}
    promotion = ask("POST", "/v1/promotions", body=asked)

    algorithm = store().algorithm(promotion.body["algorithm_id"])
    assert (algorithm.owner_id, algorithm.series) == (ADA, SERIES)
    assert algorithm.limits.position_fraction == Decimal("0.5")
    assert (algorithm.capital, algorithm.minimum_warmup_bars) == (Decimal(500), 50)


def test_the_machines_own_promotion_happens_once(body: dict[str, Any]) -> None:
    lenient()
    run_id = completed(body | {"auto_promote": True})
    first, again = (promote_step.handler({"run_id": run_id}, None) for _ in range(2))

    assert first == again
    assert first["algorithm_id"]


def test_a_waiting_promotion_is_for_a_reviewer_to_decide(body: dict[str, Any]) -> None:
    lenient()
    run_id = completed(body | {"auto_promote": True, "approval": "ask"})
    promotion_id = ask_step.handler({"run_id": run_id, "task_token": "gone"}, None)["promotion_id"]
    path, decision = f"/v1/promotions/{promotion_id}/decide", {"decision": "reject", "reason": "not now"}

    assert ask("POST", path, body=decision).status == 403
    decided = ask("POST", path, body=decision, groups=("reviewer",))
    assert (decided.body["state"], decided.body["reason"]) == ("REJECTED", "not now")
    assert ask("POST", path, body=decision, groups=("reviewer",)).status == 409


def test_a_reviewer_decides_what_another_asked_for_and_then_sees_it_no_more(body: dict[str, Any]) -> None:
    lenient()
    run_id = completed(body | {"auto_promote": True, "approval": "ask"})
    promotion_id = ask_step.handler({"run_id": run_id, "task_token": "gone"}, None)["promotion_id"]
    path, decision = f"/v1/promotions/{promotion_id}", {"decision": "reject", "reason": "too few trades"}

    assert ask("GET", path, sub=BEN).status == 404
    assert ask("GET", path, sub=BEN, groups=("reviewer",)).body["state"] == "WAITING"
    decided = ask("POST", f"{path}/decide", body=decision, sub=BEN, groups=("reviewer",))
    assert (decided.body["state"], decided.body["decided_by"]) == ("REJECTED", BEN)
    assert ask("GET", path, sub=BEN, groups=("reviewer",)).status == 404
    assert ask("GET", path).body["reason"] == "too few trades"


def soft() -> None:
    """A gate that this run misses and a reviewer may excuse."""
    gate = {"name": "win_rate", "tier": 2, "metric": "win_rate", "bound": "at_least", "limit": "1.5"}
    set_gates({"version": "soft", "gates": [gate | {"severity": "soft"}]})


def waiting_for_paper(body: dict[str, Any]) -> str:
    soft()
    asked = {"run_id": completed(body), "target": "paper", "capital": "500"}
    promotion = ask("POST", "/v1/promotions", body=asked).body
    assert promotion["state"] == "WAITING"
    return str(promotion["promotion_id"])


def test_reviewers_find_what_waits_with_its_card_and_what_they_would_excuse(body: dict[str, Any]) -> None:
    promotion_id = waiting_for_paper(body)
    (listed,) = ask("GET", "/v1/reviews", sub=BEN, groups=("reviewer",)).body["items"]
    assert (listed["promotion_id"], listed["asked_by"], listed["yours"]) == (promotion_id, ADA, False)

    review = ask("GET", f"/v1/reviews/{promotion_id}", sub=BEN, groups=("reviewer",)).body
    assert [gate["name"] for gate in review["missed"]] == ["win_rate"]
    assert (review["needs_reason"], review["may_approve"], review["why_not"]) == (True, True, None)
    assert review["card"]["run_id"] == review["promotion"]["run_id"]

    decision = {"decision": "approve", "reason": "wins rarely, pays nine to one"}
    path = f"/v1/promotions/{promotion_id}/decide"
    assert ask("POST", path, body=decision, sub=BEN, groups=("reviewer",)).body["state"] == "DEPLOYED"
    assert ask("GET", "/v1/reviews", sub=BEN, groups=("reviewer",)).body["items"] == []
    assert ask("GET", f"/v1/reviews/{promotion_id}", sub=BEN, groups=("reviewer",)).status == 404


def test_a_reviewer_is_refused_a_yes_to_their_own_and_told_why(body: dict[str, Any]) -> None:
    promotion_id = waiting_for_paper(body)
    decision = {"decision": "approve", "reason": "I wrote it, I know it"}
    path = f"/v1/promotions/{promotion_id}/decide"
    refused = ask("POST", path, body=decision, groups=("reviewer",))

    assert (refused.status, refused.body["code"]) == (403, "own_promotion")
    assert "another reviewer" in refused.body["message"]
    review = ask("GET", f"/v1/reviews/{promotion_id}", groups=("reviewer",)).body
    assert (review["promotion"]["yours"], review["may_approve"]) == (True, False)
    assert "another reviewer" in review["why_not"]
    assert ask("GET", f"/v1/promotions/{promotion_id}").body["state"] == "WAITING"


def test_what_waits_is_for_reviewers_only(body: dict[str, Any]) -> None:
    promotion_id = waiting_for_paper(body)
    for path in ("/v1/reviews", f"/v1/reviews/{promotion_id}"):
        assert ask("GET", path, sub=BEN).body["code"] == "role_missing"


def test_what_waits_comes_page_by_page(body: dict[str, Any]) -> None:
    ids = {waiting_for_paper(body) for _ in range(3)}
    seen, cursor = [], None
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = ask("GET", "/v1/reviews", query=query, sub=BEN, groups=("reviewer",)).body
        seen += [one["promotion_id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert (len(seen), set(seen)) == (3, ids)


def test_a_hard_gate_that_came_since_has_no_exception_and_the_review_says_so(body: dict[str, Any]) -> None:
    promotion_id = waiting_for_paper(body)
    gate = {"name": "trades", "tier": 2, "metric": "trades", "bound": "at_least", "limit": "1000"}
    set_gates({"version": "hard", "gates": [gate]})
    review = ask("GET", f"/v1/reviews/{promotion_id}", sub=BEN, groups=("reviewer",)).body

    assert review["may_approve"] is False
    assert review["why_not"] == "Missed: trades. Hard gates have no exception."


def test_a_card_as_it_stands_now_tells_of_paper_and_of_the_gates_in_force(body: dict[str, Any]) -> None:
    lenient()
    run_id = completed(body)
    first = ask("GET", f"/v1/report-cards/{run_id}").body
    assert ask("GET", f"/v1/report-cards/{run_id}/standing").body == first
    assert first["paper"]["table"] is None
    assert "paper" in first["paper"]["reason"]

    soft()
    stands = ask("GET", f"/v1/report-cards/{run_id}/standing").body
    assert (first["verdict"], stands["verdict"], stands["gates_version"]) == ("PASS", "REJECT", "soft")
    assert ask("GET", f"/v1/report-cards/{run_id}/standing", sub=BEN).status == 404


def test_rules_on_paper_stand_on_the_card_of_their_run(
    body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoSchedules:
        def ensure(self) -> None:
            """The minute's schedules are the Floor's own matter."""

    monkeypatch.setattr(wiring, "_Floor", REAL_FLOOR)
    monkeypatch.setattr(floor, "schedules", NoSchedules)
    lenient()
    run_id = completed(body)
    promoted = {"run_id": run_id, "target": "paper", "capital": "500"}
    promotion = ask("POST", "/v1/promotions", body=promoted).body
    set_gates(gates_document(DEFAULT_GATES))

    stands = ask("GET", f"/v1/report-cards/{run_id}/standing").body
    (account,) = stands["paper"]["table"]["accounts"]
    assert account["algorithm_id"] == promotion["algorithm_id"]
    found = {gate["name"]: gate for gate in stands["gates"]}
    assert (found["paper_trades"]["value"], found["paper_trades"]["outcome"]) == ("0", "fail")
    # Books and venue were not compared yet: that is not the same as no difference.
    assert found["unexplained_differences"]["value"] is None
    # Judged anew, the same rules know it from the start.
    again = ask("GET", f"/v1/report-cards/{completed(body)}").body
    assert again["paper"]["table"]["accounts"] == stands["paper"]["table"]["accounts"]


BLOCK = (
    "total_return", "cagr", "sharpe", "sortino", "calmar", "omega", "volatility", "max_drawdown",
    "max_drawdown_days", "win_rate", "profit_factor", "expectancy", "expectancy_r", "trades", "average_win",
    "average_loss", "largest_win", "largest_loss", "average_bars", "exposure", "turnover", "gross_pnl",
    "fees", "slippage_cost", "net_pnl",
)  # fmt: skip
FIELDS = (
    "card_id", "strategy_id", "spec_version", "symbols", "timeframe", "from", "to", "data_version",
    "cost_set", "seed", "in_sample", "out_of_sample", "walk_forward", "costs", "regimes", "sensitivity",
    "paper", "gates", "tier_reached", "missing", "verdict", "confidence", "reasons", "warnings",
    "engine_version", "result_hash", "created_at", "hash",
)  # fmt: skip


def test_a_card_has_every_field_and_every_null_its_reason(body: dict[str, Any]) -> None:
    card = ask("GET", f"/v1/report-cards/{completed(body)}").body

    assert set(FIELDS) <= set(card)
    for name in ("whole", "in_sample", "out_of_sample"):
        assert set(BLOCK) <= set(card[name])
        assert all((m["value"] is None) == bool(m["reason"]) for m in card[name].values())
    for name in ("walk_forward", "regimes", "sensitivity", "paper"):
        assert (card[name]["table"] is None) == bool(card[name]["reason"])
    for gate in card["gates"]:
        assert gate["value"] is not None or gate["reason"]
    assert 0 <= Decimal(card["confidence"]) <= 1


def test_a_rejected_run_is_not_promoted_to_paper(body: dict[str, Any]) -> None:
    run_id = completed(body)
    asked = {"run_id": run_id, "target": "paper", "capital": "500"}
    answer = ask("POST", "/v1/promotions", body=asked)

    assert (answer.status, answer.body["code"]) == (422, "rejected_by_gates")


def test_simulation_is_open_to_a_run_that_its_gates_rejected(body: dict[str, Any]) -> None:
    run_id = completed(body)
    assert ask("GET", f"/v1/backtests/{run_id}").body["verdict"] == "REJECT"
    asked = {"run_id": run_id, "target": "simulation", "capital": "500"}
    answer = ask("POST", "/v1/promotions", body=asked)

    assert (answer.status, answer.body["state"], answer.body["verdict"]) == (201, "DEPLOYED", "REJECT")


def test_what_belongs_to_another_does_not_exist(body: dict[str, Any]) -> None:
    run_id = completed(body)
    for path in ("", "/trades", "/equity"):
        assert ask("GET", f"/v1/backtests/{run_id}{path}", sub=BEN).status == 404
    assert ask("GET", f"/v1/report-cards/{run_id}", sub=BEN).status == 404
    assert ask("POST", f"/v1/backtests/{run_id}/cancel", sub=BEN).status == 404
    assert ask("GET", "/v1/backtests", sub=BEN).body["items"] == []
    asked = {"run_id": run_id, "target": "paper", "capital": "500"}
    assert ask("POST", "/v1/promotions", body=asked, sub=BEN).status == 404


def test_a_viewer_may_look_and_not_start(body: dict[str, Any]) -> None:
    run_id = completed(body)

    assert ask("GET", f"/v1/backtests/{run_id}", groups=("viewer",)).status == 200
    assert ask("POST", "/v1/backtests", body=body, groups=("viewer",)).status == 403
