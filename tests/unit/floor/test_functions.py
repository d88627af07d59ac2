"""From a closed bar to a trade through the functions themselves, and through the API a person uses."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import boto3
import pytest

from functions.floor.reconcile.handler import handler as reconcile
from functions.floor.watch.handler import handler as watch
from omc.floor.orders import Mode
from omc.wiring import floor_watch
from omc.wiring.floor import Deployment
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, WAVES, bars, crossing
from tests.fakes.floor_world import FloorWorld
from tests.fakes.gateway import ADA, BEN
from tests.unit.floor.conftest import Stack

WANTED = Deployment(
    ADA, "str-1", 1, crossing(), SERIES, Mode.SIMULATION, Decimal(10_000), "promo-1",
    minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1,
)  # fmt: skip


def live(stack: Stack, count: int) -> str:
    algorithm_id = stack.deploy(WANTED)
    for bar in bars(WAVES[:count]):
        stack.market.append(SERIES, [bar])
        stack.close()
    return algorithm_id


def test_bars_become_the_trades_that_the_same_floor_in_memory_makes(stack: Stack) -> None:
    live(stack, 20)
    world = FloorWorld(INSTRUMENT)
    world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
    world.show(SERIES, bars(WAVES[:20]))

    trades = stack.ask("GET", "/v1/floor/trades").body["items"]

    assert len(trades) >= 2
    expected = [f"{trade.net_pnl:f}" for trade in reversed(world.trades())]
    assert [Decimal(trade["net_pnl"]) for trade in trades] == [Decimal(one) for one in expected]
    equity = stack.ask("GET", "/v1/floor/equity", query={"range": "all"}).body
    assert Decimal(equity["points"][-1]["equity"]) == world.account.marks.equity


def test_sync_tells_everything_and_then_that_nothing_changed(stack: Stack) -> None:
    algorithm_id = live(stack, 20)

    answer = stack.ask("GET", "/v1/floor/sync")

    assert answer.status == 200
    body = answer.body
    assert [one["algorithm_id"] for one in body["algorithms"]] == [algorithm_id]
    assert body["kill"]["active"] is False
    assert body["pnl"]["mode"] == "simulation"
    assert len(body["positions"]) == 1
    assert body["last_reconciliation"] == {"time": None, "clean": True}
    again = stack.ask_with("/v1/floor/sync", {"if-none-match": answer.headers["etag"]})
    assert again.status == 304


def test_an_order_carries_its_reasons_fills_and_an_intact_trail(stack: Stack) -> None:
    live(stack, 20)
    listed = stack.ask("GET", "/v1/floor/orders", query={"limit": "1"}).body
    assert listed["next_cursor"]
    rest = stack.ask("GET", "/v1/floor/orders", query={"cursor": listed["next_cursor"]}).body
    order_id = rest["items"][-1]["order_id"]

    detail = stack.ask("GET", f"/v1/floor/orders/{order_id}").body

    assert detail["state"] == "FILLED"
    assert detail["reasons"][0]["text"]
    assert len(detail["fills"]) == 1
    assert detail["audit_intact"] is True
    assert [one["after"] for one in detail["audit"]][:2] == ["NEW", "GATED"]
    signals = stack.ask("GET", "/v1/floor/signals").body["items"]
    assert all(signal["reasons"] for signal in signals)


def test_what_belongs_to_another_is_not_found(stack: Stack) -> None:
    algorithm_id = live(stack, 16)
    order_id = stack.ask("GET", "/v1/floor/orders").body["items"][0]["order_id"]

    assert stack.ask("GET", f"/v1/floor/orders/{order_id}", sub=BEN).status == 404
    for action in ("pause", "resume"):
        assert stack.ask("POST", f"/v1/floor/algorithms/{algorithm_id}/{action}", sub=BEN).status == 404
    assert stack.ask("GET", "/v1/floor/orders", sub=BEN).body["items"] == []
    assert stack.ask("GET", "/v1/floor/sync", sub=BEN).body["algorithms"] == []


def stop(stack: Stack, key: str, **changes: Any) -> Any:
    body = {"scope": "account", "confirmation": "STOP", "reason": "enough for today"} | changes
    return stack.ask("POST", "/v1/floor/emergency-stop", body=body, key=key)


def test_a_stop_is_accepted_worked_and_reported_and_lifted(stack: Stack) -> None:
    live(stack, 20)

    accepted = stop(stack, "stop-key-1")
    stack.turn()

    assert accepted.status == 202
    assert accepted.body["state"] == "accepted"
    operation = stack.ask("GET", f"/v1/floor/emergency-stop/{accepted.body['operation_id']}").body
    assert operation["state"] == "finished"
    assert len(operation["liquidated_positions"]) == 1
    assert operation["partial_success"] is False
    sync = stack.ask("GET", "/v1/floor/sync").body
    assert sync["kill"]["active"] is True
    assert sync["positions"] == []
    wrong = {"confirmation": "resume", "reason": "calm again"}
    assert stack.ask("POST", "/v1/floor/resume", body=wrong, key="resume-key-1").status == 400
    word = {"confirmation": "RESUME", "reason": "calm again"}
    assert stack.ask("POST", "/v1/floor/resume", body=word, key="resume-key-2").status == 200
    after = stack.ask("GET", "/v1/floor/sync").body
    assert after["kill"]["active"] is False
    assert after["algorithms"][0]["status"] == "PAUSED"


def test_the_same_key_gets_the_same_answer_and_a_wrong_word_a_400(stack: Stack) -> None:
    live(stack, 8)
    wrong = stop(stack, "stop-key-0", confirmation="stop")
    assert (wrong.status, wrong.body["code"]) == (400, "wrong_word")

    first, second = stop(stack, "stop-key-1"), stop(stack, "stop-key-1")

    assert first.body == second.body


def test_a_viewer_may_stop_but_not_resume(stack: Stack) -> None:
    live(stack, 8)
    body = {"scope": "account", "confirmation": "STOP", "reason": "from my phone"}
    stopped = stack.ask("POST", "/v1/floor/emergency-stop", body=body, key="stop-key-1", groups=("viewer",))
    assert stopped.status == 202

    word = {"confirmation": "RESUME", "reason": "calm again"}
    resumed = stack.ask("POST", "/v1/floor/resume", body=word, key="resume-key", groups=("viewer",))
    assert resumed.status == 403


def test_pause_and_resume_are_told_and_a_stopped_algorithm_is_gone_for_good(stack: Stack) -> None:
    algorithm_id = live(stack, 8)
    path = f"/v1/floor/algorithms/{algorithm_id}"
    assert stack.ask("POST", f"{path}/pause").body["status"] == "PAUSED"
    assert stack.ask("POST", f"{path}/resume").body["status"] == "ACTIVE"

    stack.ask("POST", f"{path}/stop", body={"confirmation": "STOP"}, key="stop-key-1")
    stack.turn()

    assert stack.ask("GET", "/v1/floor/algorithms").body["items"][0]["status"] == "STOPPED"
    assert boto3.client("scheduler").list_schedules(GroupName="floor")["Schedules"] == []
    assert stack.ask("POST", f"{path}/stop", body={"confirmation": "halt"}, key="stop-key-2").status == 400


def test_deploying_makes_the_schedules_once(stack: Stack) -> None:
    assert stack.deploy(WANTED) == stack.deploy(WANTED)
    other = stack.deploy(replace(WANTED, promotion_id="promo-2"))

    names = [one["Name"] for one in boto3.client("scheduler").list_schedules(GroupName="floor")["Schedules"]]
    assert sorted(names) == ["reconcile", "watch"]
    assert len(stack.ask("GET", "/v1/floor/algorithms").body["items"]) == 2
    assert other


def test_the_minute_functions_make_one_pass_when_all_is_calm(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(stack, 8)
    monkeypatch.setattr(floor_watch, "_closely", lambda: False)

    assert reconcile({}, None) == {"passes": 1, "differing": 0}
    assert watch({}, None) == {"passes": 1, "rung": 0}
    assert stack.ask("GET", "/v1/floor/sync").body["last_reconciliation"]["time"]


def test_a_dialog_left_without_stopping_is_on_record(stack: Stack) -> None:
    answer = stack.ask("POST", "/v1/floor/emergency-stop-dialog", body={"action": "cancelled"})

    assert answer.status == 204
    items = stack.dynamodb.scan(TableName="floor")["Items"]
    kept = [item["pk"]["S"] for item in items if item["pk"]["S"].startswith(f"AUDIT#owner:{ADA}")]
    assert len(kept) == 1
