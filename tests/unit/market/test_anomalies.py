"""Bars that may not be true, and what confirms them."""

import numpy as np

from omc.kernel.instants import HOUR_MS
from omc.market.anomalies import Suspicion, confirmed, suspects
from omc.market.model import BarArrays
from omc.market.timeframes import Timeframe

H1, D1 = Timeframe("1h"), Timeframe("1d")


def bars(close: list[float], volume: list[float] | None = None, step: int = HOUR_MS) -> BarArrays:
    prices = np.array(close)
    ts = np.arange(len(close), dtype=np.int64) * step
    return BarArrays(ts, prices, prices, prices, prices, np.array(volume or [1.0] * len(close)))


def test_a_large_move_is_larger_on_a_day_than_on_an_hour() -> None:
    moved = bars([100, 140])
    assert suspects(moved, H1)[Suspicion.LARGE_MOVE].tolist() == [False, True]
    assert suspects(moved, D1)[Suspicion.LARGE_MOVE].tolist() == [False, False]


def test_a_price_that_moves_without_volume_is_suspect_where_there_was_volume() -> None:
    moved = bars([100, 101, 101, 102], [5, 0, 0, 3])
    assert suspects(moved, H1)[Suspicion.NO_VOLUME].tolist() == [False, True, False, False]
    never = bars([100, 101, 102], [0, 0, 0])
    assert not suspects(never, H1)[Suspicion.NO_VOLUME].any()


def test_one_outlier_is_news_and_two_in_a_row_are_suspect() -> None:
    calm = [100 + 0.01 * (at % 2) for at in range(25)]
    found = suspects(bars([*calm, 101, 103, 103]), H1)[Suspicion.OUTLIERS]
    assert found.tolist()[-3:] == [False, True, False]
    assert not suspects(bars([*calm, 101, 101]), H1)[Suspicion.OUTLIERS].any()


def test_a_bar_is_judged_by_what_came_before_it() -> None:
    rng = np.random.default_rng(1)
    path = (100 * np.exp(np.cumsum(rng.standard_normal(80) * 0.05))).tolist()
    whole = suspects(bars(path), H1)
    for cut in (5, 30, 60):
        for reason, found in suspects(bars(path[:cut]), H1).items():
            assert found.tolist() == whole[reason][:cut].tolist()


def test_another_venue_confirms_a_bar_of_the_same_time() -> None:
    ours, theirs = bars([100, 150, 151]), bars([100, 149])
    assert confirmed(ours, theirs).tolist() == [True, True, False]
    assert not confirmed(ours, bars([])).any()
