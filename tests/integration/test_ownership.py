"""Ben walks every route of the deployed API with his token, and learns nothing of Ada's.

Ada has everything a person can have: a strategy, a completed backtest, a promotion, an algorithm that
traded, its orders, an emergency stop.
"""

import json
import uuid
from collections.abc import Iterator

import httpx
import pytest

from local.api import Api, wait_until
from local.market import replay_in, seed_sample
from local.market_data.catalog import SIMULATED_HOURLY
from local.openapi import DOCUMENT
from local.people import Person
from local.stack import Stack
from local.thread import Strategy, backtest, promote
from tests.adas_things import MADE_UP, SECRET_NAME, compared, spec
from tests.ownership import Door, Reply, Step, Things, walk

pytestmark = pytest.mark.integration
SERIES = SIMULATED_HOURLY.series
BARS = 200
FLOOR = "/v1/floor/emergency-stop"
CONTRACT = json.loads(DOCUMENT.read_text(encoding="utf-8"))
PATHS = CONTRACT["paths"]


@pytest.fixture
def http(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.api_url, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def things(stack: Stack, ada: Person) -> Things:
    """Made through the API and a replayed market."""
    seed_sample(stack)
    with Api(stack, ada) as api:
        ids = _made(stack, api)
        return Things(ids=ids, marks=frozenset({SECRET_NAME}), bodies=compared(ids["run_id"]))


def _made(stack: Stack, api: Api) -> dict[str, str]:
    market = {"venue": SERIES.venue, "symbol": SERIES.symbol, "timeframe": SERIES.timeframe.value}
    made = api.post("/v1/strategies", {"spec": {**spec(), **market}})
    run = backtest(api, Strategy(made["strategy_id"], made["version"]), SERIES)
    asked = {"strategy_id": made["strategy_id"], "version": made["version"], "series": SERIES.key}
    search = api.post("/v1/optimisations", {**asked, "method": "random", "samples": 2})
    ids = {**MADE_UP, "strategy_id": made["strategy_id"], "run_id": run["run_id"]}
    ids["search_id"] = search["search_id"]
    ids["alert_id"] = api.post("/v1/alerts", {"types": ["hack"]})["alert_id"]
    return {**ids, **_on_the_floor(stack, api, run["run_id"])} if FLOOR in PATHS else ids


def _on_the_floor(stack: Stack, api: Api, run_id: str) -> dict[str, str]:
    algorithm = promote(api, run_id)
    replay_in(stack, bars_per_second=None).run(SERIES, BARS)
    order = wait_until(lambda: api.get("/v1/floor/orders")["items"], within_s=60, what="an order")[0]
    stop = {"scope": "algorithm", "algorithm_id": algorithm["algorithm_id"], "confirmation": "STOP"}
    operation = api.post(FLOOR, {**stop, "reason": "end of the test"})
    return {
        "promotion_id": algorithm["promotion_id"],
        "algorithm_id": algorithm["algorithm_id"],
        "order_id": order["order_id"],
        "operation_id": operation["operation_id"],
    }


def _door(http: httpx.Client, who: Person | None) -> Door:
    token = {"authorization": f"Bearer {who.token}"} if who else {}

    def ask(step: Step) -> Reply:
        headers = {**token, "idempotency-key": str(uuid.uuid4())}
        answer = http.request(step.method, step.path, json=step.body, params=step.query, headers=headers)
        return Reply(answer.status_code, answer.text)

    return ask


def test_the_wrong_person_learns_nothing_by_any_deployed_route(
    http: httpx.Client, things: Things, ada: Person, ben: Person
) -> None:
    assert SECRET_NAME in _door(http, ada)(Step("GET", "/v1/strategies", "/v1/strategies")).text
    assert walk(CONTRACT, things, _door(http, ben), _door(http, None)) == []
