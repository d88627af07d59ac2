"""Searches and walk-forwards over HTTP, the steps between carried out by their own handlers."""

import itertools
from typing import Any

import pytest

from functions.api.searches.handler import app
from functions.api.strategies.handler import app as strategies_app
from functions.search.fail import handler as fail_step
from functions.search.plan import handler as plan_step
from functions.search.reduce import handler as reduce_step
from functions.search.shard import handler as shard_step
from omc.wiring.market import market
from tests.fakes.gateway import BEN, Answer, Context, http_event, read
from tests.unit.backtest_service.conftest import SERIES, FakeBars, waves

pytestmark = pytest.mark.usefixtures("lab")
_keys = itertools.count()
RANGES = {
    "fast": {"low": "3", "high": "9", "step": "2"},
    "slow": {"low": "12", "high": "20", "step": "4"},
}


@pytest.fixture
def lab(cloud: None) -> None:
    """The cloud with 800 bars in its lake."""
    market().lake.add(SERIES, waves(800))
    market().store.put_instrument(FakeBars().get("sample", "BTC/USDT"))


def ask(method: str, path: str, **request: Any) -> Answer:
    headers = {"idempotency-key": request.pop("key", f"key-{next(_keys):06}")} if method == "POST" else {}
    serving = strategies_app if path.startswith("/v1/strateg") else app
    return read(serving.resolve(http_event(method, path, headers=headers, **request), Context()))


@pytest.fixture
def body() -> dict[str, Any]:
    """Twelve sets of the moving-average cross, kept."""
    items = ask("GET", "/v1/strategy-templates").body["items"]
    spec = next(item["spec"] for item in items if item["template_id"] == "ma_cross")
    strategy_id = ask("POST", "/v1/strategies", body={"spec": spec}).body["strategy_id"]
    asked = {"strategy_id": strategy_id, "version": 1, "series": SERIES.key, "ranges": RANGES}
    return {**asked, "minimum_trades": 1}


def carried_out(search_id: str) -> None:
    for item in plan_step.handler({"search_id": search_id}, None)["items"]:
        shard_step.handler(item, None)
    reduce_step.handler({"search_id": search_id}, None)


def searched(body: dict[str, Any], kind: str = "optimisations") -> str:
    search_id = str(ask("POST", f"/v1/{kind}", body=body).body["search_id"])
    carried_out(search_id)
    return search_id


def test_a_search_is_accepted_and_names_its_channel(body: dict[str, Any]) -> None:
    answer = ask("POST", "/v1/optimisations", body=body)
    assert (answer.status, answer.body["state"]) == (202, "PENDING")
    assert answer.body["channel"] == f"search:{answer.body['search_id']}"


def test_a_repeated_request_is_the_same_search(body: dict[str, Any]) -> None:
    first, again = (ask("POST", "/v1/optimisations", body=body, key="key-repeated") for _ in range(2))
    assert first.body == again.body
    assert len(ask("GET", "/v1/optimisations").body["items"]) == 1


def test_a_completed_search_shows_its_best_sets_and_their_luck(body: dict[str, Any]) -> None:
    found = ask("GET", f"/v1/optimisations/{searched(body)}", query={"top": "3"}).body
    assert (found["state"], found["rows_total"], len(found["top"])) == ("COMPLETED", 12, 3)
    assert found["best"] == found["top"][0]
    assert set(found["best"]["params"]) == {"fast", "slow"}
    assert (found["luck"]["trials"], found["luck"]["family_trials"]) == (12, 12)
    assert {one["name"] for one in found["sensitivity"]} == {"fast", "slow"}
    assert (found["progress"]["done"], found["progress"]["fraction"]) == (12, 1.0)


def test_results_are_paged_in_order_of_rank(body: dict[str, Any]) -> None:
    path = f"/v1/optimisations/{searched(body)}/results"
    first = ask("GET", path, query={"limit": "7"}).body
    rest = ask("GET", path, query={"limit": "7", "cursor": first["next_cursor"]}).body
    assert [row["rank"] for row in [*first["items"], *rest["items"]]] == list(range(1, 13))
    assert rest["next_cursor"] is None


def test_a_heat_map_is_drawn_over_two_parameters(body: dict[str, Any]) -> None:
    path = f"/v1/optimisations/{searched(body)}/heatmap"
    plane = ask("GET", path).body
    assert (plane["x"], plane["y"], plane["x_values"]) == ("fast", "slow", ["3", "5", "7", "9"])
    assert (len(plane["scores"]), len(plane["scores"][0])) == (3, 4)
    refused = ask("GET", path, query={"x": "fast", "y": "fast"})
    assert (refused.status, refused.body["fields"][0]["path"]) == (400, "query.x")


def test_a_search_that_runs_shows_no_results_yet(body: dict[str, Any]) -> None:
    search_id = ask("POST", "/v1/optimisations", body=body).body["search_id"]
    refused = ask("GET", f"/v1/optimisations/{search_id}/results")
    assert (refused.status, refused.body["code"]) == (409, "search_not_completed")
    assert ask("GET", f"/v1/optimisations/{search_id}").body["top"] == []


def test_a_failed_search_says_why_and_can_be_taken_up_again(body: dict[str, Any]) -> None:
    search_id = ask("POST", "/v1/optimisations", body=body).body["search_id"]
    told = {"search_id": search_id, "error": "ValueError", "cause": '{"errorMessage": "it broke"}'}
    fail_step.handler(told, None)
    failed = ask("GET", f"/v1/optimisations/{search_id}").body
    assert (failed["state"], failed["error"]) == ("FAILED", "ValueError: it broke")
    assert ask("POST", f"/v1/optimisations/{search_id}/resume").status == 202
    carried_out(search_id)
    assert ask("GET", f"/v1/optimisations/{search_id}").body["state"] == "COMPLETED"


def test_a_cancelled_search_stays_cancelled(body: dict[str, Any]) -> None:
    search_id = ask("POST", "/v1/optimisations", body=body).body["search_id"]
    assert ask("POST", f"/v1/optimisations/{search_id}/cancel").body["state"] == "CANCELLED"
    assert ask("POST", f"/v1/optimisations/{search_id}/resume").status == 409


def test_a_walk_forward_shows_folds_stability_and_its_chain(body: dict[str, Any]) -> None:
    windows = {"train_days": 120, "test_days": 40}
    search_id = searched({**body, **windows}, "walkforward")
    found = ask("GET", f"/v1/walkforward/{search_id}").body
    assert (found["state"], found["sets_per_fold"]) == ("COMPLETED", 12)
    assert len(found["folds"]) >= 5
    assert found["folds"][0]["test_from"] >= found["folds"][0]["train_to"]
    assert {one["name"] for one in found["stability"]} == {"fast", "slow"}
    assert found["figures"]["total_return"]["value"] is not None
    assert len(ask("GET", f"/v1/walkforward/{search_id}/equity").body["equity_daily"]) >= 100
    assert ask("GET", f"/v1/optimisations/{search_id}").status == 404


def test_somebody_elses_search_does_not_exist(body: dict[str, Any]) -> None:
    search_id = searched(body)
    for path in ("", "/results", "/heatmap"):
        assert ask("GET", f"/v1/optimisations/{search_id}{path}", sub=BEN).status == 404


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"series": "nonsense"}, "body.series"),
        ({"ranges": {"slowest": RANGES["slow"]}}, "body.ranges.slowest"),
        ({"ranges": {"fast": {"low": "9", "high": "3", "step": "2"}}}, "body.ranges.fast"),
        ({"method": "random"}, "body.samples"),
        ({"method": "guess"}, "body.method"),
        ({"holdout_fraction": "0.9"}, "body.holdout_fraction"),
        ({"samples": 0, "method": "random"}, "body.samples"),
    ],
)
def test_what_is_wrong_is_told_by_field(body: dict[str, Any], changes: dict[str, Any], path: str) -> None:
    refused = ask("POST", "/v1/optimisations", body={**body, **changes})
    assert refused.status in (400, 422), refused.body
    assert path in [field["path"] for field in refused.body["fields"]]


def test_a_walk_forward_by_a_model_is_refused(body: dict[str, Any]) -> None:
    refused = ask("POST", "/v1/walkforward", body={**body, "method": "model", "samples": 10})
    assert (refused.status, refused.body["fields"][0]["path"]) == (400, "body.method")


def test_an_estimate_counts_sets_bars_and_shards_and_keeps_nothing(body: dict[str, Any]) -> None:
    told = ask("POST", "/v1/optimisations/estimate", body=body)
    assert (told.body["combinations"], told.body["bars"], told.body["shards"]) == (12, 560, 1)
    walked = ask("POST", "/v1/walkforward/estimate", body={**body, "train_days": 120, "test_days": 40})
    assert (walked.body["shards"], walked.body["combinations"]) == (17, 17 * 12)
    assert ask("GET", "/v1/optimisations").body["items"] == []


def test_an_estimate_of_a_series_without_bars_is_refused(body: dict[str, Any]) -> None:
    spec = ask("GET", f"/v1/strategies/{body['strategy_id']}").body["latest"]["spec"]
    other = ask("POST", "/v1/strategies", body={"spec": {**spec, "venue": "nowhere"}}).body
    asked = {**body, "strategy_id": other["strategy_id"], "series": "nowhere:BTC/USDT:1d"}
    refused = ask("POST", "/v1/optimisations/estimate", body=asked)
    assert (refused.status, refused.body["code"]) == (400, "series_unknown")
