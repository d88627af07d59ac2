"""Rules that take turns: where exactly one exit follows each entry, every trade is known at once.

So it is with crosses: in when one line rises above another, out when it falls below. Whatever stop, target or
time ends a position before its exit rule, the next entry comes after that rule has spoken.
"""

from dataclasses import dataclass

import numpy as np

from omc.backtest.grid.signals.words import WordArray, places
from omc.market.model import BoolArray, IntArray


@dataclass(frozen=True)
class Turns:
    """rows: bool[k], which rows take turns. int64[t] of those, by row, then time: lane; signal: close of the
    entry's decision; by_rule: close at which the exit rule speaks, n where the bars end first."""

    rows: BoolArray
    lane: IntArray
    signal: IntArray
    by_rule: IntArray


def turns_of(enter: WordArray, leave: WordArray, bars: int) -> Turns:
    """Find the rows in which entries and exits alternate, from the first entry on."""
    rows, span = len(enter), enter.shape[1] * 64
    entries, exits = places(enter), places(leave)
    edges = np.arange(rows + 1) * span
    first = np.searchsorted(entries, edges)
    counts = np.diff(first)
    lane = np.repeat(np.arange(rows), counts)
    some = np.flatnonzero(counts)
    # The exit that answers the first entry of each row; the others follow one by one.
    answer = np.zeros(rows, dtype=np.int64)
    answer[some] = np.searchsorted(exits, entries[first[some]]) - first[some]
    index = np.arange(len(entries))
    index += answer.take(lane)
    ends = edges[1:].take(lane)
    known = index < len(exits)
    left = np.where(known, exits.take(np.minimum(index, len(exits) - 1)), ends) if len(exits) else ends.copy()
    np.minimum(left, ends, out=left)
    following = np.empty_like(entries)
    following[:-1] = entries[1:]
    following[-1:] = rows * span
    fair = (left > entries) & (left < following)
    fair[first[1:][some] - 1] = left[first[1:][some] - 1] > entries[first[1:][some] - 1]
    unfair = np.zeros(rows, dtype=np.bool_)
    unfair[lane[~fair]] = True
    base = edges[:-1].take(lane)
    entries -= base
    left -= base
    np.minimum(left, bars, out=left)
    if unfair.any():
        kept = ~unfair[lane]
        return Turns(~unfair, lane[kept], entries[kept], left[kept])
    return Turns(~unfair, lane, entries, left)
