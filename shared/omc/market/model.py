"""Instruments, series and bars; bars also as columns, which is what needs numpy.

What is only a record stands in `omc.market.records`: functions that never compute import it from there.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from omc.market.records import Bar, Gap, Instrument, Series

__all__ = ["Bar", "BarArrays", "BoolArray", "FloatArray", "Gap", "Instrument", "IntArray", "Series"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class BarArrays:
    """A run of bars as columns, strictly ascending in `ts`, gaps left as they are.

    ts: int64[n] ms UTC of the open; the others float64[n], contiguous.
    """

    ts: IntArray
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray

    def __len__(self) -> int:
        return len(self.ts)

    def head(self, count: int) -> "BarArrays":
        """The first `count` bars, as views."""
        return BarArrays(
            self.ts[:count], self.open[:count], self.high[:count],
            self.low[:count], self.close[:count], self.volume[:count],
        )  # fmt: skip
