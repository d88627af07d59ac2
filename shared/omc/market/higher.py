"""Bars of a longer frame made of the bars at hand, and which of them are over at each base bar's close."""

from dataclasses import dataclass

import numpy as np

from omc.kernel.instants import Ms
from omc.market.frames import Frame
from omc.market.model import BarArrays, BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class HigherBars:
    """bars: those that are complete. seen: int64[n of the base], the newest one over, -1 where none is."""

    bars: BarArrays
    seen: IntArray

    def spread(self, values: FloatArray) -> FloatArray:
        """A number of each higher bar, on the base bars that see it; NaN where none is seen."""
        return np.append(values, np.nan)[self.seen]

    def spread_flags(self, flags: BoolArray) -> BoolArray:
        """A condition of each higher bar, on the base bars that see it; False where none is seen."""
        return np.append(flags, False)[self.seen]


def higher_bars(bars: BarArrays, base: Ms, frame: Frame) -> HigherBars:
    """`bars` of length `base` (ms) as bars of `frame`.

    A higher bar exists if any base bar lies in it, and is over when its end is at or before the base bar's
    close. One that began before the first base bar is partial and left out: nobody knows its beginning.
    """
    starts = (bars.ts - frame.phase) // frame.ms * frame.ms + frame.phase
    first = int(np.searchsorted(starts, bars.ts[0])) if len(bars) else 0
    edges = first + np.flatnonzero(np.diff(starts[first:], prepend=-1))
    closes = bars.ts + base
    over = int(np.searchsorted(starts[edges] + frame.ms, closes[-1], side="right")) if len(edges) else 0
    opened, ends = edges[:over], np.append(edges, len(bars))[1 : over + 1]
    seen = np.searchsorted(starts[opened] + frame.ms, closes, side="right") - 1
    return HigherBars(_merged(bars, starts, opened, ends), seen)


def _merged(bars: BarArrays, starts: IntArray, opened: IntArray, ends: IntArray) -> BarArrays:
    if len(opened) == 0:
        return bars.head(0)
    stop = ends[-1]
    return BarArrays(
        starts[opened],
        bars.open[opened],
        np.maximum.reduceat(bars.high[:stop], opened),
        np.minimum.reduceat(bars.low[:stop], opened),
        bars.close[ends - 1],
        np.add.reduceat(bars.volume[:stop], opened),
    )
