"""Trades of many lanes with what they did to the account."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from omc.market.model import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Booked:
    """Ordered by lane, then time. int64[k]: lane (0..lanes-1); the position is marked at the closes of bars
    start..end-1 and gone from the close of `end` on.

    float64[k], money units: before: cash before the entry; inside: cash while open; after: after the exit;
    worth: what one tick of price is worth to the position, signed.
    """

    lanes: int
    lane: IntArray
    start: IntArray
    end: IntArray
    before: FloatArray
    inside: FloatArray
    after: FloatArray
    worth: FloatArray

    @cached_property
    def offsets(self) -> IntArray:
        """int64[lanes + 1]: where each lane's trades begin."""
        found: IntArray = np.searchsorted(self.lane, np.arange(self.lanes + 1))
        return found

    @cached_property
    def flat_after(self) -> BoolArray:
        """Whether a close passes between a trade and the next of its lane; after the last one always."""
        flat = np.ones(len(self.lane), dtype=np.bool_)
        flat[:-1] = (self.lane[1:] != self.lane[:-1]) | (self.start[1:] > self.end[:-1])
        return flat

    def part(self, first: int, lanes: int) -> "Booked":
        """The trades of `lanes` lanes from `first` on, numbered from 0."""
        kept = slice(int(self.offsets[first]), int(self.offsets[first + lanes]))
        return Booked(
            lanes, self.lane[kept] - first, self.start[kept], self.end[kept],
            self.before[kept], self.inside[kept], self.after[kept], self.worth[kept],
        )  # fmt: skip
