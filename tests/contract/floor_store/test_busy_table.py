"""Transactions that meet each other are tried again; those whose conditions failed are not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from omc.adapters.dynamodb.client import transact
from omc.adapters.dynamodb.floor.store import DynamoFloorStore
from omc.adapters.dynamodb.transactor import TRIES, Transactor
from omc.floor.changes import Changes
from omc.floor.operations import Owner
from omc.kernel.errors import Conflict, Transient
from tests.fakes.tables import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class Busy:
    """Meets another transaction the first `times`, then lets pass."""

    def __init__(self, times: int) -> None:
        self.times, self.tried = times, 0

    def __call__(self, client: "DynamoDBClient", writes: Sequence[Any]) -> None:
        self.tried += 1
        if self.tried <= self.times:
            raise Transient("TransactionConflict")
        transact(client, writes)


def store_that_meets(client: "DynamoDBClient", busy: Busy, pauses: list[int]) -> DynamoFloorStore:
    return DynamoFloorStore(client, "floor", Transactor(client, pauses.append, lambda: 0.0, busy))


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        made = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(made, "floor")
        yield made


def test_a_commit_that_meets_others_gets_through_with_growing_pauses(client: "DynamoDBClient") -> None:
    pauses: list[int] = []
    store = store_that_meets(client, Busy(4), pauses)

    store.commit(Changes(owner=Owner("ada")))

    assert store.owner("ada").version == 1
    assert pauses == [10, 20, 40, 80]


def test_a_table_that_stays_busy_is_transient(client: "DynamoDBClient") -> None:
    busy = Busy(1_000)
    with pytest.raises(Transient):
        store_that_meets(client, busy, []).commit(Changes(owner=Owner("ada")))
    assert busy.tried == TRIES


def test_a_lost_turn_is_not_tried_again(client: "DynamoDBClient") -> None:
    busy = Busy(0)
    store = store_that_meets(client, busy, [])
    store.commit(Changes(owner=Owner("ada")))
    with pytest.raises(Conflict):
        store.commit(Changes(owner=Owner("ada")))
    assert busy.tried == 2


def test_the_flag_waits_for_the_transactions_in_its_way() -> None:
    tried, pauses = [0], list[int]()
    conflict: Any = {"Error": {"Code": "TransactionConflictException", "Message": "in the way"}}

    def attempt() -> str:
        tried[0] += 1
        if tried[0] < 4:
            raise ClientError(conflict, "UpdateItem")
        return "set"

    client: Any = None
    assert Transactor(client, pauses.append, lambda: 0.0).patiently(attempt) == "set"
    assert len(pauses) == 3
