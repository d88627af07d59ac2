"""Conditions as bits: bar i of a run is bit i % 64 of word i // 64, so one operation serves 64 bars.

Words are uint64[k, width(n)]; bits at n and beyond are 0, and there is at least one of them.
"""

import numpy as np
import numpy.typing as npt

from omc.market.model import BoolArray, IntArray

WordArray = npt.NDArray[np.uint64]
_ONE, _ZERO = np.uint64(1), np.uint64(0)
_SIX, _LOW_SIX = np.uint64(6), np.int64(63)


def width(bars: int) -> int:
    """Words of one run of `bars`."""
    return bars // 64 + 1


def pack(flags: BoolArray) -> WordArray:
    """uint64[k, width(n)] of bool[k, n]."""
    count, bars = flags.shape
    words = np.zeros((count, width(bars)), dtype=np.uint64)
    words.view(np.uint8)[:, : (bars + 7) // 8] = np.packbits(flags, axis=1, bitorder="little")
    return words


def clear_before(words: WordArray, first: IntArray) -> None:
    """Unset, in place, what stands before bar `first` of each row."""
    starts = np.arange(min(int(first.max(initial=0)) // 64 + 1, words.shape[1]), dtype=np.int64) * 64
    low = np.clip(first[:, None] - starts, 0, 64).astype(np.uint64)
    words[:, : len(starts)] &= ~below(low)


def below(count: npt.NDArray[np.uint64]) -> WordArray:
    """Words with the lowest `count` (0..64) bits set."""
    shifted = _ONE << np.minimum(count, np.uint64(63))
    words: WordArray = np.where(count >= 64, ~_ZERO, shifted - _ONE)
    return words


def later(words: WordArray, bars: int, total: int) -> WordArray:
    """Each bit `bars` bars later; what leaves the run of `total` bars is dropped."""
    if bars >= total:
        return np.zeros_like(words)
    whole, part = divmod(bars, 64)
    moved = np.zeros_like(words)
    kept = words[:, : words.shape[1] - whole]
    if part:
        moved[:, whole:] = kept << np.uint64(part)
        moved[:, whole + 1 :] |= kept[:, :-1] >> np.uint64(64 - part)
    else:
        moved[:, whole:] = kept
    moved[:, -1] &= below(np.array([total % 64], dtype=np.uint64))[0]
    return moved


def all_of_last(words: WordArray, length: int, total: int) -> WordArray:
    """Where the last `length` bars are all set, by doubling."""
    result, have = words.copy(), 1
    while have < length:
        step = min(have, length - have)
        result &= later(result, step, total)
        have += step
    return result


def any_of_last(words: WordArray, length: int, total: int) -> WordArray:
    """Where at least one of the last `length` bars is set."""
    result, have = words.copy(), 1
    while have < length:
        step = min(have, length - have)
        result |= later(result, step, total)
        have += step
    return result


def places(words: WordArray) -> IntArray:
    """Where bits are set, ascending, as row x 64 x width + bar."""
    octets = words.reshape(-1).view(np.uint8)
    used = np.flatnonzero(octets != 0)
    inside = np.flatnonzero(np.unpackbits(octets.take(used), bitorder="little").view(np.bool_))
    found: IntArray = used.take(inside >> 3)
    found <<= 3
    inside &= 7
    found += inside
    return found


def following(words: WordArray) -> npt.NDArray[np.int32]:
    """int32[k, w]: the first word at or after each that is not zero, w where there is none."""
    count = words.shape[1]
    at = np.where(words != 0, np.arange(count, dtype=np.int32), np.int32(count))
    found: npt.NDArray[np.int32] = np.minimum.accumulate(at[:, ::-1], axis=1)[:, ::-1]
    return np.ascontiguousarray(found)


def has(words: WordArray, rows: IntArray, bars: IntArray) -> BoolArray:
    """Whether the bit of each (row, bar) is set."""
    word = words[rows, bars >> 6]
    bit: BoolArray = ((word >> (bars & _LOW_SIX).astype(np.uint64)) & _ONE).view(np.int64) != 0
    return bit


def next_set(
    words: WordArray, table: npt.NDArray[np.int32], rows: IntArray, bars: IntArray, none: int
) -> IntArray:
    """The first set bar at or after `bars` of each row, `none` where there is none; table: `following`."""
    count = words.shape[1]
    at = np.minimum(bars >> 6, count - 1)
    word = words[rows, at] >> (bars & _LOW_SIX).astype(np.uint64)
    found = bars + _lowest(word)
    empty = np.flatnonzero(word == 0)
    if empty.size:
        jump_rows = rows[empty]
        jump = table[jump_rows, np.minimum(at[empty] + 1, count - 1)].astype(np.int64)
        jump[at[empty] + 1 >= count] = count
        inside = np.minimum(jump, count - 1)
        found[empty] = np.where(jump >= count, none, jump * 64 + _lowest(words[jump_rows, inside]))
    return found


def _lowest(words: WordArray) -> IntArray:
    """Index of the lowest set bit, by the exponent of the float it makes; any number for 0."""
    lowest = words & (~words + _ONE)
    exponent: IntArray = (lowest.astype(np.float64).view(np.int64) >> 52) - 1023
    return exponent
