"""The table store when it is killed, raced or refused in the middle."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import marshal, query
from omc.adapters.dynamodb.market import DynamoMarketStore
from omc.kernel.errors import Transient
from omc.market.model import Gap, Series
from omc.market.ports import GapRecord, SeriesHead
from tests.contract.market_store.conftest import TABLE, outbox
from tests.fakes.bars import bar, bars
from tests.fakes.clock import FixedClock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HOURLY = Series.parse("sample:BTC/USDT:1h")
H = HOURLY.timeframe.ms


class Killed(BaseException):
    """The process is gone."""


class Interrupted:
    """A client that runs `before(n)` ahead of, and `after(n)` behind, its n-th transaction."""

    def __init__(self, client: "DynamoDBClient", **hooks: Callable[[int], None]) -> None:
        self._client, self._hooks = client, hooks
        self.sizes: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, TransactItems: Sequence[Any]) -> object:  # noqa: N803
        self.sizes.append(len(TransactItems))
        number = len(self.sizes)
        self._run("before", number)
        answer = self._client.transact_write_items(TransactItems=TransactItems)
        self._run("after", number)
        return answer

    def _run(self, moment: str, number: int) -> None:
        if moment in self._hooks:
            self._hooks[moment](number)


def store_over(client: object) -> DynamoMarketStore:
    return DynamoMarketStore(client, TABLE, FixedClock(7))  # type: ignore[arg-type]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("transaction", [1, 2, 3])
def test_killed_at_any_transaction_nothing_is_lost_or_doubled_by_collecting_again(
    dynamodb: "DynamoDBClient", moment: str, transaction: int
) -> None:
    def kill(number: int) -> None:
        if number == transaction:
            raise Killed

    collected = bars(HOURLY, [*range(1, 30), *range(33, 50)])
    with pytest.raises(Killed):
        store_over(Interrupted(dynamodb, **{moment: kill})).append(HOURLY, collected)
    whole = transaction if moment == "after" else transaction - 1
    assert len(store_over(dynamodb).range(HOURLY)) == min(18 * whole, len(collected))

    store_over(dynamodb).append(HOURLY, collected)
    assert list(store_over(dynamodb).range(HOURLY)) == collected
    assert [event.data["ts"] for event in outbox(dynamodb)] == [one.ts for one in collected]
    assert [record.gap for record in store_over(dynamodb).gaps(HOURLY)] == [Gap(HOURLY, 30 * H, 3)]


def test_two_writers_of_one_series_leave_each_bar_once(dynamodb: "DynamoDBClient") -> None:
    rival = store_over(dynamodb)

    def race(number: int) -> None:
        if number in (1, 2):
            rival.append(HOURLY, bars(HOURLY, range(number, 4 * number)))

    result = store_over(Interrupted(dynamodb, before=race)).append(HOURLY, bars(HOURLY, range(1, 10)))
    assert result.stored == (8 * H, 9 * H)
    assert result.duplicates == 7
    assert len(rival.range(HOURLY)) == 9
    assert len(outbox(dynamodb)) == 9
    assert rival.head(HOURLY) == SeriesHead(HOURLY, H, 9 * H, 9)


def test_a_busy_table_is_transient_and_leaves_whole_batches(dynamodb: "DynamoDBClient") -> None:
    def conflict(number: int) -> None:
        if number == 2:
            reasons = [{"Code": "TransactionConflict"}]
            error = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise ClientError(error, "TransactWriteItems")  # type: ignore[arg-type]

    with pytest.raises(Transient):
        store_over(Interrupted(dynamodb, before=conflict)).append(HOURLY, bars(HOURLY, range(1, 30)))
    assert len(store_over(dynamodb).range(HOURLY)) == len(outbox(dynamodb)) == 18


@pytest.mark.parametrize("announce", [True, False])
def test_no_batch_exceeds_what_one_transaction_holds(dynamodb: "DynamoDBClient", announce: bool) -> None:
    store_over(dynamodb).append(HOURLY, bars(HOURLY, [1, 500]), announce=False)
    counting = Interrupted(dynamodb)
    store_over(counting).append(HOURLY, bars(HOURLY, range(2, 100, 2)), announce=announce)
    assert max(counting.sizes) <= 100


def test_a_repaired_gap_keeps_its_record(dynamodb: "DynamoDBClient") -> None:
    clock = FixedClock(100)
    store = DynamoMarketStore(dynamodb, TABLE, clock)
    store.append(HOURLY, bars(HOURLY, [1, 4]))
    clock.instant = 200
    store.append(HOURLY, bars(HOURLY, [2, 3]))
    assert list(store.gaps(HOURLY)) == []
    assert list(store.gaps(HOURLY, include_repaired=True)) == [GapRecord(Gap(HOURLY, 2 * H, 2), 100, 200)]


def test_a_refused_revision_stays_on_record(dynamodb: "DynamoDBClient") -> None:
    store = store_over(dynamodb)
    store.append(HOURLY, [bar(HOURLY, 1)])
    for _ in range(2):
        store.append(HOURLY, [bar(HOURLY, 1, close="11")])
    found = query(
        dynamodb,
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues=marshal({":pk": f"REVISION#{HOURLY.key}"}),
    )
    assert [str(item["c"]) for item in found] == ["11"]


def test_every_announced_bar_is_pushed_to_its_channel(dynamodb: "DynamoDBClient") -> None:
    store_over(dynamodb).append(HOURLY, bars(HOURLY, [1, 2]))
    found = query(
        dynamodb,
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues=marshal({":pk": f"PUSH#candles:{HOURLY.key}"}),
    )
    assert sorted(item["owner_id"] for item in found) == ["*", "*"]


def test_adopted_history_sets_head_and_gaps_and_then_only_missing_bars_are_new(
    dynamodb: "DynamoDBClient",
) -> None:
    store = store_over(dynamodb)
    held = np.array([1, 2, 5, *range(10, 400, 2)], dtype=np.int64) * H
    store.adopt_history(HOURLY, held)
    store.adopt_history(HOURLY, held)
    assert store.head(HOURLY) == SeriesHead(HOURLY, H, 398 * H, len(held))
    assert len(store.gaps(HOURLY)) == 2 + 194
    result = store.append(HOURLY, bars(HOURLY, [1, 3, 399]))
    assert result.stored == (3 * H, 399 * H)
    assert result.duplicates == 1


@pytest.mark.parametrize("transaction", [1, 2, 3])
def test_a_killed_adoption_is_invisible_and_mended_by_repeating_it(
    dynamodb: "DynamoDBClient", transaction: int
) -> None:
    def kill(number: int) -> None:
        if number == transaction:
            raise Killed

    held = np.array(range(1, 400, 2), dtype=np.int64) * H
    store = store_over(dynamodb)
    with pytest.raises(Killed):
        store_over(Interrupted(dynamodb, before=kill)).adopt_history(HOURLY, held)
    assert store.head(HOURLY) is None
    assert list(store.gaps(HOURLY)) == []
    store.adopt_history(HOURLY, held)
    assert len(store.gaps(HOURLY)) == 199


def test_a_reader_that_remembers_sees_new_late_and_earlier_bars_of_another_process(
    dynamodb: "DynamoDBClient",
) -> None:
    writer, reader = store_over(dynamodb), store_over(dynamodb)
    stored: set[int] = set()
    for numbers in ([10, 11], [12], [15], [13], [5, 16], [14, 17]):
        writer.append(HOURLY, bars(HOURLY, numbers), announce=False)
        stored |= set(numbers)
        assert (reader.arrays(HOURLY).ts // H).tolist() == sorted(stored)
        assert (reader.arrays(HOURLY, 11 * H).ts // H).tolist() == sorted(n for n in stored if n >= 11)


def test_reading_a_long_run_again_fetches_the_new_bars_only(dynamodb: "DynamoDBClient") -> None:
    store_over(dynamodb).append(HOURLY, bars(HOURLY, range(1, 60)), announce=False)
    counting = Counted(dynamodb)
    reader = store_over(counting)
    reader.arrays(HOURLY)
    store_over(dynamodb).append(HOURLY, bars(HOURLY, [60, 61]), announce=False)
    counting.fetched = 0
    assert len(reader.arrays(HOURLY)) == 61
    assert counting.fetched == 2


class Counted:
    """A client that counts the items its queries bring."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._client = client
        self.fetched = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def query(self, **request: Any) -> Any:
        answer = self._client.query(**request)
        self.fetched += len(answer["Items"])
        return answer
