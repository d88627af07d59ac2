"""When a figure means something: the one policy above the raw functions (OMC-BT-055).

Returns are daily, UTC; a year has 365 days; what is annualised or a ratio of returns is null under 20 days,
and when all capital was lost. A null always carries its reason.
"""

from collections.abc import Callable

import numpy as np

from omc.backtest.metrics.model import Metric
from omc.market.model import FloatArray

DAYS_PER_YEAR = 365
MINIMUM_DAYS = 20


def told(returns: FloatArray, figure: Callable[[], float | None], why_not: str) -> Metric:
    """The figure of these daily returns, or why there is none."""
    if len(returns) < MINIMUM_DAYS:
        return Metric(None, f"needs {MINIMUM_DAYS} days, has {len(returns)}")
    if not np.all(np.isfinite(returns)) or bool(np.any(returns <= -1.0)):
        return Metric(None, "all capital was lost")
    value = figure()
    return Metric(value, None if value is not None else why_not)
