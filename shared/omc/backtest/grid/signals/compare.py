"""Comparisons of columns, packed: each pair of columns is compared block by block while they are in cache."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from omc.backtest.grid.signals.columns import Numbers, SingleArray
from omc.backtest.grid.signals.words import WordArray, places, width
from omc.market.model import FloatArray, IntArray

# Bars compared at a time: a multiple of 8, and some dozens of columns of it fit the cache.
COMPARED = 8192
_FEW = 4
_Column = SingleArray | FloatArray


@dataclass(frozen=True)
class Order:
    """words[k, w] for k pairs: where left is above, where it is below, where both are numbers."""

    above: WordArray
    below: WordArray
    known: WordArray

    def sign(self, sign: str) -> WordArray:
        """The comparison of that sign; false where a side is undefined."""
        match sign:
            case ">":
                return self.above
            case "<":
                return self.below
            case ">=":
                return self.known & ~self.below
            case "<=":
                return self.known & ~self.above
            case "==":
                return self.known & ~(self.above | self.below)
        return self.above | self.below


def order_of(left: Sequence[Numbers], right: Sequence[Numbers], pairs: IntArray, bars: int) -> Order:
    """Compare left[pairs[k, 0]] with right[pairs[k, 1]] over all bars, for each k."""
    shape = (len(pairs), width(bars))
    above, below = np.zeros(shape, dtype=np.uint64), np.zeros(shape, dtype=np.uint64)
    known = np.stack([column.known for column in left])[pairs[:, 0]]
    known &= np.stack([column.known for column in right])[pairs[:, 1]]
    # Copies in single precision pay where columns are compared many times.
    alike = len(pairs) > _FEW and len({column.base is None for column in (*left, *right)}) == 1
    lefts, rights = ([one.near if alike else one.values for one in side] for side in (left, right))
    _compare(lefts, rights, _groups(pairs), (above.view(np.uint8), below.view(np.uint8)), bars)
    tied = known & ~(above | below)
    if tied.any():
        _settle(left, right, pairs, tied, above, below)
    return Order(above, below, known)


_Rows = slice | IntArray


def _groups(pairs: IntArray) -> list[tuple[_Rows, int, _Rows]]:
    """Pairs by their left column: (rows, left, rights)."""
    order = np.argsort(pairs[:, 0], kind="stable")
    lefts = pairs[order, 0]
    starts = np.flatnonzero(np.append(lefts[1:] != lefts[:-1], True)) + 1
    parts = np.split(order, starts[:-1])
    return [(_run(part), int(pairs[part[0], 0]), _run(pairs[part, 1])) for part in parts]


def _run(indices: IntArray) -> _Rows:
    """The indices as a slice where they ascend by one: a view costs nothing."""
    first, last = int(indices[0]), int(indices[-1])
    one_by_one = last - first + 1 == len(indices) and bool(np.all(np.diff(indices) == 1))
    return slice(first, last + 1) if one_by_one else indices


def _compare(
    lefts: Sequence[_Column],
    rights: Sequence[_Column],
    groups: list[tuple[_Rows, int, _Rows]],
    packed: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]],
    bars: int,
) -> None:
    flags = np.empty((len(packed[0]), COMPARED), dtype=np.bool_)
    for start in range(0, bars, COMPARED):
        stop = min(start + COMPARED, bars)
        place = slice(start // 8, (stop + 7) // 8)
        others = np.stack([column[start:stop] for column in rights])
        out = flags[:, : stop - start]
        for target, ufunc in zip(packed, (np.greater, np.less), strict=True):
            for rows, one, columns in groups:
                compared = others[columns]
                here = out[: len(compared)]
                ufunc(lefts[one][start:stop], compared, out=here)
                target[rows, place] = np.packbits(here, axis=1, bitorder="little")


def _settle(
    left: Sequence[Numbers], right: Sequence[Numbers], pairs: IntArray, tied: WordArray,
    above: WordArray, below: WordArray,
) -> None:  # fmt: skip
    """Ask the full columns where the near ones are equal."""
    at = places(tied)
    span = tied.shape[1] * 64
    rows, bars = at // span, at % span
    starts = np.searchsorted(rows, np.arange(len(pairs) + 1))
    for row in np.unique(rows).tolist():
        one, other = left[int(pairs[row, 0])].values, right[int(pairs[row, 1])].values
        where = bars[starts[row] : starts[row + 1]]
        a, b = one[where], other[where]
        _set(above[row], where[a > b])
        _set(below[row], where[a < b])


def _set(words: WordArray, bars: IntArray) -> None:
    if bars.size:
        np.bitwise_or.at(words, bars >> 6, np.uint64(1) << (bars & 63).astype(np.uint64))
