"""Numbers stay gapless and single when publishers race, on the real adapter's transactions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from omc.adapters.dynamodb.feed import Feed
from omc.adapters.dynamodb.push import Push
from omc.kernel.errors import Transient
from tests.fakes.tables import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Raced:
    """A client that runs `first` just before each of its transactions, as a faster publisher would."""

    def __init__(self, client: "DynamoDBClient", first: Callable[[], None]) -> None:
        self._client = client
        self._first = first

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, **request: Any) -> Any:
        self._first()
        return self._client.transact_write_items(**request)


def _push(name: str) -> Push:
    return Push(name, "ada", "floor", "order_update", {"name": name}, 0)


def _raced(client: "DynamoDBClient", first: Callable[[], None]) -> Feed:
    raced: Any = Raced(client, first)
    return Feed(raced, "sockets")


def test_a_publisher_that_lost_the_race_takes_the_next_number(client: "DynamoDBClient") -> None:
    faster = iter(["p-1", "p-2"])

    def overtake() -> None:
        name = next(faster, None)
        if name:
            Feed(client, "sockets").number(_push(name))

    assert _raced(client, overtake).number(_push("p-3")) == 3


def test_two_publishers_of_one_push_give_it_one_number(client: "DynamoDBClient") -> None:
    other = Feed(client, "sockets")

    def same() -> None:
        other.number(_push("p-1"))

    assert _raced(client, same).number(_push("p-1")) == 1
    assert other.head("ada", "floor") == 1


def test_a_transaction_conflict_is_tried_again(client: "DynamoDBClient") -> None:
    conflicts = iter([True, True])

    def conflict() -> None:
        if next(conflicts, False):
            raise ClientError({"Error": {"Code": "TransactionConflictException"}}, "TransactWriteItems")

    assert _raced(client, conflict).number(_push("p-1")) == 1


def test_a_table_that_stays_busy_is_reported_and_nothing_is_written(client: "DynamoDBClient") -> None:
    def conflict() -> None:
        raise ClientError({"Error": {"Code": "TransactionConflictException"}}, "TransactWriteItems")

    with pytest.raises(Transient):
        _raced(client, conflict).number(_push("p-1"))
    assert Feed(client, "sockets").head("ada", "floor") == 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("abcdefgh"), max_size=20))
def test_whatever_is_delivered_how_often_the_numbers_are_one_to_n_in_order_of_first_arrival(
    deliveries: list[str],
) -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, "sockets")
        feed = Feed(client, "sockets")
        for name in deliveries:
            feed.number(_push(name))
        first_arrivals = list(dict.fromkeys(deliveries))
        kept = feed.since("ada", "floor", 0, 100)
        assert [(m.seq, m.data["name"]) for m in kept] == list(enumerate(first_arrivals, start=1))
