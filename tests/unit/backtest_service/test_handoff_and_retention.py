"""What leaves after 90 days and what stays; what is told when a strategy does not reach the Floor."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import boto3
import pytest

from omc.adapters.dynamodb.client import unmarshal
from omc.adapters.s3.cards import CardLake
from omc.adapters.s3.exports import LINK_SECONDS
from omc.backtest.judging.facts import PaperFacts
from omc.backtest.judging.gates import Gate, GateSet, Severity
from omc.backtest.service.runs import RunRequest
from omc.kernel.instants import DAY_MS
from tests.unit.backtest_service.conftest import Lab
from tests.unit.backtest_service.test_steps import LENIENT, carried_out

STRICT = GateSet("strict", (Gate("trades", 2, "trades", "at_least", Decimal(1000)),))
SOFT = GateSet("soft", (Gate("trades", 2, "trades", "at_least", Decimal(1000), Severity.SOFT),))


def item(lab: Lab, run_id: str = "bt-1") -> dict[str, Any]:
    key = {"pk": {"S": f"RUN#{run_id}"}, "sk": {"S": "RUN"}}
    return unmarshal(lab.client.get_item(TableName="lab", Key=key)["Item"])  # type: ignore[attr-defined]


def events(lab: Lab, kind: str) -> list[dict[str, Any]]:
    found = lab.client.scan(TableName="lab")["Items"]  # type: ignore[attr-defined]
    told = [json.loads(one["event"]) for one in map(unmarshal, found) if "event" in one]
    return [one for one in told if one["type"] == kind]


def expire(prefix: str) -> None:
    """What the lake's rule does after 90 days."""
    bucket = boto3.resource("s3").Bucket("lake")
    bucket.objects.filter(Prefix=prefix).delete()


@pytest.mark.parametrize("gates", [LENIENT, SOFT])
def test_what_passed_or_may_be_excused_is_kept_for_good(
    lab: Lab, request_: RunRequest, gates: GateSet
) -> None:
    lab.gates.gates = gates
    carried_out(lab, request_)
    before = (lab.files.card("bt-1"), lab.files.trades("bt-1"), lab.files.evidence("bt-1"))
    expire("runs/")

    assert "ttl" not in item(lab)
    assert (lab.files.card("bt-1"), lab.files.trades("bt-1"), lab.files.evidence("bt-1")) == before
    assert CardLake(boto3.client("s3"), "lake").card("bt-1") == before[0]
    assert len(lab.files.equity("bt-1")["ts"]) == 400


def test_what_was_rejected_leaves_after_90_days(lab: Lab, request_: RunRequest) -> None:
    lab.gates.gates = STRICT
    carried_out(lab, request_)
    expire("runs/")

    assert item(lab)["ttl"] == (lab.runs.get("bt-1").created_at + 90 * DAY_MS) // 1000
    assert lab.files.card("bt-1") is None


def test_a_link_lives_for_a_quarter_of_an_hour() -> None:
    assert LINK_SECONDS == 15 * 60


def test_a_run_judged_after_paper_knows_what_paper_came_to(lab: Lab, request_: RunRequest) -> None:
    lab.paper.facts = PaperFacts(12, Decimal(8), Decimal("0.01"), 0)
    lab.gates.gates = LENIENT
    carried_out(lab, request_)

    card = lab.files.card("bt-1")
    assert card is not None
    assert card["facts"]["paper_days"] == {"value": "8", "reason": None}


def test_a_failed_handoff_is_told_once_and_stands_on_the_run(lab: Lab, request_: RunRequest) -> None:
    lab.gates.gates = LENIENT
    carried_out(lab, replace(request_, auto_promote=True, promote_to="paper"))
    for _ in range(2):
        lab.requests.fail("bt-1", "Halted: trading is stopped")

    (told,) = events(lab, "handoff.failed")
    assert told["data"]["error"] == "Halted: trading is stopped"
    assert (told["owner_id"], told["data"]["target"]) == (request_.owner_id, "paper")
    run = lab.runs.get("bt-1")
    assert (run.state.value, run.error) == ("COMPLETED", "Halted: trading is stopped")


@pytest.mark.parametrize(("gates", "auto"), [(STRICT, True), (LENIENT, False)])
def test_what_was_not_on_its_way_to_the_floor_rings_no_bell(
    lab: Lab, request_: RunRequest, gates: GateSet, auto: bool
) -> None:
    lab.gates.gates = gates
    carried_out(lab, replace(request_, auto_promote=auto))
    lab.requests.fail("bt-1", "the judge was cut off after its last word")

    assert events(lab, "handoff.failed") == []
    assert lab.runs.get("bt-1").error is None
