"""The main job on an emulator that enforces roles: what each function is granted suffices, and is needed.

Every call that a function's code makes is held to the policies of its own role, on the resource it names.
MiniStack does not enforce what services do on our behalf, so this says nothing about

- a state machine, a schedule, an HTTP or socket API starting a function,
- a rule putting an event into its queue,
- an event source mapping reading its queue or stream and writing what it gave up,
- the key behind tables, queues, lake and logs, and a function writing its own log,
- passing the schedules' role to the scheduler.

Those grants are read from the template in tests/infrastructure/test_services_grants.py. Nor is it seen here
how a person's answer reaches a waiting machine (the emulator cannot tell whose task a token is), how a run
ends that gave up, nor how bars come from a real exchange. What keeps evidence walks in test_evidence.py.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from local.api import Api, wait_until
from local.market import replay_in, seed_sample
from local.market_data.catalog import SIMULATED_HOURLY
from local.people import person
from local.stack import Stack, deployed
from local.thread import backtest, demo_strategy, promote
from omc.kernel.instants import to_iso
from tests.integration.evidence_house import KEEPERS
from tests.integration.strict_house import call, idle, refusals, schedules, start, without

pytestmark = pytest.mark.integration

SERIES = SIMULATED_HOURLY.series
BATCH, MOST_BATCHES = 20, 10
WITHIN_S = 30
BESIDE_THE_WAY = {"backtest/ask", "backtest/promote", "backtest/fail", "search/fail"}
# Of administration, which the main job does not need.
ADMINISTRATION = {"api/collectors", "ledgers/quality"}
# Walks in test_backfill.py, where roles are not enforced.
HISTORY = {"backfill/fail", "backfill/join", "backfill/page", "backfill/plan", "ledgers/repair"}


@pytest.fixture(scope="module")
def strict() -> Iterator[Stack]:
    """A house of its own, where every function may do what its role says and nothing else."""
    with deployed(enforce_iam=True, wait_scale=0.1) as stack:
        seed_sample(stack)
        yield stack


@pytest.fixture(scope="module")
def api(strict: Stack) -> Iterator[Api]:
    with Api(strict, person(strict)) as client:
        yield client


def judged_run(api: Api) -> str:
    """Strategy, backtest, report card."""
    run = backtest(api, demo_strategy(api, SERIES), SERIES)
    assert run["state"] == "COMPLETED", run["error"]
    assert api.get(f"/v1/report-cards/{run['run_id']}")["verdict"]
    return str(run["run_id"])


def search_and_look(api: Api, run_id: str) -> None:
    """A search by a model, followed by its channel; what is computed on request; a run taken home."""
    strategy = demo_strategy(api, SERIES)
    asked = {"strategy_id": strategy.strategy_id, "version": strategy.version, "series": SERIES.key}
    search_id = api.post("/v1/optimisations", {**asked, "method": "model", "samples": 20})["search_id"]
    with subscribed(api, f"search:{search_id}") as socket:

        def ended() -> Any:
            found = api.get(f"/v1/optimisations/{search_id}")
            return found if found["state"] not in ("PENDING", "RUNNING") else None

        found = wait_until(ended, within_s=120, what="the search")
        assert (found["state"], found["error"]) == ("COMPLETED", None)
        assert json.loads(socket.recv(10))["type"] == "search_progress"
    assert len(api.get(f"/v1/optimisations/{search_id}/results")["items"]) == 20
    assert api.get("/v1/indicators/rsi", series=SERIES.key)["items"]
    assert "items" in api.get("/v1/opportunities")
    assert httpx.get(api.get(f"/v1/backtests/{run_id}/export")["url"], trust_env=False).status_code == 200


@contextmanager
def subscribed(api: Api, *channels: str) -> Iterator[ClientConnection]:
    """A socket opened by a ticket, listening."""
    ticket = api.post("/v1/ws-ticket")
    with connect(f"{ticket['url']}?ticket={ticket['ticket']}", proxy=None, open_timeout=10) as socket:
        for channel in channels:
            socket.send(json.dumps({"action": "subscribe", "channel": channel}))
            assert json.loads(socket.recv(10))["type"] == "subscribed"
        yield socket


def hear_of_a_fill(socket: ClientConnection) -> None:
    """TimeoutError when nothing more is pushed before one."""
    while True:
        told = json.loads(socket.recv(10))
        if told["type"] == "order_update" and told["data"]["state"] == "FILLED":
            return


def trade_until_filled(stack: Stack, api: Api, algorithm_id: str) -> None:
    """Tell bars through the deployed collector until an order is filled."""
    replay = replay_in(stack, bars_per_second=None)

    def judged() -> bool:
        (algorithm,) = api.get("/v1/floor/algorithms")["items"]
        return (algorithm["cursor"] or "") >= to_iso(last)

    for _ in range(MOST_BATCHES):
        last = replay.pending(SERIES)[BATCH - 1]
        replay.run(SERIES, BATCH)
        wait_until(judged, within_s=WITHIN_S, what=f"the Floor to judge {to_iso(last)}")
        orders = api.get("/v1/floor/orders", algorithm_id=algorithm_id)["items"]
        if any(order["state"] == "FILLED" for order in orders):
            return
    raise AssertionError(f"expected an order filled within {MOST_BATCHES * BATCH} bars, got {orders}")


def stop_and_resume(api: Api) -> None:
    body = {"scope": "account", "confirmation": "STOP", "reason": "a drill under enforced roles"}
    asked = api.post("/v1/floor/emergency-stop", body)

    def finished() -> Any:
        operation = api.get(f"/v1/floor/emergency-stop/{asked['operation_id']}")
        return operation if operation["finished_at"] else None

    operation = wait_until(finished, within_s=WITHIN_S, what="the end of the stop")
    assert operation["quiesced_at"]
    assert operation["failed_actions"] == []
    api.post("/v1/floor/resume", {"confirmation": "RESUME", "reason": "the drill is over"})
    assert api.get("/v1/floor/sync")["kill"]["active"] is False


def test_the_main_job_needs_no_grant_that_a_function_lacks(strict: Stack, api: Api) -> None:
    run_id = judged_run(api)
    search_and_look(api, run_id)
    algorithm_id = promote(api, run_id)["algorithm_id"]
    assert schedules(strict) == {"reconcile", "watch"}
    start(strict, "floor/reconcile", "floor/watch")
    with subscribed(api, f"backtest:{run_id}", "floor") as socket:
        trade_until_filled(strict, api, algorithm_id)
        hear_of_a_fill(socket)
        stop_and_resume(api)
    end = {"confirmation": "STOP", "reason": "the walk is over"}
    api.post(f"/v1/floor/algorithms/{algorithm_id}/stop", end)
    assert api.get("/v1/ledgers/exchange/candles", series=SERIES.key)["items"]
    wait_until(lambda: not schedules(strict), within_s=WITHIN_S, what="the end of the schedules")

    assert refusals(strict) == []
    assert idle(strict) == BESIDE_THE_WAY | ADMINISTRATION | KEEPERS | HISTORY


def test_the_steps_that_promote_by_themselves_lack_no_grant(strict: Stack, api: Api) -> None:
    run_id = judged_run(api)
    asked = call(strict, "backtest/ask", {"run_id": run_id, "task_token": "nobody-waits"})
    assert api.get(f"/v1/promotions/{asked['promotion_id']}")["state"] == "WAITING"
    deployed_by_step = call(strict, "backtest/promote", {"run_id": run_id})
    found = {one["algorithm_id"] for one in api.get("/v1/floor/algorithms")["items"]}
    assert deployed_by_step["algorithm_id"] in found
    assert schedules(strict) == {"reconcile", "watch"}

    assert refusals(strict) == []


def test_a_grant_that_is_taken_away_is_missed_and_the_refusal_is_seen(strict: Stack, api: Api) -> None:
    with without(strict, "api/account", "dynamodb:PutItem") as role:
        assert api.raw("POST", "/v1/ws-ticket").status_code == 500

        told = refusals(strict)
        assert any("AccessDenied: dynamodb:PutItem for" in line and role in line for line in told)
        assert any(line.startswith("api/account: ") for line in told)
    assert api.raw("POST", "/v1/ws-ticket").status_code == 201
