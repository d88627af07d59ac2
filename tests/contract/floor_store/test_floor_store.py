"""What the Floor relies on its store for: versions, flags, single records, lists, whole days of trading."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.floor.accounts import Account, Kill, open_account
from omc.floor.algorithms import AlgorithmStatus
from omc.floor.audit import intact
from omc.floor.changes import Changes
from omc.floor.operations import OperationState, Owner
from omc.floor.orders import Mode
from omc.floor.venues.memory import MemoryVenue
from omc.kernel.errors import Conflict, NotFound
from omc.strategy.model import StopSpec, TargetSpec
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, WAVES, bars, crossing
from tests.fakes.floor_world import OWNER, FloorWorld, WatchedStore, comparable
from tests.unit.floor.test_execute_killed_at_every_step import check_books

KILL = Kill(1, "ada", "stp-1", "enough")


def opened(store: WatchedStore) -> Account:
    account, entry = open_account(
        "acc-1", OWNER, "alg-1", Mode.SIMULATION, "simulated", "BTC/USDT", Decimal("10000.00000001"), 5
    )
    store.commit(Changes(account=account, entries=(entry,)))
    return store.account("acc-1")


def test_a_record_comes_back_as_it_was_written(store: WatchedStore) -> None:
    account, entry = open_account("acc-1", OWNER, "alg-1", Mode.PAPER, "v", "BTC/USDT", Decimal("0.1"), 5)

    store.commit(Changes(account=account, entries=(entry,)))

    assert store.account("acc-1") == replace(account, version=1)
    assert list(store.entries_of("acc-1")) == [entry]


def test_what_is_not_there_is_not_found(store: WatchedStore) -> None:
    with pytest.raises(NotFound, match="acc-9"):
        store.account("acc-9")
    assert store.owner("nobody") == Owner("nobody")


def test_a_commit_on_an_old_version_changes_nothing(store: WatchedStore) -> None:
    old = opened(store)
    store.commit(Changes(account=replace(old, cash=Decimal(1))))

    with pytest.raises(Conflict):
        store.commit(Changes(account=replace(old, cash=Decimal(2)), owner=Owner(OWNER, KILL)))

    assert store.account("acc-1").cash == 1
    assert store.owner(OWNER).kill is None


def test_a_record_is_written_once(store: WatchedStore) -> None:
    account, entry = open_account("acc-1", OWNER, "alg-1", Mode.PAPER, "v", "BTC/USDT", Decimal(1), 5)
    store.commit(Changes(account=account, entries=(entry,)))

    with pytest.raises(Conflict):
        store.commit(Changes(account=store.account("acc-1"), entries=(entry,)))


def test_the_flag_is_set_whatever_version_the_account_is_at_and_only_once(store: WatchedStore) -> None:
    before = opened(store)

    first = store.engage_kill("acc-1", KILL)
    second = store.engage_kill("acc-1", replace(KILL, operation_id="stp-2"))

    assert first.kill == second.kill == KILL
    assert first == store.account("acc-1")
    with pytest.raises(Conflict):
        store.commit(Changes(account=replace(before, cash=Decimal(2))))


def test_nothing_books_or_claims_under_the_flag_but_orders_of_the_stop_do(store: WatchedStore) -> None:
    opened(store)
    account = store.engage_kill("acc-1", KILL)
    with pytest.raises(Conflict):
        store.commit(Changes(account=account, unless_killed="acc-1"))
    with pytest.raises(Conflict):
        store.commit(Changes(owner=Owner("someone"), unless_killed="acc-1"))

    store.commit(Changes(account=account))

    assert store.account("acc-1").version == account.version + 1


def test_no_account_opens_under_its_owners_flag(store: WatchedStore) -> None:
    store.commit(Changes(owner=Owner(OWNER, KILL)))
    account, _ = open_account("acc-1", OWNER, "alg-1", Mode.PAPER, "v", "BTC/USDT", Decimal(1), 5)

    with pytest.raises(Conflict):
        store.commit(Changes(account=account, unless_owner_killed=OWNER))


def test_the_watchers_last_pass_is_known(store: WatchedStore) -> None:
    assert store.watched_at() is None

    store.watched(1_700_000_000_000)

    assert store.watched_at() == 1_700_000_000_000


def test_the_last_reconciliation_leaves_its_time(store: WatchedStore) -> None:
    assert store.reconciled_at() is None

    store.reconciled(1_700_000_000_000)

    assert (store.reconciled_at(), store.watched_at()) == (1_700_000_000_000, None)


@pytest.fixture
def world(store: WatchedStore) -> FloorWorld:
    made = FloorWorld(INSTRUMENT, MemoryVenue(), store=store)
    stop, target = StopSpec("fraction", fraction=Decimal("0.03"), trailing=True), TargetSpec("r", Decimal(4))
    made.deploy(crossing(stop, target), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
    return made


def test_trades_without_protection_come_back_too(store: WatchedStore) -> None:
    world = FloorWorld(INSTRUMENT, MemoryVenue(), store=store)
    world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)

    world.show(SERIES, bars(WAVES[:18]))

    assert {trade.initial_stop for trade in world.trades()} == {None}


def test_a_days_trading_leaves_the_same_trades_and_balanced_books(world: FloorWorld) -> None:
    other = FloorWorld(INSTRUMENT)
    spec = world.store.spec(world.algorithm_id)
    other.deploy(spec, minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)

    world.show(SERIES, bars(WAVES[:30]))
    other.show(SERIES, bars(WAVES[:30]))

    assert len(world.trades()) >= 2
    assert [comparable(t) for t in world.trades()] == [comparable(t) for t in other.trades()]
    assert world.account.marks.equity == other.account.marks.equity
    check_books(world)


def test_lists_come_newest_first_and_part_by_part(world: FloorWorld) -> None:
    world.show(SERIES, bars(WAVES[:24]))
    whole = world.store.orders_of(OWNER, None, 100)
    first = world.store.orders_of(OWNER, None, 2)
    assert first.last is not None
    second = world.store.orders_of(OWNER, first.last, 100)

    ids = [order.order_id for order in whole.items]
    assert [order.order_id for order in [*first.items, *second.items]] == ids
    assert whole.last is None
    times = [order.intent.decided_at for order in whole.items]
    assert times == sorted(times, reverse=True)
    assert world.store.orders_of("someone", None, 10).items == []
    assert len(world.store.signals_of(OWNER, None, 100).items) >= len(world.trades())
    points = world.store.equity_of(world.account.account_id, 0)
    assert [point.at for point in points] == sorted(point.at for point in points)
    assert len(points) == 24
    filled = next(order for order in whole.items if order.filled_quantity)
    assert sum(one.fill.quantity for one in world.store.fills_of(filled.order_id)) == filled.filled_quantity


def test_who_runs_and_what_is_unfinished_is_listed(world: FloorWorld) -> None:
    store = world.store
    world.show(SERIES, bars(WAVES[:20]))
    assert store.subscribers(SERIES.key) == store.running() == [world.algorithm_id]
    assert store.algorithms_of(OWNER) == [world.algorithm_id]
    assert store.owners() == [OWNER]

    operation = world.stop(retire=True)
    assert store.unfinished() == [operation.operation_id]
    finished = world.liquidator().work(operation.operation_id)

    assert finished.state is OperationState.FINISHED
    assert store.unfinished() == store.running() == store.subscribers(SERIES.key) == []
    assert world.algorithm.status is AlgorithmStatus.STOPPED
    assert intact(store.audits(f"operation:{operation.operation_id}"))
    check_books(world)


def test_a_promotion_deployed_twice_is_one_algorithm(world: FloorWorld) -> None:
    before = world.algorithm

    again = world.deploy(world.store.spec(world.algorithm_id))

    assert again == before.algorithm_id
    assert world.algorithm == before
