"""Values of the catalog's indicators over a run of bars. Needs numpy and TA-Lib."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import numpy as np

from omc.market.indicators.catalog import Reads, indicator
from omc.market.indicators.formulas import (
    breaks,
    higher,
    levels,
    oscillators,
    sessions,
    trend,
    volatility,
    volume,
    zones,
)
from omc.market.indicators.frame import Frame
from omc.market.model import BarArrays, FloatArray

_FORMULAS: Mapping[str, Callable[..., tuple[FloatArray, ...]]] = {
    "sma": trend.sma,
    "ema": trend.ema,
    "wma": trend.wma,
    "ma_cross": trend.ma_cross,
    "ema_cross": trend.ema_cross,
    "macd": trend.macd,
    "adx": trend.adx,
    "aroon": trend.aroon,
    "psar": trend.psar,
    "rsi": oscillators.rsi,
    "stochastic": oscillators.stochastic,
    "stoch_rsi": oscillators.stoch_rsi,
    "cci": oscillators.cci,
    "williams_r": oscillators.williams_r,
    "mfi": oscillators.mfi,
    "bollinger": volatility.bollinger,
    "atr": volatility.atr,
    "channel": volatility.channel,
    "volume_spike": volume.volume_spike,
    "obv": volume.obv,
    "ad": volume.ad,
    "poc": volume.poc,
    "vwap": sessions.vwap,
    "fair_value_gap": zones.fair_value_gap,
    "liquidity_sweep": zones.liquidity_sweep,
    "order_block": zones.order_block,
    "premium_discount": zones.premium_discount,
    "break_of_structure": breaks.break_of_structure,
    "change_of_character": breaks.change_of_character,
    "swing_break": breaks.swing_break,
    "rsi_divergence": levels.rsi_divergence,
    "support_resistance": levels.support_resistance,
    "higher_timeframe_alignment": higher.higher_timeframe_alignment,
}


def compute(
    name: str,
    bars: BarArrays,
    tick: Decimal,
    args: Sequence[Decimal | int] = (),
    series: FloatArray | str = "close",
) -> dict[str, FloatArray]:
    """Outputs of one indicator by name: float64[n] each, NaN where undefined, element i from bars 0..i only.

    args: from the left, defaults for the rest; InvalidInput when out of bounds.
    series: what an indicator of a series reads. A price column is best named ("high"): it is then taken in
    whole ticks, so that equal averages compare equal. Indicators of bars do not look at it.
    """
    return compute_on(Frame(bars, tick), name, args, series)


def compute_on(
    frame: Frame, name: str, args: Sequence[Decimal | int] = (), series: FloatArray | str = "close"
) -> dict[str, FloatArray]:
    """As `compute`; keep the frame for many indicators of the same bars."""
    entry = indicator(name)
    source = frame.series(series) if entry.reads is Reads.SERIES else frame
    with np.errstate(all="ignore"):
        columns = _FORMULAS[name](source, *entry.numbers(args))
    return dict(zip(entry.outputs, map(_defined, columns), strict=True))


def _defined(column: FloatArray) -> FloatArray:
    """Infinity would compare; undefined does not."""
    return np.where(np.isinf(column), np.nan, column) if np.isinf(column).any() else column
