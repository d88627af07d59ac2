"""Slippage and commission by model, tiers, financing, transfers: against figures worked by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.kernel.errors import InvalidInput, NotFound
from omc.kernel.instants import HOUR_MS
from omc.trading.costs import (
    COST_SETS,
    FREE,
    CostSchedule,
    FeeTier,
    affordable_at,
    check_costs,
    financing,
    market_fill,
    market_price,
)
from omc.trading.model import Side
from omc.trading.transfers import TRANSFER_FEES, TransferFee, transfer_fee
from tests.unit.trading.builders import CENT, d

TICK = CENT.tick


@pytest.mark.parametrize(
    ("costs", "price"),
    [
        (CostSchedule(slippage_model="none"), "1000.00"),
        (CostSchedule(slippage_model="half_spread"), "1000.50"),
        (CostSchedule(), "1001.00"),
        (CostSchedule(slippage_model="amount", slippage_amount=d("0.25")), "1000.75"),
        # 10 bps x sqrt(1 / 4) = 5 bps beyond the half spread.
        (CostSchedule(slippage_model="volume_share"), "1001.00"),
    ],
)
def test_each_slippage_model_moves_a_buyers_price_as_told(costs: CostSchedule, price: str) -> None:
    assert market_price(d(1000), Side.BUY, costs, TICK, d(1), d(4)) == d(price)


def test_an_order_into_a_bar_without_volume_is_charged_as_a_hundred_bars() -> None:
    costs = replace(FREE, slippage_model="volume_share")
    assert market_price(d(1000), Side.SELL, costs, TICK, d(1), d(0)) == d(990)
    assert market_price(d(1000), Side.SELL, costs, TICK, d(5000), d(1)) == d(990)


def test_the_half_spread_of_a_fill_is_told_apart() -> None:
    fill = market_fill(Side.BUY, d(2), d(1000), 0, CostSchedule(slippage_bps=d(15)), TICK)
    assert (fill.price, fill.half_spread) == (d(1002), d("0.5"))


@pytest.mark.parametrize(
    ("costs", "fee"),
    [
        (CostSchedule(slippage_model="none"), "6"),
        (CostSchedule(slippage_model="none", commission_model="per_unit"), "0.015"),
        (CostSchedule(slippage_model="none", commission_model="flat", flat_fee=d("1.25")), "1.25"),
    ],
)
def test_each_commission_model_charges_a_fill_once(costs: CostSchedule, fee: str) -> None:
    assert market_fill(Side.SELL, d(3), d(1000), 0, costs, TICK).fee == d(fee)


def test_the_highest_tier_reached_counts() -> None:
    tiers = (FeeTier(d(50_000), d(4), d(8)), FeeTier(d(10_000), d(8), d(16)))
    costs = CostSchedule(commission_model="tiers", tiers=tiers)

    found = [costs.at_volume(d(volume)).taker_bps for volume in (0, 9_999, 10_000, 50_000)]
    assert found == [20, 20, 16, 8]
    assert CostSchedule(tiers=tiers).at_volume(d(50_000)).taker_bps == 20


@pytest.mark.parametrize("model", ["bps", "per_unit", "flat"])
def test_what_cash_covers_includes_the_fee_whatever_its_model(model: str) -> None:
    costs = CostSchedule(commission_model=model, flat_fee=d(3), unit_fee=d("0.5"))  # type: ignore[arg-type]
    quantity = affordable_at(d(1000), d("33.33"), costs, CENT.step)

    def paid(units: Decimal) -> Decimal:
        return (
            units * d("33.33")
            + market_fill(Side.BUY, units, d("33.33"), 0, replace(costs, slippage_model="none"), TICK).fee
        )

    assert paid(quantity) <= 1000 < paid(quantity + CENT.step)
    assert affordable_at(d(2), d(1), replace(costs, commission_model="flat"), CENT.step) == 0


def test_borrowing_costs_its_share_of_a_year_at_every_close() -> None:
    # 2 units over three hourly closes of 100, 110, 120 at 5 % a year.
    owed = financing(d(2), d(330), d("0.05"), HOUR_MS)
    assert owed == d("0.00376713")  # 660 x 0.05 / 8,760, rounded up
    assert financing(d(2), d(0), d("0.05"), HOUR_MS) == financing(d(2), d(330), d(0), HOUR_MS) == 0


def test_the_default_round_trip_costs_sixty_basis_points() -> None:
    assert COST_SETS["default"].round_trip_bps == 60
    assert COST_SETS["coinspot_instant"].taker_bps == 100
    assert COST_SETS["alpaca_equities"].round_trip_bps == 20


def test_half_a_basis_point_is_no_takers_fee_and_nothing_is_no_mistake() -> None:
    with pytest.raises(InvalidInput, match=r"0\.5 bps"):
        check_costs(CostSchedule(taker_bps=d("0.5")))
    with pytest.raises(InvalidInput, match=r"0\.5 bps"):
        check_costs(CostSchedule(commission_model="tiers", tiers=(FeeTier(d(1), d(0), d("0.5")),)))
    check_costs(FREE)
    for schedule in COST_SETS.values():
        check_costs(schedule)


def test_a_transfer_costs_what_the_table_says_at_that_time() -> None:
    assert [transfer_fee(asset, 0) for asset in ("BTC", "ETH", "USDT")] == [
        d("0.0004"),
        d("0.00135"),
        d("1.8"),
    ]
    table = (*TRANSFER_FEES, TransferFee("BTC", d("0.0002"), 1_000))
    assert [transfer_fee("BTC", at, table) for at in (999, 1_000)] == [d("0.0004"), d("0.0002")]
    with pytest.raises(NotFound, match="DOGE"):
        transfer_fee("DOGE", 0)
