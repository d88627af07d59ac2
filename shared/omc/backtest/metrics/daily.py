"""Equity by UTC day: the one grid on which returns are annualised (OMC-BT-055)."""

import numpy as np

from omc.kernel.instants import DAY_MS
from omc.market.model import FloatArray, IntArray


def daily_last(close_ts: IntArray, values: FloatArray) -> tuple[IntArray, FloatArray]:
    """(days, last value of each), every UTC day from the first to the last.

    A close at 00:00 ends the day before. A day without a bar keeps the value of the day before it.
    """
    days = (close_ts - 1) // DAY_MS
    last = np.flatnonzero(np.append(np.diff(days) > 0, True))
    calendar = np.arange(days[0], days[-1] + 1)
    at = np.searchsorted(days[last], calendar, side="right") - 1
    return calendar, values[last[at]]


def daily_returns(close_ts: IntArray, equity: FloatArray, initial: float) -> FloatArray:
    """Fraction per UTC day, the first measured from `initial`; finite as long as equity stays above 0."""
    if len(equity) == 0:
        return np.zeros(0)
    _, ends = daily_last(close_ts, equity)
    starts = np.concatenate(([initial], ends[:-1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        returns: FloatArray = ends / starts - 1.0
    return returns
