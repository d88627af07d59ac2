"""The main job through the API, as a person would do it: a strategy, its backtest, its promotion."""

from dataclasses import dataclass
from typing import Any

from local.api import Api, wait_until
from omc.market.model import Series

STRATEGY_NAME = "Moving-average cross, demo"
CAPITAL = "10000"
_OVER = {"COMPLETED", "FAILED", "CANCELLED"}


@dataclass(frozen=True)
class Strategy:
    strategy_id: str
    version: int


def demo_strategy(api: Api, series: Series) -> Strategy:
    """The demo's strategy on `series`: made from the moving-average template where it is not yet."""
    for known in api.get("/v1/strategies")["items"]:
        if known["name"] == STRATEGY_NAME:
            return Strategy(known["strategy_id"], known["latest_version"])
    templates = api.get("/v1/strategy-templates")["items"]
    spec = next(template["spec"] for template in templates if template["template_id"] == "ma_cross")
    spec |= {"name": STRATEGY_NAME, "venue": series.venue, "symbol": series.symbol}
    spec |= {"timeframe": series.timeframe.value}
    made = api.post("/v1/strategies", {"spec": spec}, key="demo-strategy")
    return Strategy(made["strategy_id"], made["version"])


def backtest(api: Api, strategy: Strategy, series: Series) -> dict[str, Any]:
    """Run it over all bars stored and wait for the end."""
    body = {
        "strategy_id": strategy.strategy_id,
        "version": strategy.version,
        "series": series.key,
        "initial_capital": CAPITAL,
    }
    started = api.post("/v1/backtests", body)

    def finished() -> dict[str, Any] | None:
        run: dict[str, Any] = api.get(f"/v1/backtests/{started['run_id']}")
        return run if run["state"] in _OVER else None

    ended: dict[str, Any] = wait_until(finished, within_s=120, what="the backtest")
    return ended


def promote(api: Api, run_id: str) -> dict[str, Any]:
    """Put the run's strategy on the Floor in simulation and wait until it stands there."""
    body = {"run_id": run_id, "target": "simulation", "capital": CAPITAL}
    asked = api.post("/v1/promotions", body, key=f"demo-{run_id}")

    def standing() -> dict[str, Any] | None:
        algorithms = api.get("/v1/floor/algorithms")["items"]
        return next((one for one in algorithms if one["promotion_id"] == asked["promotion_id"]), None)

    algorithm: dict[str, Any] = wait_until(standing, within_s=30, what="the algorithm on the Floor")
    return algorithm
