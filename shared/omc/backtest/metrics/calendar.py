"""Results by the calendar, UTC: a table of months, and when the deepest drawdown was."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from omc.backtest.metrics.daily import daily_last
from omc.backtest.metrics.drawdown import Drawdown, deepest
from omc.kernel.instants import DAY_MS, Ms
from omc.market.model import FloatArray, IntArray


def monthly_returns(close_ts: IntArray, equity: FloatArray, initial: float) -> dict[str, float]:
    """Fraction by month, such as {"2020-09": 0.031}; the first measured from `initial`.

    A month that begins when all capital is lost has none.
    """
    days, ends = daily_last(close_ts, equity)
    last: dict[str, float] = {}
    for day, value in zip(days.tolist(), ends.tolist(), strict=True):
        last[_month(day * DAY_MS)] = value
    table: dict[str, float] = {}
    before = initial
    for month, value in last.items():
        if before > 0:
            table[month] = value / before - 1.0
        before = value
    return table


def drawdown_dates(close_ts: IntArray, equity: FloatArray, initial: float) -> Mapping[str, Ms | None]:
    """When the deepest fall began, bottomed and ended; peak None: the start, recovery None: not yet."""
    return _dates(close_ts, deepest(equity, initial))


def drawdown_report(close_ts: IntArray, equity: FloatArray, initial: float) -> dict[str, Any]:
    """`drawdown_dates` with the depth, the longest time below a peak and the share of time below one.

    JSON values: fractions as decimal strings, `longest_days` a number.
    """
    fall = deepest(equity, initial)
    bar_days = float(np.median(np.diff(close_ts))) / DAY_MS if len(close_ts) > 1 else 0.0
    return {
        **_dates(close_ts, fall),
        "fraction": f"{fall.fraction:.6f}",
        "longest_days": f"{fall.longest * bar_days:.2f}",
        "under_water_fraction": f"{fall.under_water:.6f}",
    }


def _dates(close_ts: IntArray, fall: Drawdown) -> dict[str, Ms | None]:
    return {
        "peak": int(close_ts[fall.peak]) if fall.peak >= 0 else None,
        "bottom": int(close_ts[fall.bottom]),
        "recovery": None if fall.recovery is None else int(close_ts[fall.recovery]),
    }


def _month(instant: Ms) -> str:
    return datetime.fromtimestamp(instant / 1000, UTC).strftime("%Y-%m")


def weekday(instant: Ms) -> str:
    """
    >>> weekday(1_600_000_000_000)
    'Sun'
    """
    return datetime.fromtimestamp(instant / 1000, UTC).strftime("%a")


def hour(instant: Ms) -> str:
    """
    >>> hour(1_600_000_000_000)
    '12'
    """
    return f"{instant % DAY_MS // 3_600_000:02d}"


def session(instant: Ms) -> str:
    """Whose day it is by UTC hour: asia from 0, europe from 7, america from 13, evening from 21 on.

    >>> session(1_600_000_000_000)
    'europe'
    """
    at = instant % DAY_MS // 3_600_000
    return next(name for name, end in _SESSIONS if at < end)


_SESSIONS = (("asia", 7), ("europe", 13), ("america", 21), ("evening", 24))
