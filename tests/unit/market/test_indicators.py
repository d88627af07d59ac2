"""Indicators against their definitions, their conventions, and answers nobody here computed."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import talib

from omc.market.indicators import kernels as indicators
from omc.market.indicators.recursive import wilder
from omc.market.indicators.runs import by_runs
from omc.market.indicators.windows import before, held, last_index
from omc.market.indicators.windows import total as total_of
from omc.market.model import FloatArray

CENT = Decimal("0.01")
WALK = np.round(100 + np.cumsum(np.random.default_rng(7).normal(0, 1, 400)), 2)
SPREAD = np.abs(np.random.default_rng(8).normal(1, 0.3, 400))


def test_a_price_in_ticks_comes_back_as_the_same_float() -> None:
    for text in ("0.01", "0.00000001", "0.05", "0.5", "5"):
        tick = Decimal(text)
        prices = np.array([float(tick * count) for count in range(1, 3000)])
        assert np.array_equal(indicators.from_ticks(indicators.to_ticks(prices, tick), tick), prices)


def test_prices_without_an_exact_count_of_ticks_are_undefined() -> None:
    ticks = indicators.to_ticks(np.array([1.0, np.nan, np.inf, 1e300]), CENT)
    assert np.array_equal(ticks, [100.0, np.nan, np.nan, np.nan], equal_nan=True)


@pytest.mark.parametrize("length", [1, 2, 7, 50])
def test_the_simple_average_of_ticks_is_the_nearest_float_of_the_true_average(length: int) -> None:
    ticks = indicators.to_ticks(WALK, CENT)
    average = indicators.exact_mean(ticks, length)
    for index in range(length - 1, len(ticks)):
        window = [int(tick) for tick in ticks[index - length + 1 : index + 1]]
        assert average[index] == float(Fraction(sum(window), length))
    assert np.isnan(average[: length - 1]).all()


def test_sums_of_ticks_stay_exact_where_the_running_sum_wraps_around() -> None:
    ticks = np.full(20_000, float(2**50 - 1))
    assert (indicators.exact_mean(ticks, 10)[9:] == 2**50 - 1).all()


@pytest.mark.parametrize("length", [1, 2, 20, 300])
def test_windows_agree_with_numpy_on_every_full_window(length: int) -> None:
    ticks = indicators.to_ticks(WALK, CENT)
    views = np.lib.stride_tricks.sliding_window_view(ticks, length)
    for ours, theirs in (
        (indicators.mean, views.mean(axis=1)),
        (indicators.deviation, views.std(axis=1)),
        (indicators.highest, views.max(axis=1)),
        (indicators.lowest, views.min(axis=1)),
    ):
        values = ours(ticks, length)
        assert np.isnan(values[: length - 1]).all()
        np.testing.assert_allclose(values[length - 1 :], theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("length", [2, 20, 300])
@pytest.mark.parametrize("scale", [1.0, 0.1])
def test_a_deviation_survives_a_jump_by_a_thousand_just_before(length: int, scale: float) -> None:
    steps = np.random.default_rng(5).integers(-5, 6, 700)
    column = scale * np.concatenate((np.full(9, 1.0), np.full(9, 1e12), 123_456_789_012 + np.cumsum(steps)))
    found = indicators.deviation(column, length)[18 + length :]
    expected = np.lib.stride_tricks.sliding_window_view(column, length)[19:].std(axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("price", [7.0, 0.1, 123_456_789_012.0])
def test_nothing_deviates_in_a_flat_window_whatever_was_before(price: float) -> None:
    column = np.concatenate((np.full(5, 1.0), np.full(5, 1e12), np.full(60, price)))
    assert not indicators.deviation(column, 20)[29:].any()


def test_a_deviation_survives_prices_far_from_zero() -> None:
    """Sums of squared prices would leave nothing but rounding of a cent on a million."""
    prices = 1e9 + np.tile([0.0, 1.0], 2000)
    np.testing.assert_allclose(indicators.deviation(prices, 10)[9:], 0.5, rtol=1e-9)


@pytest.mark.parametrize("length", [2, 14, 50])
def test_recursive_indicators_follow_the_library(length: int) -> None:
    high, low = WALK + SPREAD, WALK - SPREAD
    np.testing.assert_array_equal(indicators.ema(WALK, length), talib.EMA(WALK, length))
    np.testing.assert_array_equal(indicators.rsi(WALK, length), talib.RSI(WALK, length))
    np.testing.assert_array_equal(indicators.atr(high, low, WALK, length), talib.ATR(high, low, WALK, length))


def test_strength_is_neutral_without_movement_and_extreme_with_movement_one_way() -> None:
    steps = np.arange(1.0, 30.0)
    assert (indicators.rsi(np.full(30, 7.0), 14)[14:] == 50).all()
    assert (indicators.rsi(steps, 14)[14:] == 100).all()
    assert (indicators.rsi(-steps, 14)[14:] == 0).all()
    assert indicators.rsi(np.array([1.0, 2.0, 2.0, 1.0]), 1).tolist()[1:] == [100, 50, 0]


@pytest.mark.parametrize("indicator", [indicators.ema, indicators.rsi, indicators.highest, indicators.mean])
def test_an_undefined_value_is_forgotten_once_it_left_the_window(
    indicator: Callable[[FloatArray, int], FloatArray],
) -> None:
    broken = WALK.copy()
    broken[100] = np.nan
    values = indicator(broken, 5)
    assert np.isnan(values[100:105]).all()
    assert np.isfinite(values[107:]).all()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_runs_shorter_than_the_window_are_undefined(count: int) -> None:
    values = WALK[:count]
    for indicator in (
        indicators.ema, indicators.rsi, indicators.mean, indicators.exact_mean,
        indicators.deviation, indicators.highest, indicators.lowest,
    ):  # fmt: skip
        assert np.isnan(indicator(values, 5)).all()
        assert len(indicator(values, 5)) == count
    assert np.isnan(indicators.atr(values, values, values, 5)).all()


def test_a_sum_of_any_numbers_is_exactly_nothing_over_nothing() -> None:
    values = np.concatenate((np.full(5, 0.1), np.zeros(2_000), np.full(3, 1e9)))
    total = total_of(values, 4)
    assert np.isnan(total[:3]).all()
    assert total[4] == pytest.approx(0.4)
    assert (total[8:2_005] == 0).all()
    assert total[-1] == pytest.approx(3e9)
    assert np.isnan(total_of(np.array([1.0, np.nan, 1.0, 1.0]), 2)).tolist() == [True, True, True, False]


@pytest.mark.parametrize("length", [1, 3, 14])
def test_wilders_average_is_seeded_by_a_mean_and_moves_by_one_part_in_its_length(length: int) -> None:
    average = wilder(SPREAD, length)
    expected = float(np.mean(SPREAD[:length]))
    assert np.isnan(average[: length - 1]).all()
    for index in range(length - 1, len(SPREAD)):
        if index >= length:
            expected += (SPREAD[index] - expected) / length
        assert average[index] == pytest.approx(expected, rel=1e-12)


def test_a_recursion_over_two_columns_starts_anew_where_either_has_a_hole() -> None:
    price = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    volume = np.array([1.0, 1.0, np.nan, 1.0, 1.0, 1.0])
    np.testing.assert_array_equal(by_runs(talib.OBV, price, volume), [1, 2, np.nan, 1, 2, 3])


def test_what_was_and_what_was_last_flagged_is_remembered() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0])
    flags = np.array([False, True, False, True])
    np.testing.assert_array_equal(before(values, 2), [np.nan, np.nan, 1, 2])
    assert np.isnan(before(values, 9)).all()
    np.testing.assert_array_equal(held(values, flags), [np.nan, 2, 2, 4])
    assert last_index(flags).tolist() == [-1, 1, 1, 3]
    assert last_index(np.zeros(0, dtype=np.bool_)).size == 0
