"""What a person may do through the Floor's API, and what is refused."""

from typing import Any

import boto3
import pytest

from omc.floor.algorithms import AlgorithmStatus
from omc.floor.reasons import Reason
from omc.floor.services.status import set_status
from tests.fakes.floor_table import OWNER
from tests.fakes.floor_world import FloorWorld
from tests.fakes.gateway import BEN
from tests.unit.floor_api.conftest import ask

STOP = {"scope": "account", "confirmation": "STOP", "reason": "enough for today"}
RESUME = {"confirmation": "RESUME", "reason": "calm again"}


def wrong_words() -> list[str]:
    items = boto3.client("dynamodb").scan(TableName="floor")["Items"]
    return [item["pk"]["S"] for item in items if "stop_wrong_word" in item["pk"]["S"]]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("emergency-stop", {}, "body.scope"),
        ("emergency-stop", STOP | {"scope": "world"}, "body.scope"),
        ("emergency-stop", STOP | {"reason": "no"}, "reason"),
        ("emergency-stop", STOP | {"surprise": 1}, "body.surprise"),
        ("emergency-stop", "not json", "body"),
        ("emergency-stop-dialog", {"action": "closed"}, "body.action"),
        ("resume", RESUME | {"confirmation": "resume"}, "confirmation"),
        ("resume", RESUME | {"reason": ""}, "reason"),
        ("resume", RESUME | {"force": True}, "body.force"),
        ("algorithms/alg-1/stop", {}, "body.confirmation"),
        ("algorithms/alg-1/stop", {"confirmation": "stop"}, "confirmation"),
        ("algorithms/alg-1/stop", {"confirmation": "STOP", "scope": "all"}, "body.scope"),
    ],
)
@pytest.mark.usefixtures("cloud")
def test_a_wrong_body_is_refused_with_the_field_that_is_wrong(path: str, body: Any, field: str) -> None:
    answer = ask("POST", f"/v1/floor/{path}", body=body)

    assert answer.status == 400
    assert field in [one["path"] for one in answer.body["fields"]]


@pytest.mark.parametrize("word", ["stop", "STOP ", "", "S" * 5000])
@pytest.mark.usefixtures("cloud")
def test_a_wrong_word_of_any_length_is_on_record(word: str) -> None:
    answer = ask("POST", "/v1/floor/emergency-stop", body=STOP | {"confirmation": word})

    assert (answer.status, answer.body["code"]) == (400, "wrong_word")
    assert len(wrong_words()) == 1
    assert ask("GET", "/v1/floor/sync").body["kill"]["active"] is False


def test_a_stop_needs_neither_key_nor_role_nor_the_table_of_keys(traded: FloorWorld) -> None:
    boto3.client("dynamodb").delete_table(TableName="account")

    answer = ask("POST", "/v1/floor/emergency-stop", body=STOP, key="", groups=())

    assert (answer.status, answer.body["state"]) == (202, "accepted")
    assert traded.account.kill is not None
    operation = ask("GET", f"/v1/floor/emergency-stop/{answer.body['operation_id']}", groups=())
    assert operation.body["operation_id"] == answer.body["operation_id"]


def test_a_repeated_stop_is_the_same_stop_also_after_its_end(traded: FloorWorld) -> None:
    first = ask("POST", "/v1/floor/emergency-stop", body=STOP, key="one-wish").body
    again = ask("POST", "/v1/floor/emergency-stop", body=STOP, key="one-wish").body
    assert again == first

    traded.clock.instant = traded.store.operation(first["operation_id"]).requested_at
    traded.liquidator().work(first["operation_id"])
    after = ask("POST", "/v1/floor/emergency-stop", body=STOP, key="one-wish")

    assert (after.status, after.body["operation_id"]) == (202, first["operation_id"])
    assert after.body["state"] == "finished"


def test_only_the_owner_hears_of_a_stop(traded: FloorWorld) -> None:
    operation_id = ask("POST", "/v1/floor/emergency-stop", body=STOP).body["operation_id"]

    assert ask("GET", f"/v1/floor/emergency-stop/{operation_id}", sub=BEN).status == 404
    assert ask("GET", f"/v1/floor/emergency-stop/{operation_id}", query={"all": "1"}).status == 400


def test_anothers_algorithm_cannot_be_touched(traded: FloorWorld) -> None:
    path = f"/v1/floor/algorithms/{traded.algorithm_id}"
    one = STOP | {"scope": "algorithm", "algorithm_id": traded.algorithm_id}

    refused = [ask("POST", f"{path}/{action}", sub=BEN) for action in ("pause", "resume")]
    refused.append(ask("POST", f"{path}/stop", body={"confirmation": "STOP"}, sub=BEN))
    refused.append(ask("POST", "/v1/floor/emergency-stop", body=one, sub=BEN))
    nothing = ask("POST", "/v1/floor/algorithms/alg-none/pause", sub=BEN)

    assert [answer.status for answer in (*refused, nothing)] == [404] * 5
    words = {answer.body["message"].replace(traded.algorithm_id, "*") for answer in refused}
    assert words == {nothing.body["message"].replace("alg-none", "*")}
    assert traded.account.kill is None


@pytest.mark.parametrize("action", ["pause", "resume"])
def test_who_may_only_look_neither_pauses_nor_resumes(traded: FloorWorld, action: str) -> None:
    path = f"/v1/floor/algorithms/{traded.algorithm_id}/{action}"

    assert ask("POST", path, groups=("viewer",)).status == 403
    assert ask("POST", "/v1/floor/resume", body=RESUME, groups=("viewer",)).status == 403


def test_a_paused_algorithm_says_so(traded: FloorWorld) -> None:
    paused = ask("POST", f"/v1/floor/algorithms/{traded.algorithm_id}/pause").body

    assert (paused["status"], paused["status_reason"]) == ("PAUSED", "paused")


@pytest.mark.parametrize("action", ["pause", "resume"])
def test_what_has_ended_is_not_said_to_have_been_changed(traded: FloorWorld, action: str) -> None:
    now, why = traded.clock.now(), Reason("test", "ended by the test")
    set_status(traded.store, traded.algorithm_id, AlgorithmStatus.STOPPED, now, OWNER, why)

    answer = ask("POST", f"/v1/floor/algorithms/{traded.algorithm_id}/{action}")

    assert (answer.status, answer.body["code"]) == (409, "wrong_status")


def test_an_algorithm_is_not_resumed_while_trading_is_stopped(traded: FloorWorld) -> None:
    ask("POST", "/v1/floor/emergency-stop", body=STOP)

    answer = ask("POST", f"/v1/floor/algorithms/{traded.algorithm_id}/resume")

    assert (answer.status, answer.body["code"]) == (423, "kill_active")
    assert ask("POST", "/v1/floor/resume", body=RESUME).status == 409
