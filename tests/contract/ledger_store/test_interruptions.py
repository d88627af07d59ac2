"""The table of records when its writer is killed, raced or refused in the middle."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from omc.contracts.ledger_events import CATALYST_CRITICAL
from omc.kernel.errors import InvalidInput, Transient
from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.ledgers.reading import RecordQuery
from omc.ledgers.records import Record
from omc.ledgers.taxonomy import Ledger
from tests.contract.ledger_store.conftest import Case, outbox, partition, store_over
from tests.fakes.clock import FixedClock
from tests.fakes.evidence import NOON, event, measurement, post

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

QUERY = RecordQuery(Ledger.HUMAN, NOON - DAY_MS, NOON + DAY_MS, limit=1000)


class Killed(BaseException):
    """The process is gone."""


class Interrupted:
    """A client that runs `before(n)` ahead of, and `after(n)` behind, its n-th transaction; calls by name."""

    def __init__(self, client: "DynamoDBClient", **hooks: Callable[[int], None]) -> None:
        self._client, self._hooks = client, hooks
        self.sizes: list[int] = []
        self.reads = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def batch_get_item(self, **request: Any) -> Any:
        self.reads += 1
        return self._client.batch_get_item(**request)

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


def posts(count: int) -> list[Record]:
    return [post(f"t3_{n}", event_time=NOON + n) for n in range(count)]


def announced(client: "DynamoDBClient") -> list[str]:
    return sorted(Case(store_over(client), lambda: outbox(client)).announced())


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("transaction", [1, 2, 3])
def test_killed_at_any_transaction_nothing_is_lost_or_told_twice_by_collecting_again(
    dynamodb: "DynamoDBClient", moment: str, transaction: int
) -> None:
    def kill(number: int) -> None:
        if number == transaction:
            raise Killed

    with pytest.raises(Killed):
        store_over(Interrupted(dynamodb, **{moment: kill})).write(posts(80))
    whole = transaction if moment == "after" else transaction - 1
    stored = len(store_over(dynamodb).page(QUERY).records)
    assert stored == min(32 * whole, 80)

    written = store_over(dynamodb).write(posts(80))
    assert (len(written.new), written.repeated) == (80 - stored, stored)
    assert len(store_over(dynamodb).page(QUERY).records) == 80
    assert len(announced(dynamodb)) == len(set(announced(dynamodb))) == 80


def test_a_page_of_two_hundred_takes_a_few_round_trips(dynamodb: "DynamoDBClient") -> None:
    client = Interrupted(dynamodb)
    store_over(client).write(posts(200))
    assert client.reads == 2
    assert len(client.sizes) == 7
    assert max(client.sizes) <= 100
    store_over(client).write(posts(200))
    assert client.reads == 4
    assert len(client.sizes) == 7


def test_two_writers_at_once_leave_each_record_once(dynamodb: "DynamoDBClient") -> None:
    rival = store_over(dynamodb)

    def race(number: int) -> None:
        if number == 1:
            rival.write(posts(10))

    written = store_over(Interrupted(dynamodb, before=race)).write(posts(20))
    assert (len(written.new), written.repeated) == (10, 10)
    assert len(rival.page(QUERY).records) == 20
    assert len(announced(dynamodb)) == len(set(announced(dynamodb))) == 20


def test_two_writers_that_know_different_wordings_leave_both(dynamodb: "DynamoDBClient") -> None:
    store_over(dynamodb).write([measurement()])
    other = measurement(value="2", known_at=NOON + 2 * HOUR_MS)
    ours = measurement(value="3", known_at=NOON + 3 * HOUR_MS)

    def race(number: int) -> None:
        if number == 1:
            store_over(dynamodb).write([other])

    assert store_over(Interrupted(dynamodb, before=race)).write([ours]).revised == (ours,)
    assert store_over(dynamodb).wordings(ours.record_id) == [ours, other, measurement()]


def test_a_writer_that_read_before_the_words_were_taken_back_brings_none(dynamodb: "DynamoDBClient") -> None:
    store_over(dynamodb).write([post()])

    def race(number: int) -> None:
        if number == 1:
            store_over(dynamodb).erase([post().record_id])

    late = post(words="still here", known_at=NOON + 2 * HOUR_MS)
    (kept,) = store_over(Interrupted(dynamodb, before=race)).write([late]).revised
    assert "still here" not in str(kept)
    assert "still here" not in str(store_over(dynamodb).wordings(late.record_id))


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("transaction", [1, 2])
def test_words_are_gone_after_erasing_again_whenever_it_was_killed(
    dynamodb: "DynamoDBClient", moment: str, transaction: int
) -> None:
    def kill(number: int) -> None:
        if number == transaction:
            raise Killed

    store_over(dynamodb).write([post()])
    with pytest.raises(Killed):
        store_over(Interrupted(dynamodb, **{moment: kill})).erase([post().record_id])
    store_over(dynamodb).erase([post().record_id])
    assert "moon" not in str(store_over(dynamodb).wordings(post().record_id))
    assert "moon" not in str(store_over(dynamodb).page(RecordQuery(
        Ledger.HUMAN, NOON - DAY_MS, NOON + DAY_MS, asset="BTC")).records)  # fmt: skip


def conflict(times: int) -> Callable[[int], None]:
    def before(number: int) -> None:
        if number <= times:
            reasons = [{"Code": "TransactionConflict"}]
            error = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise ClientError(error, "TransactWriteItems")  # type: ignore[arg-type]

    return before


def test_a_busy_table_is_waited_for_and_in_the_end_transient(dynamodb: "DynamoDBClient") -> None:
    assert len(store_over(Interrupted(dynamodb, before=conflict(3))).write(posts(3)).new) == 3
    with pytest.raises(Transient):
        store_over(Interrupted(dynamodb, before=conflict(99))).write([post("t3_new")])
    assert len(store_over(dynamodb).page(QUERY).records) == 3


def test_an_alert_is_told_with_the_event_or_not_at_all(dynamodb: "DynamoDBClient") -> None:
    def kill(number: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        store_over(Interrupted(dynamodb, before=kill)).write([event()])
    assert outbox(dynamodb) == []
    with pytest.raises(Killed):
        store_over(Interrupted(dynamodb, after=kill)).write([event()])
    store_over(dynamodb).write([event()])
    assert [one.type for one in outbox(dynamodb)].count(CATALYST_CRITICAL) == 1


def test_what_is_stored_is_pushed_to_everyone_on_its_ledgers_channel_without_a_posts_words(
    dynamodb: "DynamoDBClient",
) -> None:
    store_over(dynamodb).write([*posts(3), event()])
    (told,) = partition(dynamodb, "PUSH#ledger:human")
    assert (told["owner_id"], told["type"]) == ("*", "ledger_recorded")
    assert "moon" not in str(told)
    types = {item["type"] for item in partition(dynamodb, "PUSH#ledger:catalyst")}
    assert types == {"ledger_recorded", "catalyst_critical"}


def test_a_repeat_from_before_what_a_head_remembers_is_known_by_its_key(dynamodb: "DynamoDBClient") -> None:
    told = [measurement(value=str(n), known_at=NOON + n) for n in range(30)]
    store_over(dynamodb).write(told)
    assert store_over(dynamodb).write(told).repeated == 30
    assert store_over(dynamodb).wordings(told[0].record_id) == told[::-1]


def test_a_thing_told_for_a_year_stays_known_and_its_record_leaves_after_ninety_days(
    dynamodb: "DynamoDBClient",
) -> None:
    clock = FixedClock(NOON + HOUR_MS)
    first = event()
    store_over(dynamodb, clock).write([first])
    (record,) = partition(dynamodb, "catalyst#venue_news#*#2024-03-05")
    assert record["ttl"] == (NOON + 90 * DAY_MS) // 1000
    for _ in range(12):
        clock.instant += 30 * DAY_MS
        assert store_over(dynamodb, clock).write([event(known_at=clock.instant)]).repeated == 1
        (head,) = partition(dynamodb, f"THING#{first.record_id}")
        assert int(str(head["ttl"])) * 1000 > clock.instant + 60 * DAY_MS


def test_history_fetched_late_stays_a_week(dynamodb: "DynamoDBClient") -> None:
    now = NOON + 900 * DAY_MS
    store_over(dynamodb, FixedClock(now)).write([post()])
    (record,) = partition(dynamodb, "human#forum#BTC#2024-03-05")
    assert record["ttl"] == (now + 7 * DAY_MS) // 1000


def test_a_record_that_no_transaction_holds_is_refused(dynamodb: "DynamoDBClient") -> None:
    assert store_over(dynamodb).write([post(assets=tuple(f"A{n}" for n in range(80)))]).new
    with pytest.raises(InvalidInput, match="80 assets"):
        store_over(dynamodb).write([post("t3_b", assets=tuple(f"A{n}" for n in range(81)))])
    with pytest.raises(InvalidInput, match="characters"):
        store_over(dynamodb).write([post("t3_c", words="x" * 200_000)])
