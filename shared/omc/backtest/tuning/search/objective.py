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
from omc.backtest.metrics import ratios
from omc.backtest.metrics.policy import DAYS_PER_YEAR, MINIMUM_DAYS
from omc.market.model import FloatArray


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
        "sortino": _each(daily, ratios.sortino),
        "calmar": _each(daily, ratios.calmar),
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


def _each(daily: FloatArray, figure: Callable[[FloatArray, float], float | None]) -> FloatArray:
    if daily.shape[1] < MINIMUM_DAYS:
        return np.full(len(daily), np.nan)
    values = [figure(row, DAYS_PER_YEAR) for row in daily]
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)
