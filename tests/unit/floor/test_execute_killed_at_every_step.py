"""Whatever dies on an order's way, and however often and disordered its events come: one request at most."""

import random
from collections.abc import Callable

import pytest

from omc.floor.audit import intact
from omc.floor.journal import Book, balances
from omc.floor.orders import Order, Purpose
from omc.floor.states import OrderState
from omc.market.model import Bar
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, WAVES, bars, crossing
from tests.fakes.floor_venue import RecordingVenue
from tests.fakes.floor_world import FloorWorld, comparable

EVERY_STEP = range(1, 9)


class Died(BaseException):
    """As when the process is killed: nothing in between may catch it."""


def die_at(step: int, when: Callable[[int], bool]) -> Callable[[int], None]:
    """Die after `step` on those of its passages that `when` names, counted from 1."""
    passages = 0

    def after(done: int) -> None:
        nonlocal passages
        if done == step:
            passages += 1
            if when(passages):
                raise Died

    return after


class HarshWorld(FloorWorld):
    """Every bar's event comes three times and late, every order's message three times, some workers die."""

    def __init__(self, after_step: Callable[[int], None]) -> None:
        self.requests = RecordingVenue()
        super().__init__(INSTRUMENT, self.requests, after_step)
        self.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)

    def carry(self) -> int:
        ids = self.intents()[self._carried :]
        self._carried += len(ids)
        for order_id in [*ids, *reversed(ids), *ids]:
            try:
                self.executor().run(order_id)
            except Died:
                # A queue shows the message again after its visibility time.
                self.clock.instant += 1_000
        return len(ids)

    def live(self, seed: int = 7) -> None:
        shuffle = random.Random(seed).shuffle
        for chunk in chunks(bars(WAVES), 4):
            events = [bar.ts for bar in chunk for _ in range(3)]
            shuffle(events)
            self.market.append(SERIES, chunk)
            for _ in events:
                self.decider = self.fresh_decider()
                self.settle(SERIES)
                self.reconcile()

    def reconcile(self) -> None:
        """Passes of a minute: what was lost is found, what never arrived is known to have not."""
        reconciler = self.reconciler()
        for _ in range(8):
            if self.account.settled:
                return
            self.clock.instant += 5_000
            reconciler.every_account()


def chunks(items: list[Bar], size: int) -> list[list[Bar]]:
    return [items[offset : offset + size] for offset in range(0, len(items), size)]


def check_books(world: FloorWorld) -> None:
    account, entries = world.account, world.store.entries_of(world.account.account_id)
    books = balances(entries)
    mark = account.marks.mark
    assert mark is not None
    assert sum(books.values()) == 0
    assert books[Book.CASH] + books[Book.RESERVED] == account.cash
    assert -books[Book.REALISED] == account.realised
    assert books[Book.FEES] == account.fees
    assert account.equity_at(mark) == (
        account.capital + account.realised + account.unrealised_at(mark) - account.fees
    )
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    for order in world.store.orders():
        assert intact(world.store.audits(f"order:{order.order_id}"))


def undisturbed() -> FloorWorld:
    world = FloorWorld(INSTRUMENT)
    world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
    world.show(SERIES, bars(WAVES))
    return world


@pytest.mark.parametrize("step", EVERY_STEP)
def test_a_worker_killed_once_after_each_step_of_each_order_sends_nothing_twice(step: int) -> None:
    # The first passage of every order dies: odd ones, as each order passes a step at most once alive.
    world = HarshWorld(die_at(step, lambda passage: passage % 2 == 1))

    world.live()

    assert all(count == 1 for count in world.requests.requests().values())
    check_books(world)
    assert world.account.settled
    assert not world.account.reserved
    if step != 5:
        assert [comparable(t) for t in world.trades()] == [comparable(t) for t in undisturbed().trades()]
        sent = {order.client_order_id for order in world.store.orders()}
        assert set(world.requests.requests()) == sent


def test_a_worker_killed_between_claim_and_send_leaves_a_missed_order_and_sends_none() -> None:
    world = HarshWorld(die_at(5, lambda passage: passage == 1))

    world.live()

    missed = [order for order in world.store.orders() if order.state is OrderState.MISSED]
    assert len(missed) == 1
    assert missed[0].client_order_id not in world.requests.requests()
    assert missed[0].reserved == 0
    check_books(world)


def test_an_exit_that_was_never_sent_is_asked_for_again_on_the_same_bar() -> None:
    world = HarshWorld(lambda step: None)
    kills: list[str] = []

    def kill_the_first_exit(step: int) -> None:
        leaving = [o for o in world.store.orders() if o.sendable is False and _claimed_exit(o)]
        if step == 5 and leaving and not kills:
            kills.append(leaving[0].order_id)
            raise Died

    world.after_step = kill_the_first_exit
    world.live()

    again = [o for o in world.store.orders() if o.intent.attempt == 2]
    assert [o.intent.purpose for o in again] == [Purpose.EXIT]
    assert [o.state for o in again] == [OrderState.FILLED]
    assert world.store.order(kills[0]).state is OrderState.MISSED
    check_books(world)


def _claimed_exit(order: Order) -> bool:
    return (
        order.intent.purpose is Purpose.EXIT
        and order.state is OrderState.SUBMITTING
        and order.send_claimed_at is not None
    )


def test_one_not_found_proves_nothing() -> None:
    world = HarshWorld(lambda step: None)
    world.requests.faults, world.requests.blind = ["silent"], 1

    world.live()

    assert not [o for o in world.store.orders() if o.state is OrderState.MISSED]
    assert [comparable(t) for t in world.trades()] == [comparable(t) for t in undisturbed().trades()]


def test_a_request_lost_on_its_way_ends_as_missed_after_two_answers_past_the_deadline() -> None:
    world = HarshWorld(lambda step: None)
    world.requests.faults = ["lost"]

    world.live()

    missed = [o for o in world.store.orders() if o.state is OrderState.MISSED]
    assert len(missed) == 1
    assert missed[0].not_found_at is not None
    assert missed[0].send_deadline is not None
    assert missed[0].not_found_at > missed[0].send_deadline
    assert world.requests.requests()[missed[0].client_order_id] == 1
    check_books(world)


def test_a_venue_that_cannot_be_reached_refuses_entries_and_frees_their_cash() -> None:
    world = HarshWorld(lambda step: None)
    world.requests.faults = ["down"]

    world.live()

    refused = [o for o in world.store.orders() if o.state is OrderState.REJECTED]
    assert [o.state_reason for o in refused] == ["venue_down"]
    check_books(world)
