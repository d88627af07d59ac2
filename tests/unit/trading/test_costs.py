from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omc.trading.costs import (
    FREE,
    CommissionModel,
    CostSchedule,
    affordable,
    affordable_at,
    commission,
    limit_fill,
    market_fill,
    market_price,
)
from omc.trading.model import Side
from tests.unit.trading.builders import CENT, d


def test_a_round_trip_costs_what_requirement_153_says() -> None:
    buy = market_fill(Side.BUY, d(1), d(100), 0, CostSchedule(), CENT.tick)
    sell = market_fill(Side.SELL, d(1), d(110), 0, CostSchedule(), CENT.tick)

    assert (buy.price, buy.fee) == (d("100.10"), d("0.2002"))
    assert (sell.price, sell.fee) == (d("109.89"), d("0.21978"))
    assert sell.notional - buy.notional - buy.fee - sell.fee == d("9.37002")


def test_spread_and_slippage_are_rounded_against_us_to_the_tick() -> None:
    costs = CostSchedule(half_spread_bps=d(1), slippage_bps=d(0))

    assert market_price(d("10.00"), Side.BUY, costs, CENT.tick) == d("10.01")
    assert market_price(d("10.00"), Side.SELL, costs, CENT.tick) == d("9.99")


def test_a_sale_never_fills_below_one_tick() -> None:
    assert market_price(d("0.01"), Side.SELL, CostSchedule(slippage_bps=d(9000)), CENT.tick) == d("0.01")


def test_a_resting_limit_pays_the_makers_fee_and_no_spread() -> None:
    fill = limit_fill(Side.SELL, d(2), d(105), 7, CostSchedule())

    assert (fill.price, fill.reference_price, fill.fee) == (d(105), d(105), d("0.21"))


def test_a_fee_is_rounded_up_to_the_books_step() -> None:
    fill = limit_fill(Side.BUY, d("0.00001"), d("0.01"), 0, CostSchedule())

    assert fill.fee == d("0.00000001")


def test_the_default_round_trip_is_sixty_basis_points() -> None:
    assert CostSchedule().round_trip_bps == 60


@pytest.mark.parametrize("side", list(Side))
@given(cash=st.integers(0, 10**9), price=st.integers(1, 10**8))
def test_cash_buys_all_it_covers_and_not_a_step_more(side: Side, cash: int, price: int) -> None:
    purse, reference = Decimal(cash) / 100, Decimal(price) / 100
    quantity = affordable(purse, reference, side, CostSchedule(), CENT.tick, CENT.step)

    fill = market_fill(side, quantity, reference, 0, CostSchedule(), CENT.tick)
    more = market_fill(side, quantity + CENT.step, reference, 0, CostSchedule(), CENT.tick)
    assert fill.notional + fill.fee <= purse
    assert more.notional + more.fee > purse


@pytest.mark.parametrize("model", ["bps", "per_unit", "flat"])
@given(cash=st.integers(0, 10**12), price=st.integers(1, 10**4), step=st.integers(0, 8))
def test_cash_buys_all_it_covers_of_what_costs_next_to_nothing(
    model: CommissionModel, cash: int, price: int, step: int
) -> None:
    """A step of the books is a hundred million steps of such a coin: nobody counts them down."""
    costs = CostSchedule(commission_model=model, flat_fee=d("0.3"))
    purse, ask, unit = Decimal(cash) / 10**8, Decimal(price) / 10**8, Decimal(1).scaleb(-step)
    quantity = affordable_at(purse, ask, costs, unit)

    assert quantity == 0 or ask * quantity + commission(costs, ask, quantity, costs.taker_bps) <= purse
    assert quantity % unit == 0
    more = quantity + unit
    assert ask * more + commission(costs, ask, more, costs.taker_bps) > purse


def test_free_costs_change_nothing() -> None:
    fill = market_fill(Side.BUY, d(3), d("12.34"), 0, FREE, CENT.tick)

    assert (fill.price, fill.fee) == (d("12.34"), d(0))
