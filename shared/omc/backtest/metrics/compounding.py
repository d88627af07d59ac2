"""From prices to returns, from returns to curves and to longer periods. Fractions per period."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Literal

import numpy as np

from omc.kernel.instants import Ms
from omc.market.model import FloatArray, IntArray

Period = Literal["weekly", "monthly", "quarterly", "yearly"]


def simple_returns(prices: FloatArray) -> FloatArray:
    """float64[n - 1]: each price over the one before it, less 1."""
    returns: FloatArray = prices[1:] / prices[:-1] - 1.0
    return returns


def compounded(returns: FloatArray, initial: float = 1.0) -> FloatArray:
    """float64[n]: the curve that `initial` grows along."""
    curve: FloatArray = initial * np.cumprod(1.0 + returns, dtype=np.float64)
    return curve


def aggregated(ts: IntArray, returns: FloatArray, period: Period) -> FloatArray:
    """Compounded by UTC calendar period, in order; weeks are ISO weeks, cut at the turn of the year."""
    keys = [_KEYS[period](_date(instant)) for instant in ts.tolist()]
    starts = [at for at, key in enumerate(keys) if at == 0 or key != keys[at - 1]]
    if not starts:
        return np.zeros(0)
    grown: FloatArray = np.multiply.reduceat(1.0 + returns, starts) - 1.0
    return grown


def _date(instant: Ms) -> date:
    return datetime.fromtimestamp(instant / 1000, UTC).date()


_KEYS: dict[Period, Callable[[date], tuple[int, int]]] = {
    "weekly": lambda day: (day.year, day.isocalendar().week),
    "monthly": lambda day: (day.year, day.month),
    "quarterly": lambda day: (day.year, (day.month - 1) // 3),
    "yearly": lambda day: (day.year, 0),
}
