"""The two places of records that one contract binds: the table and its stand-in in memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import boto3
import pytest
from moto import mock_aws

from omc.adapters.dynamodb.client import marshal, query
from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.adapters.dynamodb.ledger.writer import DynamoRecordWriter
from omc.adapters.dynamodb.transactor import Transactor
from omc.contracts.events import parse_event
from omc.contracts.ledger_events import LEDGER_RECORDED
from omc.kernel.events import Event
from omc.kernel.instants import DAY_MS
from omc.ledgers.ports import RecordWriter
from omc.ledgers.reading import RecordReader
from tests.fakes.clock import FixedClock
from tests.fakes.evidence import NOON
from tests.fakes.ledgers import MemoryRecords
from tests.fakes.quick_moto import quick_transactions
from tests.fakes.tables import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "ledger"


class Store(RecordWriter, RecordReader, Protocol):
    pass


class TableStore(DynamoRecordWriter, DynamoRecordReader):
    """Writer and reader of one table."""


@dataclass(frozen=True)
class Case:
    """A store, and a way to see what left it."""

    store: Store
    events: Callable[[], list[Event]]

    def announced(self) -> list[str]:
        """Each announcement of a record, one a wording, by revision."""
        return sorted(
            f"{one['id']}@{one['revision_id']}"
            for event in self.events()
            if event.type == LEDGER_RECORDED
            for one in event.data["records"]
        )


def store_over(client: object, clock: FixedClock | None = None) -> TableStore:
    clock = clock or FixedClock(NOON + DAY_MS)
    return TableStore(client, TABLE, clock, transactor_over(client))  # type: ignore[arg-type]


def transactor_over(client: object) -> Transactor:
    return Transactor(client, lambda pause: None, lambda: 0.5)  # type: ignore[arg-type]


def partition(client: "DynamoDBClient", pk: str) -> Sequence[dict[str, object]]:
    values = marshal({":pk": pk})
    found = query(
        client, TableName=TABLE, KeyConditionExpression="pk = :pk", ExpressionAttributeValues=values
    )
    return list(found)


def outbox(client: "DynamoDBClient") -> list[Event]:
    return [
        parse_event(str(item["event"])) for shard in range(8) for item in partition(client, f"OUTBOX#{shard}")
    ]


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator["DynamoDBClient"]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    quick_transactions(monkeypatch)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, TABLE)
        yield client


@pytest.fixture(params=["memory", "dynamodb"])
def case(request: pytest.FixtureRequest) -> Case:
    if request.param == "memory":
        memory = MemoryRecords(FixedClock(NOON + DAY_MS))
        return Case(memory, lambda: memory.events)
    client = request.getfixturevalue("dynamodb")
    return Case(store_over(client), lambda: outbox(client))
