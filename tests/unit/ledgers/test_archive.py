"""From the table's events to the lake, and both read as one: at least once told, once counted."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from functions.ledgers.archive.handler import handler
from functions.ledgers.compact.handler import handler as compact
from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.contracts.events import format_event
from omc.kernel.events import Event
from omc.kernel.instants import DAY_MS, HOUR_MS, from_iso
from omc.ledgers.features.history import FeatureHistory
from omc.ledgers.features.recent import RecentObservations
from omc.ledgers.records import Record
from omc.wiring import clients, ledger_archive
from tests.contract.ledger_store.conftest import TABLE, TableStore, outbox, store_over
from tests.fakes.clock import FixedClock
from tests.fakes.quick_moto import quick_transactions
from tests.fakes.tables import create_table
from tests.fakes.told import happening, news, post
from tests.unit.ledgers.lake import BUCKET, Lake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

NOON = from_iso("2026-03-01T12:00:00Z")


class House:
    """Table, lake and the function between them."""

    def __init__(self, dynamodb: "DynamoDBClient") -> None:
        self.dynamodb = dynamodb
        self.store: TableStore = store_over(dynamodb, FixedClock(NOON))
        self.lake = Lake(boto3.client("s3"))

    def events(self) -> list[Event]:
        return [event for event in outbox(self.dynamodb) if event.type.startswith("ledger.")]

    def deliver(self, *events: Event) -> list[str]:
        """Hand the events to the function as the bus does; which it wants again."""
        records = [
            {"messageId": event.event_id, "body": json.dumps({"detail": json.loads(format_event(event))})}
            for event in events
        ]
        answer = handler({"Records": records}, None)
        return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


_CACHED = (clients.dynamodb, clients.s3, ledger_archive._told, ledger_archive._archive)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("OMC_LEDGER_TABLE", TABLE)
    monkeypatch.setenv("OMC_LAKE_BUCKET", BUCKET)
    quick_transactions(monkeypatch)
    for cached in _CACHED:
        cached.cache_clear()
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        create_table(dynamodb, TABLE)
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        yield House(dynamodb)
    for cached in _CACHED:
        cached.cache_clear()


def told() -> list[Record]:
    first = news("a", NOON - HOUR_MS, NOON - HOUR_MS, 0.5, votes={"positive": 1})
    return [
        first,
        replace(first, known_at=NOON, votes={"positive": 9}),
        post("b", NOON, NOON, 0.25, assets=()),
        happening("c", NOON, NOON, 9, assets=("BTC", "ETH")),
    ]


def test_what_the_table_stored_is_in_the_lake_word_for_word(house: House) -> None:
    house.store.write(told())
    assert house.deliver(*house.events()) == []
    assert {(one.record_id, one.known_at) for one in house.lake.records()} == {
        (one.record_id, one.known_at) for one in told()
    }
    assert all(one in told() for one in house.lake.records())


def test_events_that_come_twice_and_in_other_company_count_once(house: House) -> None:
    house.store.write(told())
    events = house.events()
    house.deliver(*events)
    for event in events:
        house.deliver(event)

    class Context:
        def get_remaining_time_in_millis(self) -> int:
            return 600_000

    assert compact({"source": "schedule"}, Context())["folders"] == 6
    assert len(house.lake.records()) == len(told())


def test_a_compaction_without_time_begins_nothing(house: House) -> None:
    house.store.write(told())
    house.deliver(*house.events())

    class Context:
        def get_remaining_time_in_millis(self) -> int:
            return 1_000

    assert compact({"source": "schedule"}, Context()) == {"folders": 6, "done": 0, "parts": 0}


def test_an_event_whose_record_is_gone_comes_again_and_keeps_no_other_back(house: House) -> None:
    house.store.write(told()[:1])
    (event,) = house.events()
    lost = replace(event, event_id="evt-lost", data={**event.data, "source": "elsewhere"})
    assert house.deliver(lost, event) == ["evt-lost"]
    assert len(house.lake.records()) == 1


def test_words_taken_back_are_taken_out_of_the_lake_too(house: House) -> None:
    said = post("p", NOON, NOON, 0.5, body="my name is Ada", author_hash="abc")
    house.store.write([said])
    house.deliver(*house.events())
    house.store.erase([said.record_id])
    house.deliver(*(event for event in house.events() if event.type == "ledger.erased"))
    house.lake.compact()
    (left,) = house.lake.records()
    assert left.record_id == said.record_id
    assert (left.deleted, left.body, left.author_hash) == (True, "", None)  # type: ignore[attr-defined]


def test_what_is_in_the_table_only_is_read_at_once_and_counted_once_when_it_is_in_both(house: House) -> None:
    house.store.write(told())
    recent = RecentObservations(DynamoRecordReader(house.dynamodb, TABLE), FixedClock(NOON))
    both = FeatureHistory((house.lake.places, recent), synthetic=False)
    wanted = [("human.votes_net", "BTC"), ("catalyst.score", "MARKET"), ("human.news", "BTC")]
    before = both.book(wanted, NOON - DAY_MS, NOON)
    assert before[("human.votes_net", "BTC")].value.tolist() == [1, 9]
    house.deliver(*house.events())
    after = both.book(wanted, NOON - DAY_MS, NOON)
    for name in wanted:
        assert after[name].value.tolist() == before[name].value.tolist()
        assert after[name].known_at.tolist() == before[name].known_at.tolist()
    # And of the lake alone, as a backtest of years later reads it.
    later = house.lake.history().book(wanted, NOON - DAY_MS, NOON)
    assert later[("human.votes_net", "BTC")].value.tolist() == [1, 9]
