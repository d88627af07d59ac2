"""Entries that rest at a limit on the Floor: called back, written down, stopped."""

from dataclasses import replace
from decimal import Decimal

from omc.contracts.floor import document, from_json, record_of, to_json
from omc.floor.accounts import Account
from omc.floor.algorithms import AlgorithmStatus
from omc.floor.orders import Order, OrderType
from omc.floor.reasons import Reason
from omc.floor.services.liquidate import BUDGET_MS
from omc.floor.services.status import set_status
from omc.floor.states import OrderState
from omc.strategy.model import LimitEntrySpec, Rules, StrategySpec
from omc.trading.costs import CostSchedule
from omc.trading.risk import UNLIMITED
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, bars, crossing
from tests.fakes.floor_world import OWNER, FloorWorld

# In when the close is 110, at 104.50; out again under 90.
LIMITED = replace(
    crossing(), long=Rules("close == 110", "close < 90"), short=None, params={}, features={},
    limit_entry=LimitEntrySpec("fraction", 5, fraction=Decimal("0.05")),
)  # fmt: skip
RESTS = [110, 109, 109]


def world_with(spec: StrategySpec = LIMITED, costs: CostSchedule | None = None) -> FloorWorld:
    world = FloorWorld(INSTRUMENT)
    world.deploy(
        spec, limits=UNLIMITED, minimum_warmup_bars=1, anchor_ts=START, cursor_ts=START - 1, costs=costs
    )
    return world


def only_order(world: FloorWorld) -> Order:
    (order,) = world.store.orders()
    return order


def test_it_rests_as_a_limit_order_with_its_cash_held() -> None:
    world = world_with()
    world.show(SERIES, bars(RESTS))
    order = only_order(world)

    assert (order.type, order.state, order.intent.limit) == (
        OrderType.LIMIT, OrderState.SUBMITTED, Decimal("104.50"),
    )  # fmt: skip
    assert world.account.reserved == order.reserved > 0
    assert world.account.open_orders == {order.order_id: OrderState.SUBMITTED}


def test_a_part_filled_is_paid_from_what_was_held_and_survives_being_written_down() -> None:
    world = world_with()
    # Bars of a volume of 1 fill a tenth of a unit each.
    world.show(SERIES, bars([*RESTS, 104, 104]))
    order, account = only_order(world), world.account

    assert (order.state, order.filled_quantity) == (OrderState.PARTIAL, Decimal("0.2"))
    assert account.reserved == order.reserved
    assert account.free_cash > 0
    assert record_of(Account, document(account)) == account
    assert from_json(Order, to_json(order)) == order


def test_an_entry_that_is_not_wanted_any_more_is_called_back_and_says_why() -> None:
    world = world_with(replace(LIMITED, long=Rules("close == 110", "close == 106")))
    world.show(SERIES, bars([110, 109, 106, 100, 100]))

    assert only_order(world).state is OrderState.CANCELLED
    assert world.account.reserved == 0
    assert world.account.quantity == 0
    said = world.store.signals_of(OWNER, None, 50).items
    assert [(one.action, one.reasons[0].code) for one in said if one.action.startswith("cancel")] == [
        ("cancel_long", "limit_cancelled")
    ]


def test_nothing_fills_while_paused() -> None:
    world = world_with()
    world.show(SERIES, bars(RESTS))
    set_status(
        world.store, world.algorithm_id, AlgorithmStatus.PAUSED, world.clock.now(), "ada",
        Reason("paused_by_owner", "enough for now"),
    )  # fmt: skip
    later = bars([*RESTS, 100, 100])[len(RESTS) :]
    world.show(SERIES, later)

    assert only_order(world).state is OrderState.CANCELLED
    assert world.account.quantity == 0


def test_an_emergency_stop_calls_back_what_rests_and_closes_what_has_filled() -> None:
    world = world_with()
    world.show(SERIES, bars([*RESTS, 104]))
    assert world.account.quantity == Decimal("0.1")
    operation = world.stop()
    world.liquidator().work(operation.operation_id, BUDGET_MS)

    entry = next(order for order in world.store.orders() if not order.reduce_only)
    assert entry.state is OrderState.CANCELLED
    assert world.account.quantity == world.account.reserved == 0
    assert [trade.quantity for trade in world.trades()] == [Decimal("0.1")]


def test_a_decision_that_died_after_calling_back_goes_on_without_it() -> None:
    world = world_with(replace(LIMITED, long=Rules("close == 110", "close == 106")))
    shown = bars([110, 109, 106, 100, 100])
    world.show(SERIES, shown[:2])
    account_id, order = world.account.account_id, only_order(world)
    # The venue has seen the bar and ended the order; nothing of it was written down.
    world.market.append(SERIES, [shown[2]])
    world.venue.observe(account_id, shown[2], 0)
    world.venue.cancel(account_id, order.client_order_id)
    world.settle(SERIES)
    world.show(SERIES, shown[3:])

    assert only_order(world).state is OrderState.CANCELLED
    assert world.account.quantity == world.account.reserved == 0
