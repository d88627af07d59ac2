"""The function that runs one collector, over made-up sources and an emulated cloud."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions.ledgers.ingest import handler as ingest_handler
from local.sources.faults import FOREVER, Fault
from local.sources.server import SourceServer, serving
from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.adapters.evidence.http.client import TEST_TIMEOUT_S, TIMEOUT_S
from omc.adapters.evidence.registry import SOURCES, module_of, plugin
from omc.contracts.collectors import parse_ingest
from omc.kernel.errors import Forbidden, InvalidInput, NotFound
from omc.kernel.instants import DAY_MS, SECOND_MS, to_iso
from omc.ledgers.collectors import Collector, State
from omc.ledgers.reading import RecordQuery
from omc.ledgers.taxonomy import Ledger
from omc.wiring import evidence, ingest
from omc.wiring.clients import dynamodb
from omc.wiring.clock import TellableClock
from tests.fakes.sources import WaitingClock

FOLDER = Path(ingest_handler.__file__).parent
HOST = "api.alternative.me"


class Context:
    """Lambda's word of an invocation."""

    number = 0

    def __init__(self) -> None:
        Context.number += 1
        self.aws_request_id = f"request-{Context.number}"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


def handled(**event: Any) -> dict[str, Any]:
    told = ingest_handler.handler({"collector_id": "fear_greed", **event}, Context())
    answer: dict[str, Any] = json.loads(json.dumps(told))
    return answer


@pytest.fixture
def sources(tables: None, cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[SourceServer]:
    monkeypatch.setenv("OMC_COLLECTOR_SCHEDULE_GROUP", "collectors")
    boto3.client("scheduler").create_schedule_group(Name="collectors")
    with serving() as server:
        clock = WaitingClock(evidence.clock.now())
        monkeypatch.setattr(evidence, "clock", clock)
        monkeypatch.setenv("OMC_SOURCE_URL", server.origin)
        yield server
        for timeout_s in (TIMEOUT_S, TEST_TIMEOUT_S):
            ingest._client(timeout_s).close()


def activated() -> Collector:
    handled(trigger="manual")
    collector = evidence.book().get("fear_greed")
    return evidence.book().save(replace(collector, state=State.ACTIVE))


def stored() -> list[Any]:
    now = evidence.clock.now()
    query = RecordQuery(Ledger.HUMAN, now - 30 * DAY_MS, now + DAY_MS, source="fear_greed")
    return list(DynamoRecordReader(dynamodb(), "ledger").page(query).records)


def test_a_manual_run_of_a_source_nobody_has_set_up_makes_its_draft_and_says_its_records_are_made_up(
    sources: SourceServer,
) -> None:
    run = handled(trigger="manual", run_id="run-mine")
    assert (run["status"], run["run_id"], run["new"], run["trigger"]) == (
        "succeeded",
        "run-mine",
        3,
        "manual",
    )
    assert evidence.book().get("fear_greed").state is State.DRAFT
    assert [one.run_id for one in evidence.book().runs("fear_greed", 9)] == ["run-mine"]
    assert len(stored()) == 3
    assert all(record.synthetic for record in stored())
    assert handled(trigger="manual")["repeated"] == 3
    assert "Contents" in boto3.client("s3").list_objects_v2(Bucket="lake", Prefix="raw/fear_greed/")


def test_a_schedule_runs_what_is_active_and_is_removed_for_what_is_not(sources: SourceServer) -> None:
    collector = activated()
    scheduler = boto3.client("scheduler")
    scheduler.create_schedule(
        Name="fear_greed", GroupName="collectors", ScheduleExpression="rate(1 hour)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": "arn:aws:lambda:eu-west-1:1:function:x", "RoleArn": "arn:aws:iam::1:role/x"},
    )  # fmt: skip
    assert handled()["status"] == "succeeded"
    assert len(scheduler.list_schedules(GroupName="collectors")["Schedules"]) == 1
    last = evidence.book().get("fear_greed")
    assert last.version == collector.version + 1
    evidence.book().save(replace(last, state=State.PAUSED))
    asked = len(sources.asked)
    assert handled()["status"] == "skipped"
    assert len(sources.asked) == asked
    assert scheduler.list_schedules(GroupName="collectors")["Schedules"] == []


def test_a_source_that_is_down_is_a_failed_run_that_ends_in_time_and_no_error_of_the_function(
    sources: SourceServer,
) -> None:
    activated()
    sources.faults.add(Fault("status", times=FOREVER, status=503))
    began = evidence.clock.now()
    run = handled()
    assert (run["status"], run["error_class"], run["retries"]) == ("failed", "source_down", 3)
    assert evidence.clock.now() - began < 55 * SECOND_MS
    assert evidence.book().get("fear_greed").failures == 1


def test_a_reader_that_breaks_is_a_failed_run_too(
    sources: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    activated()

    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("omc.adapters.sources.fear_greed.source.rows_of", broken)
    run = handled()
    assert (run["status"], run["error_class"]) == ("failed", "bug")
    assert "ZeroDivisionError" in run["error_text"]


def test_settings_that_do_not_fit_are_a_failed_run_that_says_which(sources: SourceServer) -> None:
    evidence.book().save(replace(activated(), settings={"history_days": "many"}))
    run = handled()
    assert (run["status"], run["error_class"]) == ("failed", "invalid_input")


def test_a_source_is_asked_several_times_in_a_run_when_its_minute_is_long(
    sources: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    activated()
    found = plugin("fear_greed")
    several = replace(found, info=replace(found.info, polls=3))
    several = replace(several, open_with=lambda *given: _named(found.open_with(*given), several.info))
    monkeypatch.setattr(ingest, "plugin", lambda _: several)
    asked = len(sources.asked)
    run = handled()
    assert (run["status"], len(sources.asked) - asked, run["seen"]) == ("succeeded", 3, 9)
    assert 40 * SECOND_MS <= run["latency_ms"] < 55 * SECOND_MS


def _named(source: Any, info: Any) -> Any:
    source.info = info
    return source


def test_a_connection_is_tested_without_leaving_anything(sources: SourceServer) -> None:
    activated()
    runs = len(evidence.book().runs("fear_greed", 9))
    assert handled(check=True)["works"] is True
    sources.faults.add(Fault("status", times=FOREVER, status=401))
    found = handled(check=True)
    assert found["works"] is False
    assert "401" in found["message"]
    assert len(evidence.book().runs("fear_greed", 9)) == runs
    assert evidence.book().get("fear_greed").failures == 0


def test_made_up_sources_may_be_asked_at_a_told_instant_whose_waits_pass_at_once(
    sources: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, then = TellableClock(), evidence.clock.now() // DAY_MS * DAY_MS - 5 * DAY_MS
    monkeypatch.setattr(evidence, "clock", clock)
    sources.now = then
    sources.faults.add(Fault("status", status=429, headers={"retry-after": "25"}))
    began = time.monotonic()
    run = handled(trigger="manual", now=to_iso(then))
    assert (run["status"], run["seen"]) == ("succeeded", 3)
    assert run["finished_at"] - then == 25 * SECOND_MS
    assert time.monotonic() - began < 10
    assert abs(clock.now() - time.time() * SECOND_MS) < 10 * SECOND_MS


def test_nobody_tells_a_run_its_instant_in_production_or_beside_real_sources(
    sources: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = len(sources.asked)
    for name, value in (("OMC_STAGE", "prod"), ("OMC_SOURCE_URL", "")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            with pytest.raises(Forbidden, match="made-up sources"):
                handled(trigger="manual", now="2026-03-04T05:06:00Z")
    for wrong in ("yesterday", 5, "2026-03-04T05:06:00"):
        with pytest.raises(InvalidInput, match="1 wrong field"):
            handled(trigger="manual", now=wrong)
    assert len(sources.asked) == asked


def test_metrics_name_no_source_in_their_dimensions(
    sources: SourceServer, capsys: pytest.CaptureFixture[str]
) -> None:
    handled(trigger="manual")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    (told,) = lines
    (metrics,) = told["_aws"]["CloudWatchMetrics"]
    assert metrics["Dimensions"] == [["service"]]
    assert {one["Name"] for one in metrics["Metrics"]} == {"RecordsStored", "RunSucceeded", "RunLatency"}
    assert (told["RecordsStored"], told["RunSucceeded"], told["source"]) == ([3.0], [1.0], "fear_greed")


def test_an_unknown_collector_and_a_request_of_another_kind_are_refused(sources: SourceServer) -> None:
    with pytest.raises(NotFound):
        handled(collector_id="nobody")
    with pytest.raises(InvalidInput):
        handled(trigger="whim")


def test_the_sample_event_is_understood() -> None:
    assert parse_ingest(json.loads((FOLDER / "event.json").read_text())).run_id == "run-sample"


def test_the_bundle_holds_every_source_and_no_other() -> None:
    named = json.loads((FOLDER / "bundle.json").read_text())["modules"]
    assert sorted(named) == sorted(module_of(name) for name in SOURCES)
