"""Bars and outputs written by hand, and what an indicator says of them."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from omc.market.indicators.catalog import CATALOG
from omc.market.indicators.frame import Frame
from omc.market.indicators.reading import Reading, judged
from omc.market.indicators.readings.rules import Case
from omc.market.model import BarArrays, FloatArray

CENT = Decimal("0.01")
HOUR = 3_600_000
Numbers = Sequence[float] | float


def column(values: Numbers, size: int) -> FloatArray:
    return np.broadcast_to(np.asarray(values, dtype=np.float64), (size,)).copy()


def bars(
    close: Sequence[float],
    *,
    opened: Numbers | None = None,
    high: Numbers | None = None,
    low: Numbers | None = None,
    volume: Numbers = 1.0,
    step: int = HOUR,
) -> BarArrays:
    """Bars of an hour from midnight on; what is left out is the close."""
    size = len(close)
    parts = [column(close if part is None else part, size) for part in (opened, high, low)]
    ts = 1_600_041_600_000 + step * np.arange(size, dtype=np.int64)
    return BarArrays(ts, parts[0], parts[1], parts[2], column(close, size), column(volume, size))


def ranging(close: Sequence[float], half: float = 0.5, *, lead: int = 20) -> BarArrays:
    """`lead` quiet bars of that half range at the first close, so that ATR(14) is known, then `close`."""
    whole = np.concatenate((np.full(lead, close[0]), close))
    return bars(list(whole), high=list(whole + half), low=list(whole - half))


def said_of(name: str, over: BarArrays, **outputs: Numbers) -> Reading:
    """What the indicator says at the last bar, given its outputs (those left out are undefined)."""
    frame, entry = Frame(over, CENT), CATALOG[name]
    values = {output: column(outputs.get(output, np.nan), len(over)) for output in entry.outputs}
    return judged(name, Case(frame, entry.numbers(), values)).at(-1)
