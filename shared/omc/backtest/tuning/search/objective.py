"""What a search looks for, from the figures of every set that was run.

sharpe, sortino and calmar are those of daily UTC returns over 365 days; expectancy is the mean net result
of a trade as a fraction of the initial capital; total_return a fraction of it. NaN where a figure is not
defined.
"""

import math
from collections.abc import Callable, Mapping
from enum import StrEnum

import numpy as np

from omc.backtest.grid.model import GridResult
from omc.backtest.metrics.policy import DAYS_PER_YEAR, MINIMUM_DAYS
from omc.market.model import FloatArray

# Below this a risk of daily returns is rounding noise of a flat line.
FLAT = 1e-15
_ROWS = 1024


class Objective(StrEnum):
    SHARPE = "sharpe"
    SORTINO = "sortino"
    CALMAR = "calmar"
    EXPECTANCY = "expectancy"
    TOTAL_RETURN = "total_return"


FIGURES = (
    "total_return", "sharpe", "sortino", "calmar", "expectancy", "max_drawdown", "win_rate",
    "profit_factor", "trades",
)  # fmt: skip


def figures(result: GridResult, daily: FloatArray) -> dict[str, FloatArray]:
    """float64[m] by name of FIGURES; daily: float64[m, days], the result's own."""
    with np.errstate(all="ignore"):
        expectancy = result.total_return / np.where(result.trades > 0, result.trades, np.nan)
    return {
        "total_return": result.total_return,
        "sharpe": result.sharpe,
        "sortino": _of_rows(daily, _sortino),
        "calmar": _of_rows(daily, _calmar),
        "expectancy": expectancy,
        "max_drawdown": result.max_drawdown,
        "win_rate": result.win_rate,
        "profit_factor": result.profit_factor,
        "trades": result.trades,
    }


def scores(columns: Mapping[str, FloatArray], objective: Objective, minimum_trades: int) -> FloatArray:
    """float64[m], higher is better; NaN = not to be chosen: undefined, or too few trades."""
    enough = columns["trades"] >= max(minimum_trades, 1)
    values = columns[objective.value]
    return np.where(enough & np.isfinite(values), values, np.nan)


def _sortino(daily: FloatArray) -> FloatArray:
    """`ratios.sortino` of each row, a year."""
    short = np.minimum(daily, 0.0)
    risk = np.sqrt(np.mean(short * short, axis=1)) * math.sqrt(DAYS_PER_YEAR)
    with np.errstate(all="ignore"):
        return np.where(risk >= FLAT, np.mean(daily, axis=1) * DAYS_PER_YEAR / risk, np.nan)


def _calmar(daily: FloatArray) -> FloatArray:
    """`ratios.calmar` of each row."""
    curves = np.cumprod(1.0 + daily, axis=1)
    peaks = np.maximum(np.maximum.accumulate(curves, axis=1), 1.0)
    falls = np.max((peaks - curves) / peaks, axis=1)
    ending = curves[:, -1]
    with np.errstate(all="ignore"):
        grown = np.where(ending > 0, ending ** (DAYS_PER_YEAR / daily.shape[1]) - 1.0, -1.0)
        return np.where(falls > 0, grown / falls, np.nan)


def _of_rows(daily: FloatArray, figure: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """float64[m]; a few rows at a time, so that what is computed between stays small."""
    if daily.shape[1] < MINIMUM_DAYS:
        return np.full(len(daily), np.nan)
    return np.concatenate([figure(daily[first : first + _ROWS]) for first in range(0, len(daily), _ROWS)])
