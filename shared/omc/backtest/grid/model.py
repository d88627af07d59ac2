"""What a search over parameter sets gives back: one row of figures for each, as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.market.model import FloatArray

ParamSet = Mapping[str, Decimal]


@dataclass(frozen=True)
class GridResult:
    """float64[m], one entry for each parameter set, in their order; NaN where a figure is not defined.

    total_return and max_drawdown are fractions of the initial capital and of the peak, the latter >= 0;
    sharpe is of daily UTC returns over 365 days, or of bars where those were asked for; win_rate a fraction;
    trades a count of round trips. daily_returns: float64[m, days], or None where they were not asked for.
    path: which way each set was computed, "native", "packed" or "engine"; all make the same trades.
    """

    params: Sequence[ParamSet]
    total_return: FloatArray
    sharpe: FloatArray
    max_drawdown: FloatArray
    win_rate: FloatArray
    trades: FloatArray
    profit_factor: FloatArray
    daily_returns: FloatArray | None = None
    path: Sequence[str] = ()
