"""Between bars in exact decimals and bars as float columns."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from omc.kernel.money import to_step
from omc.market.model import Bar, BarArrays, Instrument


def to_arrays(bars: Sequence[Bar]) -> BarArrays:
    """Columns of `bars`: the nearest float64 of each decimal."""
    ts = np.array([bar.ts for bar in bars], dtype=np.int64)
    columns = (
        np.array([float(getattr(bar, name)) for bar in bars], dtype=np.float64)
        for name in ("open", "high", "low", "close", "volume")
    )
    return BarArrays(ts, *columns)


def price_at(value: float, instrument: Instrument) -> Decimal:
    """The decimal price that a float column stands for: the nearest multiple of the tick.

    Bars enter the house as multiples of the tick, so this is exact: float -> nearest tick is the
    inverse of tick -> nearest float for every price below 2**53 ticks.
    """
    return to_step(Decimal(value), instrument.tick, "ROUND_HALF_EVEN")


def bar_at(arrays: BarArrays, index: int, instrument: Instrument) -> Bar:
    """Bar `index` of the columns in exact decimals; volume is not rounded to a step."""
    return Bar(
        int(arrays.ts[index]),
        price_at(float(arrays.open[index]), instrument),
        price_at(float(arrays.high[index]), instrument),
        price_at(float(arrays.low[index]), instrument),
        price_at(float(arrays.close[index]), instrument),
        Decimal(repr(float(arrays.volume[index]))),
    )
