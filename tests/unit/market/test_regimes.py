"""Regimes of made markets whose kind is plain to see."""

import numpy as np
import pytest

from omc.kernel.instants import HOUR_MS
from omc.market.model import BarArrays, FloatArray
from omc.market.regimes import (
    REGIME_BARS,
    REGIMES,
    UNKNOWN,
    Regime,
    range_level,
    regimes,
    trend_score,
)


def bars_of(close: FloatArray, spread: float = 0.0, volume: float = 1.0) -> BarArrays:
    ts = np.arange(len(close), dtype=np.int64) * HOUR_MS
    high, low = close * (1 + spread), close * (1 - spread)
    return BarArrays(ts, close.copy(), high, low, close, np.full(len(close), volume))


def last(close: FloatArray) -> Regime:
    return REGIMES[int(regimes(bars_of(close))[-1])]


@pytest.mark.parametrize(
    ("step", "expected"),
    [(1.001, Regime.TREND_UP), (0.999, Regime.TREND_DOWN), (1.0001, Regime.RANGE), (1.0, Regime.RANGE)],
)
def test_a_steady_walk_is_told_by_its_change_over_twenty_bars(step: float, expected: Regime) -> None:
    assert last(100 * step ** np.arange(200.0)) is expected


def test_returns_that_grow_suddenly_are_high_volatility_whatever_the_trend() -> None:
    quiet = np.where(np.arange(180) % 2 == 0, 100.0, 100.01)
    wild = np.where(np.arange(20) % 2 == 0, 100.0, 104.0)
    assert last(np.concatenate((quiet, wild))) is Regime.HIGH_VOLATILITY
    assert last(quiet) is Regime.RANGE


def test_nothing_is_said_before_the_full_window() -> None:
    codes = regimes(bars_of(100 * 1.001 ** np.arange(200.0)))
    assert (codes[: REGIME_BARS - 1] == UNKNOWN).all()
    assert (codes[REGIME_BARS - 1 :] != UNKNOWN).all()
    assert len(regimes(bars_of(np.full(3, 100.0)))) == 3
    assert len(regimes(bars_of(np.empty(0)))) == 0


def test_the_size_of_bars_is_told_against_their_price() -> None:
    close = np.full(40, 100.0)
    assert [int(range_level(bars_of(close, spread))[-1]) for spread in (0.001, 0.005, 0.02)] == [-1, 0, 1]


def test_the_score_adds_trend_order_of_averages_and_side_of_the_days_average_price() -> None:
    rising = bars_of(100 * 1.001 ** np.arange(200.0))
    assert trend_score(rising)[-1] == pytest.approx(1.0)
    assert trend_score(bars_of(100 * 0.999 ** np.arange(200.0)))[-1] == pytest.approx(-1.0)
    # Without volume there is no average price to stand above.
    assert trend_score(bars_of(rising.close, volume=0.0))[-1] == pytest.approx(0.8)
