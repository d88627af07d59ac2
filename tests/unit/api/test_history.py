"""Backfills and repairs over HTTP: an admin's, once for each key, and told as they stand."""

import json
from typing import Any

import boto3
import pytest

from functions.api.ledgers.handler import app
from functions.backfill.fail import handler as fail
from functions.backfill.plan import handler as plan
from omc.wiring import backfills
from tests.fakes.gateway import Answer, Context, http_event, read

KEY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def api(cloud: None, monkeypatch: pytest.MonkeyPatch) -> "list[dict[str, Any]]":
    """The API over a cloud in this process; what ledgers/repair is woken with is kept in the list."""
    machine = boto3.client("stepfunctions").create_state_machine(
        name="backfill",
        definition='{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}',
        roleArn="arn:aws:iam::123456789012:role/backfill",
    )
    monkeypatch.setenv("OMC_BACKFILL_MACHINE_ARN", machine["stateMachineArn"])
    monkeypatch.setenv("OMC_REPAIR_FUNCTION", "repair")
    woken: list[dict[str, Any]] = []

    class Lambdas:
        def invoke(self, **request: Any) -> None:
            woken.append(json.loads(request["Payload"]))

    monkeypatch.setattr(backfills, "lambdas", Lambdas)
    return woken


def ask(
    method: str, path: str, body: Any = None, groups: tuple[str, ...] = ("admin",), key: str = KEY
) -> Answer:
    event = http_event(method, path, body=body, headers={"idempotency-key": key}, sub="ada", groups=groups)
    return read(app.resolve(event, Context()))


def started() -> Answer:
    return ask("POST", "/v1/backfills", {"series": "kraken:BTC/USDT:1h"})


def test_a_backfill_is_started_once_for_each_key_and_told_as_it_stands(api: object) -> None:
    first = started()
    assert (first.status, first.body["state"], first.body["pages"]) == (202, "RUNNING", 0)
    backfill_id = first.body["backfill_id"]
    assert started().body["backfill_id"] == backfill_id
    assert plan.handler({"backfill_id": backfill_id}, None)["items"] == [
        {"backfill_id": backfill_id, "page": 0}
    ]
    (listed,) = ask("GET", "/v1/backfills").body["items"]
    assert listed["note"] == "kraken tells its last 720 bars only: history ends there"
    assert ask("GET", f"/v1/backfills/{backfill_id}").body == listed


def test_a_failed_backfill_says_why_and_is_resumed(api: object) -> None:
    backfill_id = started().body["backfill_id"]
    assert ask("POST", f"/v1/backfills/{backfill_id}/resume", key=KEY[:-1] + "2").status == 409
    fail.handler({"backfill_id": backfill_id, "error": "Transient", "cause": "venue down"}, None)
    assert ask("GET", f"/v1/backfills/{backfill_id}").body["error"] == "Transient: venue down"
    again = ask("POST", f"/v1/backfills/{backfill_id}/resume", key=KEY[:-1] + "3")
    assert (again.status, again.body["state"], again.body["attempt"]) == (202, "RUNNING", 2)


@pytest.mark.parametrize("series", ["sample:BTC/USDT:1d", "nonsense", "coinbaseexchange:BTC/USD:4h"])
def test_a_series_that_cannot_be_asked_for_is_refused(api: object, series: str) -> None:
    assert ask("POST", "/v1/backfills", {"series": series}).status == 400


def test_a_repair_is_begun_for_one_series_or_all(api: "list[dict[str, Any]]") -> None:
    assert ask("POST", "/v1/gaps/repair", {"series": "kraken:BTC/USDT:1h"}).status == 202
    assert ask("POST", "/v1/gaps/repair", {}, key=KEY[:-1] + "4").body == {"accepted": True}
    assert api == [{"source": "person", "series": "kraken:BTC/USDT:1h"}, {"source": "person"}]


@pytest.mark.parametrize("role", ["viewer", "trader", "reviewer"])
def test_history_is_an_admins(api: object, role: str) -> None:
    doors = [("POST", "/v1/backfills", {"series": "kraken:BTC/USDT:1h"}), ("GET", "/v1/backfills", None),
             ("GET", "/v1/backfills/bkf-1", None), ("POST", "/v1/gaps/repair", {})]  # fmt: skip
    for method, path, body in doors:
        assert ask(method, path, body, groups=(role,)).status == 403


def test_an_unknown_backfill_does_not_exist(api: object) -> None:
    assert ask("GET", "/v1/backfills/bkf-1").status == 404
