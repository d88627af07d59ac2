"""The two market stores that one contract binds: the table and its stand-in in memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import boto3
import pytest
from moto import mock_aws

from omc.adapters.dynamodb.client import marshal, query
from omc.adapters.dynamodb.market import DynamoMarketStore
from omc.contracts.events import parse_event
from omc.kernel.events import Event
from omc.market.model import Instrument, Series
from omc.market.ports import BarReader, BarWriter, GapBook, Instruments
from tests.fakes.clock import FixedClock
from tests.fakes.market import MemoryMarket
from tests.fakes.quick_moto import quick_transactions
from tests.fakes.tables import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "market"


class Store(BarReader, BarWriter, GapBook, Instruments, Protocol):
    def series(self) -> Sequence[Series]: ...

    def put_instrument(self, instrument: Instrument) -> None: ...


@dataclass(frozen=True)
class Case:
    """A store, and a way to see what left it."""

    store: Store
    events: Callable[[], list[Event]]


def outbox(client: "DynamoDBClient") -> list[Event]:
    """Every event in the table's outbox, oldest bar first."""
    found = [
        parse_event(item["event"])
        for shard in range(8)
        for item in query(
            client,
            TableName=TABLE,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": f"OUTBOX#{shard}"}),
        )
    ]
    return sorted(found, key=lambda event: event.occurred_at)


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator["DynamoDBClient"]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    quick_transactions(monkeypatch)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, TABLE)
        yield client


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_700_000_000_000)


@pytest.fixture(params=["memory", "dynamodb"])
def case(request: pytest.FixtureRequest) -> Case:
    if request.param == "memory":
        memory = MemoryMarket()
        return Case(memory, lambda: memory.events)
    client = request.getfixturevalue("dynamodb")
    store = DynamoMarketStore(client, TABLE, request.getfixturevalue("clock"))
    return Case(store, lambda: outbox(client))
