"""Markets for indicators: flat stretches, holes in time, missing and zero volumes; bounded arguments."""

from decimal import Decimal

import numpy as np
from hypothesis import strategies as st

from omc.market.indicators.catalog import ArgKind, Indicator
from omc.market.model import BarArrays

TICK = Decimal("0.01")
STEPS = (60_000, 300_000, 3_600_000, 14_400_000, 86_400_000)
_MOST = 9


def market(seed: int, size: int, step: int = 3_600_000, *, quiet: bool = False) -> BarArrays:
    """A seeded walk on whole cents; quiet: few distinct prices, so that ties are common."""
    draw = np.random.default_rng(seed)
    jump = draw.integers(-1, 2, size) if quiet else np.rint(draw.normal(0, 60, size)).astype(np.int64)
    close = np.abs(10_000 + np.cumsum(jump)) + 500
    start = np.concatenate((close[:1], close[:-1])) if size else close
    reach = draw.integers(0, 2 if quiet else 40, (2, size))
    high, low = np.maximum(start, close) + reach[0], np.minimum(start, close) - reach[1]
    volume = np.round(draw.lognormal(0, 1, size), 3)
    volume[draw.random(size) < 0.03] = 0.0
    volume[draw.random(size) < 0.02] = np.nan
    apart = np.where(draw.random(size) < 0.05, draw.integers(1, 30, size), 1) * step
    ts = 1_600_000_200_000 // step * step + np.cumsum(apart)
    return BarArrays(ts.astype(np.int64), start / 100, high / 100, low / 100, close / 100, volume)


@st.composite
def markets(draw: st.DrawFn, most: int = 160) -> BarArrays:
    size = draw(st.integers(0, most))
    seed, step = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from(STEPS))
    return market(seed, size, step, quiet=draw(st.booleans()))


@st.composite
def arguments(draw: st.DrawFn, entry: Indicator) -> tuple[Decimal, ...]:
    """Short lengths, so that windows fill on few bars; the smaller of an ascending pair first."""
    values: list[Decimal] = []
    for arg in entry.args:
        low, high = int(arg.low), min(int(arg.high), int(arg.low) + _MOST)
        if arg.kind is ArgKind.LENGTH:
            values.append(Decimal(draw(st.integers(max(low, 1), high))))
        else:
            values.append(draw(st.sampled_from([arg.default, arg.default / 2, arg.low])))
    if entry.ascending:
        values[1] = values[0] + values[1]
    return tuple(values)
