"""The quality watch in process: what a switched-off source does to every score, and who hears of it once."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest

from functions.api.ledgers.handler import app
from functions.ledgers.ingest import handler as ingest_handler
from functions.ledgers.quality import handler as quality_handler
from local.sources.faults import FOREVER, Fault
from local.sources.server import SourceServer, serving
from omc.adapters.collectors.schedules import WATCH, CollectorStart, QualityWatch
from omc.adapters.dynamodb.client import marshal, unmarshal
from omc.adapters.dynamodb.ledger.quality import DynamoQuality
from omc.adapters.evidence.http.client import TEST_TIMEOUT_S, TIMEOUT_S
from omc.adapters.evidence.registry import plugin
from omc.kernel.errors import Conflict
from omc.kernel.events import Event
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, to_iso
from omc.ledgers.collectors import Collector, Run, State, Status, Trigger
from omc.ledgers.quality.observing import Watched
from omc.ledgers.quality.ports import Standing
from omc.ledgers.quality.scores import Score
from omc.ledgers.quality.watch import Seen, look
from omc.ledgers.seeding import default_collector
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger
from omc.wiring import evidence, ingest
from omc.wiring.transactions import transactor
from tests.fakes.evidence import measurement
from tests.fakes.gateway import Context, http_event, read
from tests.fakes.quick_moto import quick_transactions
from tests.fakes.sources import WaitingClock

NAME = "coinspot_prices"
NUMBERS = iter(range(100_000))


class House:
    """One source of prices, asked every quarter of an hour, and a look five minutes after each."""

    def __init__(self, server: SourceServer, clock: WaitingClock) -> None:
        self.server, self.clock = server, clock
        found = default_collector(plugin(NAME).info, clock.now())
        # A day of minutes would only take longer.
        found = replace(found, schedule="rate(15 minutes)").moved(State.ACTIVE, clock.now())
        evidence.book().save(found)

    def collect(self) -> dict[str, Any]:
        event = {"collector_id": NAME, "trigger": "manual", "run_id": f"run-{next(NUMBERS)}"}
        return dict(ingest_handler.handler(event, _LambdaContext()))

    def look(self) -> dict[str, Any]:
        return dict(quality_handler.handler({}, None))

    def quarters(self, count: int, *, works: bool = True) -> None:
        if not works:
            self.server.faults.add(Fault("status", times=FOREVER, status=503))
        for _ in range(count):
            began = self.clock.instant
            self.collect()
            self.clock.instant = began + 5 * MINUTE_MS
            self.look()
            self.clock.instant = began + 15 * MINUTE_MS

    def nothing_for_hours(self, count: int) -> None:
        """Its schedule is gone, since failures have paused it; the looks go on."""
        for _ in range(count // 2):
            self.clock.instant += 2 * HOUR_MS
            self.look()


class _LambdaContext:
    aws_request_id = "lambda-request"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@pytest.fixture
def house(tables: None, cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("OMC_COLLECTOR_SCHEDULE_GROUP", "collectors")
    quick_transactions(monkeypatch)
    boto3.client("scheduler").create_schedule_group(Name="collectors")
    with serving() as server:
        clock = WaitingClock(evidence.clock.now())
        monkeypatch.setattr(evidence, "clock", clock)
        clock.instead_of_sleeping(monkeypatch)
        monkeypatch.setenv("OMC_SOURCE_URL", server.origin)
        yield House(server, clock)
        for timeout_s in (TIMEOUT_S, TEST_TIMEOUT_S):
            ingest._client(timeout_s).close()


def current() -> dict[str, Standing]:
    quality = DynamoQuality(boto3.client("dynamodb"), "ledger", transactor())
    return {one.score.name: one for one in quality.current()}


def items(prefix: str) -> list[dict[str, Any]]:
    found = boto3.client("dynamodb").scan(TableName="ledger")["Items"]
    return [item for item in map(unmarshal, found) if str(item["pk"]).startswith(prefix)]


def told(kind: str) -> list[dict[str, Any]]:
    events = [json.loads(item["event"]) for item in items("OUTBOX#")]
    return sorted((one for one in events if one["type"] == kind), key=lambda one: one["occurred_at"])


def asked(**query: str) -> dict[str, Any]:
    answer = read(
        app.resolve(http_event("GET", "/v1/ledgers/quality", query=query, groups=("viewer",)), Context())
    )
    assert answer.status == 200, answer.body
    return dict(answer.body)


def test_a_source_that_works_scores_well_and_nobody_is_told(house: House) -> None:
    house.collect()
    house.clock.instant += 5 * MINUTE_MS
    house.look()
    found = current()
    assert set(found) == {NAME, "exchange", "all"}
    assert all(one.score.overall > 0.9 for one in found.values())
    assert told("quality.breached") == []


def test_a_source_switched_off_for_a_day_is_seen_in_every_dimension_and_told_of_once(house: House) -> None:
    house.quarters(3)
    before = current()
    # Three runs of the made-up venue's 15 markets, where two runs of 15 were due.
    assert before[NAME].score.completeness == 1
    assert told("quality.breached") == []
    house.quarters(5, works=False)
    assert evidence.book().get(NAME).state is State.FAILED
    house.nothing_for_hours(26)
    for name in (NAME, "exchange", "all"):
        score = current()[name].score
        assert (score.completeness, score.timeliness, score.accuracy, score.uptime) == (0, 0.3, 0, 0), name
        assert score.overall == pytest.approx(0.12)
    breaches = [(one["data"]["name"], one["data"]["severity"]) for one in told("quality.breached")]
    # Each once for each time it became graver, of twenty looks.
    assert sorted(set(breaches)) == [("all", "high"), ("all", "medium"), (NAME, "high")]
    assert len(breaches) == len(set(breaches))
    assert any("expected records came in 24 h" in one["data"]["text"] for one in told("quality.breached"))
    assert [one["type"] for one in told("collector.failing") + told("collector.paused")] == [
        "collector.failing", "collector.paused",
    ]  # fmt: skip


def test_a_breach_that_heals_and_comes_back_is_told_again() -> None:
    last: list[Standing] = []
    told_at = []
    for number, told_records in enumerate((90, 10, 10, 90, 10)):
        found = look([seen_with(told_records, number)], last, AT + number)
        last = list(found.standings)
        told_at += [number for one in found.events if one.data["name"] == "all"]
    assert told_at == [1, 4]


def test_a_score_that_swings_about_its_limit_is_told_once() -> None:
    last: list[Standing] = []
    events: list[Event] = []
    for number, told_records in enumerate((45, 38, 43, 37, 50, 38, 70, 38)):
        found = look([seen_with(told_records, number)], last, AT + number)
        last, events = list(found.standings), events + list(found.events)
    of_all = [one for one in events if one.data["name"] == "all"]
    assert [one.occurred_at - AT for one in of_all] == [1, 7]


def test_scores_and_breaches_are_pushed_to_the_ledgers_channel(house: House) -> None:
    house.collect()
    house.clock.instant += 40 * MINUTE_MS
    house.look()
    pushed = [item for item in items("PUSH#ledger:exchange") if item["type"] != "ledger_recorded"]
    assert {item["type"] for item in pushed} == {"quality_score", "quality_breached"}
    assert {item["owner_id"] for item in pushed} == {"*"}


def test_what_nothing_wakes_is_told_of_once_as_stale(house: House) -> None:
    house.collect()
    house.clock.instant += 30 * MINUTE_MS
    house.look()
    assert told("collector.stale") == []
    for _ in range(4):
        house.clock.instant += 16 * MINUTE_MS
        house.look()
    (event,) = told("collector.stale")
    assert event["data"]["collector_id"] == NAME
    assert current()[NAME].stale
    house.collect()
    house.look()
    assert not current()[NAME].stale


def test_history_is_kept_a_year_and_read_by_everybody(house: House) -> None:
    house.quarters(4)
    found = asked(name="exchange")
    assert {one["kind"] for one in found["items"]} == {"all", "ledger", "collector"}
    assert len(found["history"]) == 4
    assert [one["at"] for one in found["history"]] == sorted(
        (one["at"] for one in found["history"]), reverse=True
    )
    assert asked(name="exchange", limit="2")["history"] == found["history"][:2]
    later = to_iso(house.clock.now() + HOUR_MS)
    assert asked(name="exchange", start=later, end=to_iso(house.clock.now() + 2 * HOUR_MS))["history"] == []
    assert asked()["history"] == []
    for item in items("QUALITY#"):
        assert int(item["ttl"]) == (int(item["sk"]) + 365 * DAY_MS) // 1000


def test_who_was_paused_by_a_person_is_not_expected_and_the_watch_ends_with_the_last(house: House) -> None:
    start = CollectorStart(
        "arn:aws:lambda:eu-west-1:1:function:q", "arn:aws:iam::1:role/x", "arn:aws:sqs:eu-west-1:1:d"
    )
    watch = QualityWatch(boto3.client("scheduler"), "collectors", start)
    for _ in range(2):
        watch.ensure()
    house.look()
    schedules = boto3.client("scheduler")
    (one,) = schedules.list_schedules(GroupName="collectors")["Schedules"]
    assert one["Name"] == WATCH
    evidence.book().save(evidence.book().get(NAME).moved(State.PAUSED, house.clock.now()))
    assert house.look() == {"watched": 0, "alerts": 0, "told": 0}
    assert schedules.list_schedules(GroupName="collectors")["Schedules"] == []
    assert current() == {}
    assert house.look()["watched"] == 0


def test_of_two_who_look_at_once_one_is_heard(house: House) -> None:
    quality = DynamoQuality(boto3.client("dynamodb"), "ledger", transactor())
    standing = Standing(Score("all", None, 1, 1, 1, 1), 1000)
    quality.keep([standing], [], [], None)
    with pytest.raises(Conflict):
        quality.keep([replace(standing, at=2000)], [], [], None)
    quality.keep([replace(standing, at=2000)], [], [], 1000)
    with pytest.raises(Conflict):
        quality.keep([replace(standing, at=3000)], [], [], 1000)
    assert [one.at for one in quality.history("all", 0, 9000, 9)] == [2000, 1000]
    item = boto3.client("dynamodb").get_item(
        TableName="ledger", Key=marshal({"pk": "QUALITY", "sk": "QUALITY"})
    )
    assert unmarshal(item["Item"])["at"] == 2000


def test_accuracy_is_of_every_record_of_the_window_not_of_the_newest() -> None:
    seen = seen_with(100, 0)
    bad, good = replace(seen.runs[0], unsound=60, rejected=20), replace(seen.runs[0], run_id="r1", seen=300)
    long_ago = replace(bad, run_id="r2", started_at=AT - 2 * DAY_MS)
    found = look([replace(seen, runs=[good, bad, long_ago])], [], AT)
    score = next(one.score for one in found.standings if one.score.name == "c")
    assert score.accuracy == round(340 / 420, 4)
    assert "80 of 420 records break a rule" in score.reasons


AT = 20_000 * DAY_MS
INFO = SourceInfo("chain", "1", Ledger.GLASS, "Chain", 1, {"type": "object"}, "rate(1 day)", 100, 0)


def seen_with(told_records: int, number: int) -> Seen:
    """A daily source that told so many of a hundred records, all of them old news: timeliness is 0.7."""
    collector = Collector("c", "chain", "Chain", State.ACTIVE, {}, 0, 0, "1", active_since=0)
    run = Run("c", f"r{number}", "chain", Trigger.SCHEDULE, Status.SUCCEEDED, AT, AT, "1", seen=told_records)
    old = measurement(known_at=AT - 30 * HOUR_MS, event_time=AT - 30 * HOUR_MS)
    return Seen(Watched(collector, INFO), [run], [old])
