"""What starts anew with each session of the UTC day."""

from itertools import pairwise

import numpy as np

from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.market.indicators.frame import Frame
from omc.market.model import FloatArray, IntArray


def session_starts(ts: IntArray, hours: int) -> IntArray:
    """Index of the first bar of each session; sessions of `hours` begin at 00:00 UTC of every day."""
    session = ts // DAY_MS * 24 + ts % DAY_MS // HOUR_MS // hours
    starts: IntArray = np.flatnonzero(np.diff(session, prepend=-1))
    return starts


def vwap(frame: Frame, hours: int) -> tuple[FloatArray, ...]:
    """Typical prices by volume since the session began; undefined from a missing volume to its end."""
    typical, result = (frame.high + frame.low + frame.close) / 3, np.full(len(frame), np.nan)
    edges = [*session_starts(frame.bars.ts, hours), len(frame)]
    for start, stop in pairwise(edges):
        volume = frame.volume[start:stop]
        traded = np.cumsum(volume)
        result[start:stop] = np.cumsum(typical[start:stop] * volume) / np.where(traded > 0, traded, np.nan)
    return (frame.price(result),)
