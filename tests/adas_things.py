"""What Ada owns, made through the API by whatever door; what no route can make yet has a made-up id.

A made-up id still walks its routes: nothing may answer for it, whoever asks.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from omc.contracts.spec import SpecModel
from omc.market.timeframes import Timeframe
from omc.strategy.templates import TEMPLATES
from tests.ownership import Things

# Posts a body as Ada; returns the answer's body.
Post: TypeAlias = Callable[[str, Any], Any]

SECRET_NAME = "adas-secret-plan"
MADE_UP = {
    "run_id": "run-of-ada",
    "search_id": "search-of-ada",
    "promotion_id": "promotion-of-ada",
    "algorithm_id": "algorithm-of-ada",
    "order_id": "order-of-ada",
    "operation_id": "operation-of-ada",
    "collector_id": "collector-of-ada",
    "backfill_id": "backfill-of-ada",
    "notification_id": "notification-of-ada",
}


def spec(name: str = SECRET_NAME) -> dict[str, Any]:
    """A valid strategy on the sample market."""
    built = TEMPLATES["ma_cross"].spec("sample", "BTC/USDT", Timeframe.D1)
    return {**SpecModel.of(built).model_dump(mode="json"), "name": name}


def bodies() -> dict[str, dict[str, Any]]:
    """Parts of bodies whose meaning goes beyond their schema, by path."""
    bens = {"spec": spec("bens-own-plan")}
    return {
        "/v1/strategies": bens,
        "/v1/strategies/validate": bens,
        "/v1/strategies/{strategy_id}/versions": bens,
        "/v1/backtests": {"version": 1, "series": "sample:BTC/USDT:1d"},
        "/v1/optimisations": {"version": 1, "series": "sample:BTC/USDT:1d"},
        "/v1/optimisations/estimate": {"version": 1, "series": "sample:BTC/USDT:1d"},
        "/v1/walkforward": {"version": 1, "series": "sample:BTC/USDT:1d"},
        "/v1/walkforward/estimate": {"version": 1, "series": "sample:BTC/USDT:1d"},
        "/v1/backtests/estimate": {"version": 1, "series": "sample:BTC/USDT:1d"},
        "/v1/promotions": {"target": "simulation"},
        "/v1/floor/algorithms/{algorithm_id}/stop": {"confirmation": "STOP"},
        "/v1/floor/resume": {"confirmation": "RESUME"},
        "/v1/floor/emergency-stop": {"scope": "algorithm", "confirmation": "STOP"},
    }


def compared(run_id: str) -> dict[str, dict[str, Any]]:
    """The same with a comparison of Ada's run."""
    return {**bodies(), "/v1/backtests/compare": {"run_ids": [run_id, "run-of-nobody"]}}


def make(document: Mapping[str, Any], post: Post) -> Things:
    """Ada's strategy, and a backtest run of it."""
    ids = dict(MADE_UP)
    strategy = post("/v1/strategies", {"spec": spec()})
    ids["strategy_id"] = strategy["strategy_id"]
    ids["alert_id"] = post("/v1/alerts", {"types": ["hack"]})["alert_id"]
    if "/v1/backtests" in document["paths"]:
        run = post("/v1/backtests", {"strategy_id": ids["strategy_id"], **bodies()["/v1/backtests"]})
        ids["run_id"] = run["run_id"]
    if "/v1/optimisations" in document["paths"]:
        asked = {"strategy_id": ids["strategy_id"], **bodies()["/v1/optimisations"]}
        ids["search_id"] = post("/v1/optimisations", asked)["search_id"]
    return Things(ids=ids, marks=frozenset({SECRET_NAME}), bodies=compared(ids["run_id"]))
