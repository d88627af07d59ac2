"""What each member of an ensemble stands for at every close, and what their votes come to (OMC-BT-019).

All columns look back only: element t is made of bars up to t.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from omc.market.model import BoolArray, FloatArray, IntArray

Weighting = Literal["fixed", "equal", "inverse_volatility", "validation_sharpe"]


def stance(
    enter_long: BoolArray, exit_long: BoolArray, enter_short: BoolArray, exit_short: BoolArray
) -> IntArray:
    """int64[n]: 1 from a long entry on, -1 from a short one, 0 after its exit; an entry turns the other side.

    A bar on which both sides enter, or a side enters and leaves, opens nothing, as in a run of it alone.
    """
    long, short = enter_long & ~exit_long, enter_short & ~exit_short
    either = long ^ short
    long, short = long & either, short & either
    result: IntArray = _held(long, exit_long | short).astype(np.int64) - _held(short, exit_short | long)
    return result


def votes(
    stances: Sequence[IntArray], strengths: Sequence[FloatArray], weights: Sequence[FloatArray]
) -> FloatArray:
    """float64[n] in -1..1: sum of weight x direction x strength; a strength that is not known counts as 0.

    strengths are held to 0..1; weights are float64[n], summing to 1 at every bar.
    """
    total = np.zeros(len(stances[0]))
    for direction, strength, weight in zip(stances, strengths, weights, strict=True):
        total += weight * direction * np.clip(np.nan_to_num(strength, nan=0.0), 0.0, 1.0)
    return total


def weights(
    weighting: Weighting, given: Sequence[float], stances: Sequence[IntArray], close: FloatArray, window: int
) -> list[FloatArray]:
    """A float64[n] for each member, summing to 1 at every bar.

    fixed: as given. inverse_volatility: inverse to the standard deviation of the member's own bar returns
    over the last `window` bars. validation_sharpe: by the mean over the standard deviation of all its bar
    returns so far, 0 where that is a loss. Equal where the figures are not there: before `window` bars, or
    when no member has one.
    """
    count, members = len(close), len(stances)
    if weighting == "fixed":
        scores = [np.full(count, weight) for weight in given]
    elif weighting == "equal":
        scores = [np.ones(count)] * members
    else:
        earned = [_earned(direction, close) for direction in stances]
        measure = _calm if weighting == "inverse_volatility" else _sharpe
        scores = [measure(returns, window) for returns in earned]
    return _shares(scores)


def _held(on: BoolArray, off: BoolArray) -> BoolArray:
    """True from a bar of `on` until the next bar of `off`, which wins where both hold."""
    index = np.arange(len(on))
    began = np.maximum.accumulate(np.where(on & ~off, index, -1))
    ended = np.maximum.accumulate(np.where(off, index, -1))
    held: BoolArray = began > ended
    return held


def _earned(direction: IntArray, close: FloatArray) -> FloatArray:
    """Bar returns of holding the stance of the bar before."""
    returns = np.zeros(len(close))
    returns[1:] = direction[:-1] * (close[1:] / close[:-1] - 1.0)
    return returns


def _calm(returns: FloatArray, window: int) -> FloatArray:
    spread = np.full(len(returns), np.nan)
    if len(returns) >= window > 1:
        views = np.lib.stride_tricks.sliding_window_view(returns, window)
        spread[window - 1 :] = views.std(axis=1, ddof=1)
    return np.where(spread > 0, 1.0 / np.where(spread > 0, spread, 1.0), np.nan)


def _sharpe(returns: FloatArray, window: int) -> FloatArray:
    seen = np.arange(1, len(returns) + 1, dtype=np.float64)
    mean = np.cumsum(returns) / seen
    variance = np.cumsum(returns * returns) / seen - mean * mean
    known = (seen >= window) & (variance > 0)
    ratio = mean / np.sqrt(np.where(known, variance, 1.0))
    return np.where(known, np.maximum(ratio, 0.0), np.nan)


def _shares(scores: Sequence[FloatArray]) -> list[FloatArray]:
    total = np.sum(scores, axis=0)
    usable = np.isfinite(total) & (total > 0)
    return [np.where(usable, score / np.where(usable, total, 1.0), 1.0 / len(scores)) for score in scores]
