"""Searches on the deployed house: shards killed, executions stopped; the result is the undisturbed one."""

import time
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pytest

from local.api import Api, ApiError, wait_until
from local.candles.files import read_file
from local.candles.importing import import_bars
from local.market import market_in
from local.people import person
from local.stack import Stack
from omc.market.model import BarArrays, Instrument, Series
from omc.market.timeframes import Timeframe
from tests.integration.search_house import SearchHouse
from tests.reference import reference_file

pytestmark = [pytest.mark.integration, pytest.mark.timeout(1200)]

REAL = Series("searched", "BTC/USDT", Timeframe.H1)
MADE_UP = Series("simulated", "LTC/USDT", Timeframe.H1)
BARS = 20_000
HOUR_MS = 3_600_000


def made_up(count: int) -> BarArrays:
    """A seeded random walk in steps of a cent."""
    rng = np.random.default_rng(20_261_121)
    close = np.round(100 * np.exp(np.cumsum(rng.normal(0, 0.008, count))), 2)
    opened = np.concatenate(([100.0], close[:-1]))
    high = np.round(np.maximum(opened, close) * 1.002, 2)
    low = np.round(np.minimum(opened, close) * 0.998, 2)
    ts = 1_500_000_000_000 // HOUR_MS * HOUR_MS + np.arange(count, dtype=np.int64) * HOUR_MS
    return BarArrays(ts, opened, high, low, close, np.full(count, 10.0))


@pytest.fixture(scope="module")
def house(stack: Stack) -> Iterator[SearchHouse]:
    rules = Instrument(MADE_UP.venue, MADE_UP.symbol, Decimal("0.01"), Decimal("0.00001"), Decimal(10))
    import_bars(made_up(4_500), MADE_UP, market_in(stack), lambda _: None, rules)
    with Api(stack, person(stack, "sue@example.com", "Searches-all-day-1")) as api:
        yield SearchHouse(stack, api)


@pytest.fixture(scope="module")
def asked(house: SearchHouse) -> dict[str, object]:
    """2,500 sets over 4,500 bars: one machine does them all."""
    ranges = {
        "fast": {"low": "2", "high": "51", "step": "1"},
        "slow": {"low": "60", "high": "109", "step": "1"},
    }
    return {**house.strategy(MADE_UP.key), "ranges": ranges, "holdout_fraction": "0", "minimum_trades": 1}


@pytest.mark.soak
def test_ten_thousand_sets_over_real_bars_with_every_shard_killed_once(house: SearchHouse) -> None:
    bars = read_file(reference_file("data", "prices", "binance_spot_BTCUSDT_1h.parquet")).head(BARS)
    rules = Instrument(REAL.venue, REAL.symbol, Decimal("0.01"), Decimal("0.00001"), Decimal(10))
    import_bars(bars, REAL, market_in(house.stack), lambda _: None, rules)
    body = {**house.strategy(REAL.key), "holdout_fraction": "0"}

    began = time.monotonic()
    with house.killing_every_shard_once():
        killed = house.optimised(body)
    took_killed = time.monotonic() - began
    assert (killed["state"], killed["error"]) == ("COMPLETED", None)
    progress = killed["progress"]
    assert (killed["rows_total"], killed["bars"], progress["done"]) == (10_000, BARS, 10_000)
    assert house.crashes(killed["search_id"]) == progress["shards"] >= 10
    assert len(house.versions(killed["search_id"])) == progress["shards"]
    assert killed["luck"]["trials"] == killed["luck"]["family_trials"] == 10_000

    began = time.monotonic()
    undisturbed = house.optimised(body)
    took = time.monotonic() - began
    told = f"{progress['shards']} shards, {took_killed:.0f} s with each killed once, {took:.0f} s without"
    print(f"10,000 sets x {BARS:,} bars: {told}")  # noqa: T201
    assert house.crashes(undisturbed["search_id"]) == 0
    assert undisturbed["result_hash"] == killed["result_hash"]
    assert undisturbed["top"] == killed["top"]
    assert undisturbed["luck"]["family_trials"] == 20_000


@pytest.fixture(scope="module")
def many(house: SearchHouse) -> dict[str, object]:
    """10,000 sets over 4,500 bars: ten shards."""
    return {**house.strategy(MADE_UP.key, family="custom"), "holdout_fraction": "0", "minimum_trades": 1}


def test_many_shards_killed_once_each_rank_every_set_once(
    house: SearchHouse, many: dict[str, object]
) -> None:
    with house.killing_every_shard_once():
        found = house.optimised(many)
    assert (found["state"], found["error"]) == ("COMPLETED", None)
    assert house.crashes(found["search_id"]) == found["progress"]["shards"] == 10
    rows = house.rows(found["search_id"])
    assert [row["rank"] for row in rows] == list(range(1, 10_001))
    assert len({tuple(row["params"].items()) for row in rows}) == 10_000


def test_a_search_whose_execution_was_stopped_goes_on_where_it_was(
    house: SearchHouse, many: dict[str, object]
) -> None:
    undisturbed = house.optimised(many)
    search_id = house.stopped_on_its_way(many)
    path = f"/v1/optimisations/{search_id}"
    stopped = house.api.get(path)
    assert stopped["state"] == "FAILED"
    # How far it came before it was stopped is the machine's business: a fast one is nearly done.
    assert 1 <= stopped["progress"]["shards_done"] <= 10

    assert house.api.post(f"{path}/resume")["search_id"] == search_id
    ended = house.ended(path, 300)
    assert (ended["state"], ended["error"], ended["rows_total"]) == ("COMPLETED", None, 10_000)
    assert ended["result_hash"] == undisturbed["result_hash"]
    assert len(house.versions(search_id)) == 10
    with pytest.raises(ApiError, match="not_failed"):
        house.api.post(f"{path}/resume")


def test_a_search_whose_shard_cannot_work_fails_and_says_why(
    house: SearchHouse, asked: dict[str, object]
) -> None:
    with house.without_results():
        failed = house.optimised(asked)
    assert failed["state"] == "FAILED"
    assert "no-such-bucket" in failed["error"] or "NoSuchBucket" in failed["error"]
    path = f"/v1/optimisations/{failed['search_id']}"
    house.api.post(f"{path}/resume")
    assert house.ended(path, 300)["rows_total"] == 2_500


def test_a_map_of_any_two_parameters_is_drawn_from_a_search(
    house: SearchHouse, asked: dict[str, object]
) -> None:
    found = house.optimised(asked)
    plane = house.api.get(f"/v1/optimisations/{found['search_id']}/heatmap", x="slow", y="fast")
    assert (len(plane["x_values"]), len(plane["y_values"])) == (50, 50)
    scores = [Decimal(score) for row in plane["scores"] for score in row if score is not None]
    assert max(scores) == Decimal(found["best"]["score"])
    with pytest.raises(ApiError, match="expected another of fast, slow, got close"):
        house.api.get(f"/v1/optimisations/{found['search_id']}/heatmap", x="close")


def test_a_model_finds_its_sets_round_by_round(house: SearchHouse, asked: dict[str, object]) -> None:
    found = house.optimised({**asked, "method": "model", "samples": 50})
    assert (found["state"], found["error"], found["rows_total"]) == ("COMPLETED", None, 50)
    assert found["progress"]["shards_done"] == 3


def test_a_walk_forward_is_told_fold_by_fold(house: SearchHouse, asked: dict[str, object]) -> None:
    body = {name: value for name, value in asked.items() if name not in ("holdout_fraction", "ranges")}
    ranges = {
        "fast": {"low": "3", "high": "9", "step": "2"},
        "slow": {"low": "20", "high": "40", "step": "10"},
    }
    windows = {"train_days": 40, "test_days": 10, "ranges": ranges}
    started = house.api.post("/v1/walkforward", {**body, **windows})
    found = house.ended(f"/v1/walkforward/{started['search_id']}", 300)
    assert (found["state"], found["error"]) == ("COMPLETED", None)
    assert len(found["folds"]) == found["progress"]["total"] >= 5
    assert {one["name"] for one in found["stability"]} == {"fast", "slow"}
    chain = house.api.get(f"/v1/walkforward/{started['search_id']}/equity")
    assert len(chain["equity_daily"]) >= 50


def test_a_run_of_the_best_set_carries_what_its_search_says(
    house: SearchHouse, asked: dict[str, object]
) -> None:
    ranges = {
        "fast": {"low": "3", "high": "9", "step": "2"},
        "slow": {"low": "20", "high": "40", "step": "10"},
    }
    body = {**asked, "ranges": ranges}
    best = house.optimised(body)["best"]["params"]
    strategy_id = body["strategy_id"]
    spec = house.api.get(f"/v1/strategies/{strategy_id}")["latest"]["spec"]
    for name, value in best.items():
        spec["params"][name] = {"default": value, "search": None}
    kept = house.api.post(f"/v1/strategies/{strategy_id}/versions", {"spec": spec})
    run = {"strategy_id": strategy_id, "version": kept["version"], "series": MADE_UP.key}
    run_id = house.api.post("/v1/backtests", run)["run_id"]
    assert house.ended(f"/v1/backtests/{run_id}", 120)["state"] == "COMPLETED"

    card = house.api.get(f"/v1/report-cards/{run_id}")
    assert set(card["facts"]) >= {"deflated_sharpe", "overfitting"}
    outcomes = {gate["metric"]: gate["outcome"] for gate in card["gates"]}
    assert outcomes["deflated_sharpe"] in ("pass", "fail")
    assert card["sensitivity"]["table"]["trials"] == 12


def test_a_cancelled_search_ends_at_once_and_stays_ended(
    house: SearchHouse, asked: dict[str, object]
) -> None:
    search_id = house.api.post("/v1/optimisations", asked)["search_id"]
    cancelled = house.api.post(f"/v1/optimisations/{search_id}/cancel")
    assert cancelled["state"] in ("CANCELLED", "COMPLETED")
    wait_until(
        lambda: house.api.get(f"/v1/optimisations/{search_id}")["state"] == cancelled["state"],
        within_s=10,
        what="the search to stay ended",
    )
