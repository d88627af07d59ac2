"""Highest and lowest values of any run of bars in constant time, and the first bar that leaves a band."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from omc.market.model import FloatArray, IntArray


class Ranges(NamedTuple):
    """levels float64[l, n, 2]: (highest `top`, highest -`bottom`) of the 2**l bars from each on."""

    levels: FloatArray

    @classmethod
    def of(cls, top: IntArray, bottom: IntArray) -> "Ranges":
        count = len(top)
        levels = np.empty((max(count.bit_length(), 1), count, 2))
        levels[0, :, 0] = top
        np.negative(bottom, out=levels[0, :, 1])
        for level in range(1, len(levels)):
            step = 1 << (level - 1)
            before = levels[level - 1]
            np.maximum(before[: count - step], before[step:], out=levels[level, : count - step])
            levels[level, count - step :] = before[count - step :]
        return cls(levels)

    def over(self, first: IntArray, length: IntArray) -> tuple[FloatArray, FloatArray]:
        """(highest, lowest) of `length` >= 1 bars from `first` on."""
        count = self.levels.shape[1]
        level = _log2(length)
        flat = self.levels.reshape(-1, 2)
        start = level * count + first
        both = flat.take(start, axis=0)
        start += length - (np.int64(1) << level)
        np.maximum(both, flat.take(start, axis=0), out=both)
        return both[:, 0], -both[:, 1]

    def leaves(self, first: IntArray, top: FloatArray, bottom: FloatArray) -> IntArray:
        """The first bar at or after `first` that reaches `top` or `bottom`; n where none does."""
        count = self.levels.shape[1]
        limits = np.stack([top, -bottom], axis=1)
        place = first.copy()
        for level in range(len(self.levels) - 1, -1, -1):
            inside = np.minimum(place, count - 1)
            free = (self.levels[level].take(inside, axis=0) < limits).all(axis=1)
            free &= place + (1 << level) <= count
            place += free.astype(np.int64) << level
        return place


def runs(values: IntArray, first: IntArray, length: IntArray) -> tuple[FloatArray, FloatArray]:
    """(highest, lowest) of `length` >= 1 values from `first` on, for runs that do not overlap, ascending."""
    if len(first) == 0:
        return np.zeros(0), np.zeros(0)
    edges = np.stack([first, first + length], axis=1).reshape(-1)
    edges = edges[:-1] if edges[-1] >= len(values) else edges
    high = np.maximum.reduceat(values, edges)[::2]
    return high.astype(np.float64), np.minimum.reduceat(values, edges)[::2].astype(np.float64)


def _log2(counts: IntArray) -> npt.NDArray[np.int64]:
    """Whole binary logarithm of numbers below 2**53, by the exponent of the float."""
    exponent: IntArray = (counts.astype(np.float64).view(np.int64) >> 52) - 1023
    return exponent
