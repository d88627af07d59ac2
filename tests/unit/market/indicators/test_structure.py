"""Gaps, swings, breaks, blocks and levels, against plain loops and against examples made by hand."""

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import pytest

from omc.market.indicators.compute import compute
from omc.market.indicators.formulas.swings import swing_highs, swing_lows
from omc.market.indicators.frame import Frame
from omc.market.model import BarArrays, FloatArray
from tests.property.indicators_worlds import market
from tests.unit.market.indicators import plain_structure as plain
from tests.unit.market.indicators.plain_structure import Level, Plain
from tests.unit.market.indicators.support import CENT, HOUR, bars, ranging

MARKETS = pytest.mark.parametrize("bars", [market(1, 420), market(2, 420, quiet=True), market(3, 420)])


def prices(cents: Iterable[Level]) -> FloatArray:
    return np.array([np.nan if level is None else level / 100 for level in cents])


def same(column: FloatArray, expected: FloatArray) -> bool:
    return bool(np.allclose(column, expected, rtol=1e-12, equal_nan=True))


@MARKETS
@pytest.mark.parametrize("strength", [1, 2, 4])
def test_a_swing_is_known_when_the_bars_to_its_right_have_closed(bars: BarArrays, strength: int) -> None:
    told, frame = Plain(bars), Frame(bars, CENT)
    highs, lows = swing_highs(frame, strength), swing_lows(frame, strength)
    for now in range(len(bars)):
        at = now - strength
        assert highs.known[now] == (at >= 0 and told.is_high(at, strength))
        assert lows.known[now] == (at >= 0 and told.is_low(at, strength))
        assert not highs.known[now] or highs.price[now] == told.high[at]


@MARKETS
@pytest.mark.parametrize(("length", "strength"), [(20, 3), (8, 1), (3, 3)])
def test_a_break_is_the_first_close_beyond_the_last_swing(
    bars: BarArrays, length: int, strength: int
) -> None:
    found = compute("break_of_structure", bars, CENT, (length, strength))
    values, tops, bottoms = zip(*plain.breaks(Plain(bars), length, strength), strict=True)
    assert same(found["high"], prices(tops))
    assert same(found["low"], prices(bottoms))
    assert same(np.nan_to_num(found["value"]), np.array(values, dtype=float))
    assert np.array_equal(np.isnan(found["value"]), np.isnan(found["high"]) & np.isnan(found["low"]))


@MARKETS
def test_a_change_of_character_is_a_break_against_the_one_before(bars: BarArrays) -> None:
    found = compute("change_of_character", bars, CENT, (30, 2))
    trend, turned = 0, []
    for value, *_ in plain.breaks(Plain(bars), 30, 2):
        turned.append(value if value and value == -trend else 0)
        trend = value or trend
    assert same(np.nan_to_num(found["value"]), np.array(turned, dtype=float))
    assert {-1, 1} <= set(turned)


@MARKETS
@pytest.mark.parametrize(("length", "strength"), [(20, 2), (6, 1), (2, 2), (2, 3)])
def test_a_swing_break_crosses_the_most_extreme_swing(bars: BarArrays, length: int, strength: int) -> None:
    found = compute("swing_break", bars, CENT, (length, strength))["value"]
    expected = list(plain.swing_breaks(Plain(bars), length, strength))
    assert same(np.nan_to_num(found), np.array(expected, dtype=float))


@MARKETS
@pytest.mark.parametrize(("length", "displacement"), [(30, "0.2"), (5, "0.05")])
def test_a_block_stands_until_it_is_old_or_closed_through(
    bars: BarArrays, length: int, displacement: str
) -> None:
    found = compute("order_block", bars, CENT, (length, Decimal(displacement)))["value"]
    expected = np.array(list(plain.block_sides(Plain(bars), length, float(displacement))), dtype=float)
    known = np.isfinite(found)
    assert same(found[known], expected[known])
    assert not expected[~known].any()
    assert {-1.0, 1.0} <= set(expected)


@MARKETS
@pytest.mark.parametrize("args", [(200, 2, 3), (40, 3, 1), (20, 2, 2)])
def test_support_and_resistance_are_the_nearest_levels_touched_often_enough(
    bars: BarArrays, args: tuple[int, int, int]
) -> None:
    found = compute("support_resistance", bars, CENT, args)
    supports, resistances = zip(*plain.levels(Plain(bars), *args), strict=True)
    assert same(found["support"], prices(supports))
    assert same(found["resistance"], prices(resistances))


@MARKETS
@pytest.mark.parametrize("back", [1, 2, 3, 14])
def test_divergence_compares_with_the_extreme_close_of_the_bars_before(bars: BarArrays, back: int) -> None:
    found, strength = compute("rsi_divergence", bars, CENT, (14, back)), compute("rsi", bars, CENT)["value"]
    close, expected = np.rint(bars.close * 100).tolist(), []
    for now in range(14 + back, len(bars)):
        # Of equal extremes the latest.
        before = range(now - 1, now - back - 1, -1)
        low, high = min(before, key=lambda at: close[at]), max(before, key=lambda at: close[at])
        bullish = close[now] < close[low] and bool(strength[now] > strength[low])
        bearish = close[now] > close[high] and bool(strength[now] < strength[high])
        expected.append(float(bullish) - bearish)
    assert same(found["value"][14 + back :], np.array(expected))
    assert np.isnan(found["value"][: 14 + back]).all()


@MARKETS
def test_the_place_between_the_last_swings_and_how_much_of_the_leg_is_given_back(bars: BarArrays) -> None:
    found, told = compute("premium_discount", bars, CENT, (60, 2)), Plain(bars)
    for now in range(len(bars)):
        highs, lows = told.highs(now, 2, 60), told.lows(now, 2, 60)
        if not highs or not lows or told.high[highs[-1]] <= told.low[lows[-1]]:
            assert np.isnan(found["position"][now])
            continue
        top, bottom = told.high[highs[-1]], told.low[lows[-1]]
        place = (told.close[now] - bottom) / (top - bottom)
        assert found["position"][now] == pytest.approx(place)
        if highs[-1] > lows[-1]:
            assert found["leg"][now] == 1
            assert found["retrace"][now] == pytest.approx(1 - place)
        elif highs[-1] < lows[-1]:
            assert found["leg"][now] == -1
            assert found["retrace"][now] == pytest.approx(place)


def test_a_gap_lies_between_the_bars_around_a_fast_one() -> None:
    close = [100.0] * 20 + [103.0, 104.0]
    over = bars(close, high=[100.5] * 20 + [103.2, 104.5], low=[99.5] * 20 + [100.0, 102.0])
    found = compute("fair_value_gap", over, CENT)
    assert found["gap"][-1] == pytest.approx(1.5)
    assert (found["lower"][-1], found["upper"][-1]) == (100.5, 102.0)
    assert np.isnan(found["upper"][-2])
    mirrored = bars([200 - c for c in close], high=list(200 - over.low), low=list(200 - over.high))
    found = compute("fair_value_gap", mirrored, CENT)
    assert found["gap"][-1] == pytest.approx(-1.5)
    assert (found["lower"][-1], found["upper"][-1]) == (98.0, 99.5)


def test_a_gap_under_a_tenth_of_the_range_is_none() -> None:
    over = bars([100.0] * 22, high=[100.5] * 22, low=[99.5] * 21 + [100.55])
    assert compute("fair_value_gap", over, CENT)["gap"][-1] == 0
    assert np.isnan(compute("fair_value_gap", over, CENT)["upper"][-1])


def test_a_sweep_passes_the_extreme_and_closes_back_inside() -> None:
    def last(low: float, close: float) -> tuple[float, float]:
        lows = [99.5] * 25 + [low]
        found = compute("liquidity_sweep", bars([100.0] * 25 + [close], high=100.5, low=lows), CENT)
        return float(found["value"][-1]), float(found["level"][-1])

    assert last(99.0, 99.8) == (1.0, 99.5)
    assert last(99.0, 99.4)[0] == 0
    # Within the tolerance of 0.05 ATR.
    assert last(99.46, 99.8)[0] == 0


def test_a_swing_is_broken_once() -> None:
    """Up to 103, back, above 103, below it and above it again."""
    close = [100.0, 101, 102, 103, 102, 101, 100, 102, 103.8, 103, 104.2, 104.4]
    found = compute("break_of_structure", ranging(close), CENT, (20, 3))["value"][20:]
    assert list(np.flatnonzero(found == 1)) == [8]


def rising_hours(count: int, step: int) -> BarArrays:
    return bars(list(100 + np.arange(count) * 0.01), step=step)


def test_longer_bars_count_when_they_are_closed() -> None:
    over = rising_hours(24 * 4 * 6, HOUR // 4)
    found = compute("higher_timeframe_alignment", over, CENT, (1,))
    for output, minutes in (("hour", 60), ("four_hours", 240), ("day", 1440)):
        for now in range(len(over)):
            end = int(over.ts[now]) + HOUR // 4
            closed = [i for i in range(now + 1) if (int(over.ts[i]) + HOUR // 4) % (minutes * 60_000) == 0]
            assert all(int(over.ts[i]) + HOUR // 4 <= end for i in closed)
            if closed:
                assert found[output][now] == pytest.approx(over.close[closed[-1]])
            else:
                assert np.isnan(found[output][now])
    assert found["value"][-2] == 3


def test_a_longer_bar_whose_end_is_missing_closes_with_the_next_one() -> None:
    over = rising_hours(40, HOUR // 4)
    kept = np.delete(np.arange(40), 7)
    holed = BarArrays(
        *(getattr(over, name)[kept] for name in ("ts", "open", "high", "low", "close", "volume"))
    )
    hour = compute("higher_timeframe_alignment", holed, CENT, (1,))["hour"]
    assert hour[6] == over.close[3]
    assert hour[7] == over.close[6]


def test_a_period_shorter_than_the_bars_has_no_average() -> None:
    found = compute("higher_timeframe_alignment", rising_hours(60, 4 * HOUR), CENT, (3,))
    assert np.isnan(found["hour"]).all()
    assert found["value"][-1] == 2
    daily = compute("higher_timeframe_alignment", rising_hours(60, 24 * HOUR), CENT, (3,))
    assert np.isnan(daily["value"]).all()
