"""Our indicators against values published with two other libraries' tests; prints the table of agreement."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import talib

from omc.market.indicators import kernels
from omc.market.indicators.compute import compute
from omc.market.model import BarArrays, FloatArray
from tests.property.indicators_worlds import market
from tests.unit.market.indicators.agreement import CONVENTIONS, agreements, table
from tests.unit.market.indicators.published import TICK, Vector, candles, published, quotes, vectors

# The package names its kinds of average without exporting the name.
SMA: Any = 0


@pytest.fixture(scope="module")
def compared() -> list[Vector]:
    return published()


def test_every_published_value_agrees_or_differs_by_a_named_convention(
    compared: list[Vector], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = agreements(compared)
    with capsys.disabled():
        print(f"\n{table(rows)}")  # noqa: T201
        print(f"{sum(row.agreeing for row in rows)} of {sum(row.cases for row in rows)} agree")  # noqa: T201
    for vector in compared:
        assert vector.agrees or (vector.source, vector.indicator, vector.output) in CONVENTIONS, vector


def test_conventions_explain_the_few_and_no_more_than_the_few(compared: list[Vector]) -> None:
    apart = [(v.source, v.indicator, v.output) for v in compared if not v.agrees]
    assert set(apart) <= set(CONVENTIONS)
    assert len(apart) <= 0.03 * len(compared)


def test_enough_values_of_each_source_are_compared(compared: list[Vector]) -> None:
    count = Counter(vector.source for vector in compared)
    assert count["skender"] >= 80
    assert count["jesse"] >= 12
    assert len({vector.indicator for vector in compared}) >= 19


def test_a_parabolic_stop_that_begins_long_is_theirs(compared: list[Vector]) -> None:
    for vector in compared:
        if vector.indicator == "psar" and vector.expected is not None:
            theirs = _parabolic_from_a_long_start(quotes("Default"), 0.02, 0.2)
            assert round(float(theirs[vector.row]), vector.digits) == vector.expected
            ours = compute("psar", quotes("Default"), TICK)["value"]
            # From the third reversal on one line; at a reversal TA-Lib keeps the stop beyond the bar.
            apart = ~np.isclose(ours[40:], theirs[40:], rtol=1e-12)
            assert 0 < apart.sum() <= 2


def test_a_channel_with_the_current_bar_is_theirs() -> None:
    bars = candles("test_candles_19")
    expected = {
        v["element"]: v["expected"] for v in vectors("jesse_expected.json") if v["test"] == "test_donchian"
    }
    assert round(float(kernels.highest(bars.high, 20)[-1]), 2) == expected["RESULT.upperband"]
    assert round(float(kernels.lowest(bars.low, 20)[-1]), 2) == expected["RESULT.lowerband"]
    before = compute("channel", bars, TICK)
    moved = compute("channel", candles("test_candles_19").head(len(bars) - 1), TICK)
    assert before["upper"][-1] == kernels.highest(bars.high, 20)[-2]
    assert moved["lower"][-1] == kernels.lowest(bars.low, 20)[-3]


def test_what_talib_calls_its_own_is_ours_once_the_seeds_are_forgotten() -> None:
    """On whole ticks: of floats it takes equal moves up and down for unequal ones."""
    bars = market(11, 1200)
    volume = np.nan_to_num(bars.volume, nan=1.0) + 1
    high, low, close = (np.rint(column * 100) for column in (bars.high, bars.low, bars.close))
    whole = BarArrays(bars.ts, np.rint(bars.open * 100), high, low, close, volume)
    k, d = talib.STOCH(high, low, close, 14, 3, SMA, 3, SMA)
    line, signal, histogram = talib.MACD(close, 12, 26, 9)
    upper, middle, lower = talib.BBANDS(close, 20, 2, 2)
    theirs: dict[tuple[str, Sequence[int]], tuple[Any, ...]] = {
        ("adx", (14,)): (
            *(talib.ADX(high, low, close, 14), talib.PLUS_DI(high, low, close, 14)),
            *(talib.MINUS_DI(high, low, close, 14), talib.ADXR(high, low, close, 14)),
        ),
        ("atr", (14,)): (
            *(talib.ATR(high, low, close, 14), None, None),
            *(talib.TRANGE(high, low, close), talib.NATR(high, low, close, 14)),
        ),
        ("stochastic", (14, 3, 3)): (k, d, 3 * k - 2 * d),
        ("macd", (12, 26, 9)): (line, signal, histogram),
        ("bollinger", (20, 2)): (
            *(middle, upper, lower, None, None),
            (close - middle) / talib.STDDEV(close, 20, 1),
        ),
        ("mfi", (14,)): (talib.MFI(high, low, close, volume, 14),),
    }
    for (name, args), columns in theirs.items():
        ours = compute(name, whole, Decimal(1), args)
        for output, column in zip(ours, columns, strict=True):
            if column is not None:
                np.testing.assert_allclose(ours[output][700:], column[700:], rtol=1e-8, err_msg=output)


def test_averages_of_our_averages_agree_with_theirs() -> None:
    """Their plain averages are tried on candles that were not published; these are the nearest to them."""
    found = {v["test"]: v for v in vectors("jesse_expected.json")}
    for name, average in (("test_dema", _double), ("test_tema", _triple)):
        # Nine bars are their default.
        close = candles(found[name]["candles"]["candles"]).close
        assert round(float(average(close, 9)[-1]), found[name]["round"]) == found[name]["expected"]


def _double(column: FloatArray, length: int) -> FloatArray:
    once = kernels.ema(column, length)
    return 2 * once - kernels.ema(once, length)


def _triple(column: FloatArray, length: int) -> FloatArray:
    once = kernels.ema(column, length)
    twice = kernels.ema(once, length)
    return 3 * (once - twice) + kernels.ema(twice, length)


def _parabolic_from_a_long_start(bars: BarArrays, step: float, maximum: float) -> FloatArray:
    """Wilder's rules, begun long with the first low as the stop."""
    high, low = bars.high, bars.low
    stop, extreme, pace, rising = low[0], high[0], step, True
    result = np.full(len(bars), np.nan)
    for i in range(1, len(bars)):
        stop += pace * (extreme - stop)
        if rising:
            stop = min(stop, low[i - 1], low[max(i - 2, 0)])
        else:
            stop = max(stop, high[i - 1], high[max(i - 2, 0)])
        if low[i] < stop if rising else high[i] > stop:
            stop, rising, pace = extreme, not rising, step
            extreme = high[i] if rising else low[i]
        elif high[i] > extreme if rising else low[i] < extreme:
            extreme, pace = high[i] if rising else low[i], min(maximum, pace + step)
        result[i] = stop
    return result
