"""STOP means stop: accepted once nothing can book, quiesced once nothing is on its way, then flat."""

import pytest

from omc.floor.algorithms import AlgorithmStatus
from omc.floor.audit import intact
from omc.floor.operations import OperationState, Scope
from omc.floor.orders import Purpose
from omc.floor.services.stop import Person
from omc.floor.states import OrderState
from omc.kernel.errors import Conflict, Halted, InvalidInput, NotFound
from omc.trading.model import ExitReason
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, WAVES, bars, crossing
from tests.fakes.floor_venue import RecordingVenue
from tests.fakes.floor_world import OWNER, FloorWorld
from tests.unit.floor.test_execute_killed_at_every_step import check_books


@pytest.fixture
def world() -> FloorWorld:
    """An algorithm in the middle of the waves, holding a position."""
    made = FloorWorld(INSTRUMENT, RecordingVenue())
    made.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
    made.show(SERIES, bars(WAVES)[:20])
    assert made.account.quantity
    return made


def test_after_accepted_nothing_can_book_or_be_sent(world: FloorWorld) -> None:
    venue = world.venue
    assert isinstance(venue, RecordingVenue)
    for bar in bars(WAVES)[20:]:
        # Decide only: the intents lie in the queue when the stop comes.
        world.market.append(SERIES, [bar])
        world.decider.series_closed(SERIES.key)
        if not world.account.settled:
            break
    waiting = world.intents()[world._carried :]
    assert waiting

    operation = world.stop()
    world.carry()

    assert operation.state is OperationState.ACCEPTED
    sent = {order.client_order_id for order in venue.submitted}
    assert all(world.store.order(key).client_order_id not in sent for key in waiting)
    assert {world.store.order(key).state_reason for key in waiting} == {"kill_active"}


def test_stop_cancels_flattens_and_says_when_all_is_quiet(world: FloorWorld) -> None:
    held = abs(world.account.quantity)

    operation = world.liquidator().work(world.stop().operation_id)

    assert operation.state is OperationState.FINISHED
    assert operation.requested_at <= operation.accepted_at <= operation.quiesced_at  # type: ignore[operator]
    assert not operation.partial_success
    assert [(one.quantity, one.symbol) for one in operation.liquidated_positions] == [(held, "BTC/USDT")]
    assert operation.stopped_algorithms == (world.algorithm_id,)
    assert world.account.quantity == 0
    assert world.trades()[-1].exit_reason is ExitReason.KILL
    assert world.algorithm.status is AlgorithmStatus.PAUSED
    assert operation.final_pnl == world.account.cash - world.account.capital
    assert intact(world.store.audits(f"operation:{operation.operation_id}"))
    check_books(world)


def test_a_repeated_stop_is_the_same_operation(world: FloorWorld) -> None:
    first = world.stop("key-1")

    assert world.stop("key-2").operation_id == first.operation_id


def test_a_stop_of_everything_is_not_answered_with_a_smaller_one(world: FloorWorld) -> None:
    small = world.stop("key-1", scope=Scope.ALGORITHM, algorithm_id=world.algorithm_id)

    assert world.stop("key-2").operation_id != small.operation_id


def test_five_seconds_after_its_end_a_stop_is_refused_and_then_taken_again(world: FloorWorld) -> None:
    world.liquidator().work(world.stop().operation_id)
    with pytest.raises(Conflict, match="between stops"):
        world.stop("key-2")

    world.clock.instant += 5_000

    assert world.stop("key-3").accepted_at is not None


@pytest.mark.parametrize("word", ["stop", "Stop", "STOP ", "", "HALT"])
def test_a_wrong_word_stops_nothing_and_is_on_record(world: FloorWorld, word: str) -> None:
    with pytest.raises(InvalidInput, match="STOP"):
        world.stop(confirmation=word)

    assert world.account.kill is None
    subject = f"owner:{OWNER}:stop_wrong_word:{world.clock.now()}"
    assert [record.action for record in world.store.audits(subject)] == ["stop_wrong_word"]


def test_someone_elses_algorithm_cannot_be_stopped(world: FloorWorld) -> None:
    with pytest.raises(NotFound):
        world.stop(
            person=Person("mallory", "mallory"), scope=Scope.ALGORITHM, algorithm_id=world.algorithm_id
        )


def test_an_admin_stops_everyone_and_a_trader_only_themself(world: FloorWorld) -> None:
    world.stop("key-1", person=Person("mallory", "mallory"), scope=Scope.ALL)
    kills = [world.account.kill]

    world.stop("key-2", person=Person("root", "root", admin=True), scope=Scope.ALL)

    kills.append(world.account.kill)
    assert [kill is not None for kill in kills] == [False, True]
    with pytest.raises(Halted):
        world.deploy(crossing(), promotion_id="promo-2")


def test_an_order_on_its_way_is_counted_and_settled_before_all_is_called_quiet(world: FloorWorld) -> None:
    venue = world.venue
    assert isinstance(venue, RecordingVenue)
    venue.faults, venue.blind = ["silent"], 1
    for bar in bars(WAVES)[20:]:
        world.market.append(SERIES, [bar])
        world.decider.series_closed(SERIES.key)
        if world.carry():
            break
    unknown = [o.order_id for o in world.store.orders() if o.state is OrderState.UNKNOWN]
    assert unknown

    operation = world.stop()
    assert list(operation.orders_sent_between) == unknown
    finished = world.liquidator().work(operation.operation_id)

    assert finished.state is OperationState.FINISHED
    assert all(world.store.order(key).state.terminal for key in unknown)
    assert world.account.quantity == 0
    check_books(world)


def test_the_work_may_be_done_twice_and_sells_once(world: FloorWorld) -> None:
    operation = world.stop()
    world.liquidator().work(operation.operation_id)
    world.liquidator().work(operation.operation_id)

    flattens = [o for o in world.store.orders() if o.intent.purpose is Purpose.FLATTEN]
    assert [o.state for o in flattens] == [OrderState.FILLED]


def test_resume_needs_the_word_and_leaves_algorithms_paused(world: FloorWorld) -> None:
    world.liquidator().work(world.stop().operation_id)
    person = Person(OWNER, OWNER)
    with pytest.raises(InvalidInput):
        world.resumer().lift(person, "resume", "calm again")

    world.resumer().lift(person, "RESUME", "calm again")

    assert world.account.kill is None
    assert world.algorithm.status is AlgorithmStatus.PAUSED
    world.resumer().activate(person, world.algorithm_id)
    world.show(SERIES, bars(WAVES)[20:])
    assert world.account.trade_count > 1
    check_books(world)


def test_resume_waits_for_the_end_of_the_stop(world: FloorWorld) -> None:
    world.stop()

    with pytest.raises(Conflict, match="at work"):
        world.resumer().lift(Person(OWNER, OWNER), "RESUME", "too soon")


def test_the_watcher_takes_up_a_stop_that_was_interrupted(world: FloorWorld) -> None:
    operation = world.stop()

    world.watcher().once()

    assert world.store.operation(operation.operation_id).finished


def test_stopping_for_good_ends_the_algorithm_and_with_the_last_the_schedules(world: FloorWorld) -> None:
    assert world.schedules.on
    operation = world.stop(scope=Scope.ALGORITHM, algorithm_id=world.algorithm_id, retire=True)

    world.liquidator().work(operation.operation_id)

    assert world.algorithm.status is AlgorithmStatus.STOPPED
    assert not world.schedules.on
