"""Positions left in parts, by the session's clock and with several entries a day; what is refused instead."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.contracts.floor import document, from_json, record_of, to_json
from omc.floor.accounts import Account
from omc.floor.journal import Book, balances
from omc.floor.orders import Mode, Order
from omc.floor.services.liquidate import BUDGET_MS
from omc.kernel.errors import InvalidInput
from omc.strategy.model import (
    LimitEntrySpec,
    Member,
    RegimeSpec,
    Rules,
    SessionSpec,
    StopSpec,
    StrategySpec,
    TargetSpec,
)
from omc.trading.costs import CostSchedule, FeeTier
from omc.trading.model import ExitReason
from omc.trading.risk import UNLIMITED
from omc.trading.roundtrips import round_trips
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, bars, crossing
from tests.fakes.floor_world import OWNER, FloorWorld

HALVES = (
    TargetSpec("fraction", Decimal("0.05"), share=Decimal("0.5")),
    TargetSpec("fraction", Decimal("0.5"), share=Decimal("0.5")),
)
ALWAYS = replace(crossing(), long=Rules("close > 1"), short=None, params={}, features={}, time_stop_bars=30)
IN_PARTS = replace(ALWAYS, stop=StopSpec("fraction", fraction=Decimal("0.1")), targets=HALVES)
_DOWN = Member("down", short=Rules("close < 1", "close > 1"))
SHORT_VOICES = replace(
    ALWAYS, long=None, regimes=RegimeSpec({}, {"trend_down": "down"}, (_DOWN,), hold_bars=1)
)


def world_with(spec: StrategySpec) -> FloorWorld:
    world = FloorWorld(INSTRUMENT)
    world.deploy(spec, limits=UNLIMITED, minimum_warmup_bars=1, anchor_ts=START, cursor_ts=START - 1)
    return world


def test_each_part_is_a_row_and_the_round_trip_counts_once() -> None:
    world = world_with(IN_PARTS)
    world.show(SERIES, bars([100, 100, 108, 108, 85]))
    part, rest = world.trades()

    assert [part.exit_reason, rest.exit_reason] == [ExitReason.TARGET, ExitReason.STOP]
    assert (part.position, rest.position) == (1, 1)
    account = world.account
    assert (account.trade_count, account.win_count) == (1, 0)
    assert not account.quantity
    (whole,) = round_trips(world.trades())
    assert account.cash == account.capital + whole.net_pnl
    assert account.lost == -whole.net_pnl
    books = balances(world.store.entries_of(account.account_id))
    assert books[Book.FEES] == account.fees == whole.fees
    assert books[Book.POSITION] == 0


def test_what_is_left_survives_being_written_down() -> None:
    world = world_with(replace(IN_PARTS, max_reentries=3))
    world.show(SERIES, bars([100, 100, 108]))
    account = world.account
    assert account.trade is not None
    assert (len(account.trade.levels.targets), account.entries.long) == (1, 1)

    assert record_of(Account, document(account)) == account
    for order in world.store.orders():
        assert from_json(Order, to_json(order)) == order


def test_an_emergency_stop_closes_what_a_target_left() -> None:
    world = world_with(IN_PARTS)
    world.show(SERIES, bars([100, 100, 108, 108]))
    assert world.account.trade is not None
    operation = world.stop()
    world.liquidator().work(operation.operation_id, BUDGET_MS)

    part, killed = world.trades()
    assert killed.exit_reason is ExitReason.KILL
    assert killed.quantity == part.quantity or killed.quantity == part.quantity + INSTRUMENT.step
    assert killed.entry_fee + part.entry_fee == sum(
        order.fees for order in world.store.orders() if not order.reduce_only
    )
    assert world.account.quantity == 0


def test_the_session_leaves_positions_and_says_why() -> None:
    hours = SessionSpec(start="00:00", end="00:00", flat_at="15:00")
    world = world_with(replace(ALWAYS, session=hours))
    world.show(SERIES, bars([100] * 9))

    assert [trade.exit_reason for trade in world.trades()] == [ExitReason.TIME]
    said = [
        signal for signal in world.store.signals_of(OWNER, None, 50).items if signal.action == "exit_long"
    ]
    assert [signal.reasons[0].code for signal in said] == ["session_over"]


def test_an_entry_too_many_for_the_day_is_refused_with_the_numbers() -> None:
    world = world_with(replace(ALWAYS, time_stop_bars=1, max_reentries=1))
    world.show(SERIES, bars([100] * 8))

    assert len(world.trades()) == 2
    refused = [
        reason
        for signal in world.store.signals_of(OWNER, None, 50).items
        for reason in signal.reasons
        if signal.outcome == "refused"
    ]
    assert {reason.code for reason in refused} >= {"max_reentries"}
    assert next(r.values["limit"] for r in refused if r.code == "max_reentries") == "2"


@pytest.mark.parametrize(
    ("spec", "costs", "mode", "named"),
    [
        (
            replace(ALWAYS, long=Rules("human.sentiment(BTC) > 0.5")),
            CostSchedule(),
            Mode.SIMULATION,
            "sentiment",
        ),
        (
            ALWAYS,
            CostSchedule(commission_model="tiers", tiers=(FeeTier(Decimal(1), Decimal(1), Decimal(2)),)),
            Mode.SIMULATION,
            "tiers",
        ),
        (ALWAYS, CostSchedule(slippage_model="volume_share"), Mode.PAPER, "volume"),
        (
            replace(ALWAYS, limit_entry=LimitEntrySpec("fraction", 3, fraction=Decimal("0.01"))),
            CostSchedule(),
            Mode.PAPER,
            "deploy it in mode simulation",
        ),
        (SHORT_VOICES, CostSchedule(), Mode.PAPER, "sold short"),
    ],
)
def test_what_the_floor_cannot_do_is_refused_by_name(
    spec: StrategySpec, costs: CostSchedule, mode: Mode, named: str
) -> None:
    with pytest.raises(InvalidInput, match=named):
        FloorWorld(INSTRUMENT).deploy(spec, costs=costs, mode=mode)
