"""Bars that may not be true: kept, marked, and left out of training until another venue confirms them.

A bar is suspect if its close moves more than 30 % from the close before (50 % on days), if its price changed
without volume where the series has volume, or if its return is more than three standard deviations from the
mean of the twenty before it, twice in a row.
"""

from enum import StrEnum

import numpy as np

from omc.kernel.instants import DAY_MS
from omc.market.model import BarArrays, BoolArray, FloatArray
from omc.market.timeframes import Timeframe

_MOVE, _DAY_MOVE = 0.30, 0.50
_BARS, _DEVIATIONS = 20, 3.0
CONFIRMED_WITHIN = 0.02


class Suspicion(StrEnum):
    LARGE_MOVE = "large_move"
    NO_VOLUME = "price_changed_without_volume"
    OUTLIERS = "two_outliers_in_a_row"


def suspects(bars: BarArrays, timeframe: Timeframe) -> dict[Suspicion, BoolArray]:
    """bool[n] by reason. Each bar is judged by itself and the bars before it, never by later ones."""
    close = bars.close
    before = np.concatenate(([np.nan], close[:-1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        change: FloatArray = close / before - 1.0
    most = _DAY_MOVE if timeframe.ms >= DAY_MS else _MOVE
    moved = np.abs(change) > most
    # A venue that never tells volume has none to miss: only what was traded before may be missed.
    has_volume = np.maximum.accumulate(bars.volume > 0)
    silent = has_volume & (bars.volume == 0) & (np.nan_to_num(change) != 0)
    outlier = _outliers(change)
    twice = outlier & np.concatenate(([False], outlier[:-1]))
    return {Suspicion.LARGE_MOVE: moved, Suspicion.NO_VOLUME: silent, Suspicion.OUTLIERS: twice}


def confirmed(bars: BarArrays, other: BarArrays) -> BoolArray:
    """bool[n]: whether another venue's bar of the same time closes within 2 % of ours."""
    place = np.searchsorted(other.ts, bars.ts)
    place = np.minimum(place, max(len(other) - 1, 0))
    if len(other) == 0:
        return np.zeros(len(bars), dtype=np.bool_)
    same: BoolArray = other.ts[place] == bars.ts
    near: BoolArray = np.abs(other.close[place] / bars.close - 1.0) <= CONFIRMED_WITHIN
    return same & near


def _outliers(change: FloatArray) -> BoolArray:
    """bool[n]: farther than three deviations from the mean of the twenty changes before."""
    found = np.zeros(len(change), dtype=np.bool_)
    if len(change) <= _BARS + 1:
        return found
    # Windows end at the change before the one that is judged.
    windows = np.lib.stride_tricks.sliding_window_view(change[1:-1], _BARS)
    mean, deviation = windows.mean(axis=1), windows.std(axis=1)
    judged = change[_BARS + 1 :]
    with np.errstate(divide="ignore", invalid="ignore"):
        found[_BARS + 1 :] = np.abs(judged - mean) > _DEVIATIONS * np.maximum(deviation, 1e-12)
    return found
