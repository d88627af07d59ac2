"""Indicators, opportunities, comparisons and exports over HTTP."""

import itertools
import json
from dataclasses import replace
from typing import Any

import boto3
import httpx
import numpy as np
import pytest

from functions.api.analysis.handler import app
from functions.api.strategies.handler import app as strategies_app
from functions.backtest.judge import handler as judge_step
from functions.backtest.plan import handler as plan_step
from functions.backtest.run import handler as run_step
from local.candles.importing import import_bars
from omc.contracts.backtest import gates_document
from omc.market.indicators.catalog import CATALOG
from omc.market.indicators.compute import compute
from omc.wiring.http import repeats
from omc.wiring.market import market
from tests.fakes.gateway import BEN, Answer, Context, http_event, read
from tests.unit.backtest_service.conftest import SERIES, FakeBars, waves

pytestmark = pytest.mark.usefixtures("lab")
_keys = itertools.count()
INSTRUMENT = FakeBars().get("sample", "BTC/USDT")


@pytest.fixture
def lab(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cloud with 400 daily bars."""
    value = json.dumps(gates_document())
    boto3.client("ssm").put_parameter(Name="/omc/test/gates", Value=value, Type="String")
    monkeypatch.setenv("OMC_GATES_PARAMETER", "/omc/test/gates")
    import_bars(waves(), SERIES, market(), lambda _: None, INSTRUMENT)


def ask(method: str, path: str, **request: Any) -> Answer:
    headers = {"idempotency-key": request.pop("key", f"key-{next(_keys):06}")} if method == "POST" else {}
    mine = ("/v1/indicators", "/v1/opportunities", "/v1/backtests/compare", "/v1/backtests/estimate")
    serving = (
        app if path.startswith(mine) or path.endswith(("/export", "/sizing", "/drift")) else strategies_app
    )
    return read(serving.resolve(http_event(method, path, headers=headers, **request), Context()))


@pytest.fixture
def body() -> dict[str, Any]:
    """What to run: the moving-average cross, kept."""
    items = ask("GET", "/v1/strategy-templates").body["items"]
    spec = next(item["spec"] for item in items if item["template_id"] == "ma_cross")
    strategy_id = ask("POST", "/v1/strategies", body={"spec": spec}).body["strategy_id"]
    return {"strategy_id": strategy_id, "version": 1, "series": SERIES.key}


def completed(body: dict[str, Any]) -> str:
    run_id = str(ask("POST", "/v1/backtests", body=body).body["run_id"])
    for step in (plan_step, run_step, judge_step):
        step.handler({"run_id": run_id}, None)
    return run_id


def test_every_indicator_is_listed_with_arguments_and_outputs() -> None:
    items = ask("GET", "/v1/indicators").body["items"]
    assert {item["name"] for item in items} == set(CATALOG)
    bollinger = next(item for item in items if item["name"] == "bollinger")
    assert [argument["default"] for argument in bollinger["arguments"]] == ["20", "2"]
    assert bollinger["price_outputs"] == ["middle", "upper", "lower"]


def test_an_indicator_is_computed_over_stored_bars_and_read_at_the_last() -> None:
    query = {"series": SERIES.key, "args": "7", "limit": "5"}
    told = ask("GET", "/v1/indicators/rsi", query=query).body
    whole = compute("rsi", waves(), INSTRUMENT.tick, (7,))["value"]
    shown = [item["values"]["value"] for item in told["items"]]
    np.testing.assert_allclose(shown, whole[-5:], rtol=1e-9)
    assert told["arguments"] == {"length": "7"}
    assert told["reading"]["signal"] in ("BUY", "SELL", "NEUTRAL")
    assert told["reading"]["reason"]


def test_earlier_bars_are_shown_as_they_were_known_then() -> None:
    query = {"series": SERIES.key, "limit": "3", "end": "2018-01-01T00:00:00Z"}
    told = ask("GET", "/v1/indicators/macd", query=query).body
    assert [item["ts"] for item in told["items"]][-1] == "2017-12-31T00:00:00.000Z"


@pytest.mark.parametrize(
    ("name", "query", "status", "where"),
    [
        ("rsi", {"series": "nonsense"}, 400, "query.series"),
        ("rsi", {"series": SERIES.key, "args": "x"}, 400, "query.args"),
        ("rsi", {"series": SERIES.key, "args": "0"}, 400, "query.args"),
        ("macd", {"series": SERIES.key, "args": "26,12,9"}, 400, "query.args"),
        ("rsi", {"series": SERIES.key, "limit": "0"}, 400, "query.limit"),
        ("rsi", {}, 400, "query.series"),
        ("nonsense", {"series": SERIES.key}, 404, None),
        ("rsi", {"series": "sample:ETH/USDT:1d"}, 404, None),
    ],
)
def test_a_wrong_question_is_told_where(
    name: str, query: dict[str, str], status: int, where: str | None
) -> None:
    refused = ask("GET", f"/v1/indicators/{name}", query=query)
    assert refused.status == status, refused.body
    assert where is None or where in [field["path"] for field in refused.body["fields"]]


def test_opportunities_carry_their_reasons_and_are_the_same_whoever_asks() -> None:
    first, again = (ask("GET", "/v1/opportunities", sub=sub) for sub in ("ada", BEN))
    assert first.body == again.body
    (one,) = first.body["items"]
    assert (one["series"], one["price"]) == (SERIES.key, f"{waves().close[-1]:.2f}")
    assert all(part["sentence"] for part in one["contributions"])
    points = sum(part["points"] for part in one["contributions"])
    assert abs(points) == pytest.approx(one["score"])
    assert one["side"] == ("BUY" if points > 0 else "SELL")
    if one["stop"] is not None:
        assert (float(one["stop"]) < float(one["entry"])) == (one["side"] == "BUY")
        assert one["risk_reward"] == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize(
    "query", [{"symbol": "ETH/USDT"}, {"timeframe": "1h"}, {"min_score": "100"}, {"side": "NEITHER"}]
)
def test_opportunities_are_filtered(query: dict[str, str]) -> None:
    answer = ask("GET", "/v1/opportunities", query=query)
    assert answer.status == 400 if query.get("side") == "NEITHER" else answer.body["items"] == []


def test_runs_are_laid_side_by_side(body: dict[str, Any]) -> None:
    runs = [completed(body), completed({**body, "costs": {"taker_bps": "0"}})]
    told = ask("POST", "/v1/backtests/compare", body={"run_ids": runs})
    assert told.status == 200, told.body
    assert [run["run_id"] for run in told.body["runs"]] == runs
    assert len(told.body["ts"]) == len(told.body["runs"][0]["base_100"])
    assert told.body["correlation"][0][0] == 1.0
    assert told.body["measured"] == "cards"


def test_runs_over_other_days_are_compared_only_when_cut(body: dict[str, Any]) -> None:
    runs = [completed(body), completed({**body, "start": "2017-10-01T00:00:00Z"})]
    refused = ask("POST", "/v1/backtests/compare", body={"run_ids": runs})
    assert (refused.status, refused.body["code"]) == (400, "different_ranges")
    cut = ask("POST", "/v1/backtests/compare", body={"run_ids": runs, "cut": True})
    assert cut.body["measured"] == "common_range"


@pytest.mark.parametrize("run_ids", [[], ["one"], ["x"] * 11])
def test_a_comparison_takes_two_to_ten_runs(run_ids: list[str]) -> None:
    assert ask("POST", "/v1/backtests/compare", body={"run_ids": run_ids}).status == 400


def test_somebody_elses_run_is_neither_compared_nor_exported(body: dict[str, Any]) -> None:
    run_id = completed(body)
    asked = {"run_ids": [run_id, run_id]}
    assert ask("POST", "/v1/backtests/compare", body=asked, sub=BEN).status == 404
    assert ask("GET", f"/v1/backtests/{run_id}/export", sub=BEN).status == 404


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ({}, b"number,"),
        ({"format": "csv", "table": "equity"}, b"ts,equity"),
        ({"format": "parquet"}, b"PAR1"),
        ({"format": "json"}, b"{"),
        ({"format": "pdf"}, b"%PDF-"),
    ],
)
def test_a_completed_run_is_taken_home_in_every_format(
    body: dict[str, Any], query: dict[str, str], begins: bytes
) -> None:
    run_id = completed(body)
    told = ask("GET", f"/v1/backtests/{run_id}/export", query=query)
    assert told.status == 200, told.body
    assert told.body["file_name"].startswith(run_id)
    key = httpx.URL(told.body["url"]).path.partition("runs/")[2]
    stored = boto3.client("s3").get_object(Bucket="lake", Key=f"runs/{key}")["Body"].read()
    assert stored.startswith(begins)
    assert "X-Amz-Expires=900" in told.body["url"]


def test_a_run_that_has_not_ended_cannot_be_taken_home(body: dict[str, Any]) -> None:
    run_id = ask("POST", "/v1/backtests", body=body).body["run_id"]
    refused = ask("GET", f"/v1/backtests/{run_id}/export")
    assert (refused.status, refused.body["code"]) == (409, "run_not_completed")


def test_an_estimate_of_a_run_costs_next_to_nothing_and_calls_nobody(body: dict[str, Any]) -> None:
    told = ask("POST", "/v1/backtests/estimate", body=body).body
    assert (told["bars"], told["agent_calls"], told["confirm"]) == (400, 0, False)
    assert float(told["price_usd"]) < 0.01


def test_a_comparison_asked_for_twice_with_one_key_is_the_first_one(body: dict[str, Any]) -> None:
    asked = {"run_ids": [completed(body), completed(body)]}
    first, again = (ask("POST", "/v1/backtests/compare", body=asked, key="key-compared") for _ in range(2))
    other = ask("POST", "/v1/backtests/compare", body=asked | {"cut": True}, key="key-compared")

    assert first.body == again.body
    assert again.headers["idempotency-replayed"] == "true"
    assert (other.status, other.body["code"]) == (422, "idempotency_key_reused")


def test_an_answer_too_long_to_keep_is_worked_out_again(
    body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "LONGEST_KEPT", 10)
    first, again = (ask("POST", "/v1/backtests/estimate", body=body, key="key-long") for _ in range(2))
    assert first.body == again.body
    assert "idempotency-replayed" not in again.headers


def test_an_estimate_needs_no_key_and_counts_every_symbol(body: dict[str, Any]) -> None:
    def estimate(asked: dict[str, Any]) -> Answer:
        return read(app.resolve(http_event("POST", "/v1/backtests/estimate", body=asked), Context()))

    import_bars(waves(200), replace(SERIES, symbol="ETH/USDT"), market(), lambda _: None, INSTRUMENT)
    assert estimate(body).body["bars"] == 400
    assert estimate(body | {"symbols": ["BTC/USDT", "ETH/USDT"]}).body["bars"] == 600
    refused = estimate(body | {"symbols": ["BTC/USDT", "NEW/USDT"]})
    assert refused.status == 422
    assert "sample:NEW/USDT:1d" in refused.body["message"]


def test_stakes_are_laid_side_by_side_for_the_trades_of_a_run(body: dict[str, Any]) -> None:
    path = f"/v1/backtests/{completed(body)}/sizing"
    answer = ask("GET", path, query={"fixed_fraction": "0.25"}).body
    rows = {row["name"]: row for row in answer["rows"]}

    assert (list(rows), answer["trades"]) == (["full_kelly", "half_kelly", "fixed_fraction"], 5)
    assert float(rows["fixed_fraction"]["stake_fraction"]) == 0.25
    full, half = (float(rows[name]["stake_fraction"]) for name in ("full_kelly", "half_kelly"))
    assert half == pytest.approx(full / 2)
    assert ask("GET", path, query={"fixed_fraction": "1.5"}).status == 400
    assert ask("GET", path, sub=BEN).status == 404


def test_a_run_whose_rules_never_were_on_paper_has_its_band_alone(body: dict[str, Any]) -> None:
    path = f"/v1/backtests/{completed(body)}/drift"
    answer = ask("GET", path).body

    assert (answer["place"], answer["result"], answer["traded"], answer["warning"]) == (None, None, 0, None)
    assert float(answer["low"]) < float(answer["high"])
    assert ask("GET", path).body == answer
    assert ask("GET", path, sub=BEN).status == 404


@pytest.mark.parametrize("part", ["sizing", "drift"])
def test_before_completion_there_is_nothing_to_look_back_on(body: dict[str, Any], part: str) -> None:
    run_id = ask("POST", "/v1/backtests", body=body).body["run_id"]
    assert ask("GET", f"/v1/backtests/{run_id}/{part}").body["code"] == "run_not_completed"
