"""Finding the next bar at which something can happen, without walking the bars between in Python.

Only the bar is found here; what happens in it is decided by `omc.trading`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from omc.backtest.market import TickBars
from omc.market.model import BoolArray, IntArray
from omc.trading.bracket import trail
from omc.trading.model import Direction, Levels
from omc.trading.plan import SignalColumns

# Most trades end soon, a few run long: blocks grow so that both cost little.
_FIRST_BLOCK, _LARGEST_BLOCK = 64, 8192


@dataclass(frozen=True)
class RuleBars:
    """Indices of the bars at whose close a rule could act, ascending: entries when flat, exits by side, and
    those at which the session has every position left."""

    entries: Sequence[int]
    exits_long: Sequence[int]
    exits_short: Sequence[int]
    flats: Sequence[int]

    @classmethod
    def of(cls, signals: SignalColumns) -> "RuleBars":
        long = signals.enter_long & ~signals.exit_long
        short = signals.enter_short & ~signals.exit_short
        entries = long ^ short if signals.in_session is None else (long ^ short) & signals.in_session
        flats = _indices(signals.flat) if signals.flat is not None else ()
        return cls(_indices(entries), _indices(signals.exit_long), _indices(signals.exit_short), flats)

    def entry_from(self, bar: int) -> int | None:
        return _next(self.entries, bar)

    def exit_from(self, bar: int, direction: Direction) -> int | None:
        return _next(self.exits_long if direction is Direction.LONG else self.exits_short, bar)

    def flat_from(self, bar: int) -> int | None:
        return _next(self.flats, bar)


def first_touch(
    market: TickBars, levels: Levels, direction: Direction, entry: int, first: int, last: int
) -> tuple[int, Levels] | None:
    """The first bar in first..last whose range reaches a level, with the levels that hold in that bar.

    entry: the bar the levels are in force from, as they are given.
    """
    if levels.stop is None and not levels.targets:
        return None
    for start, end in _blocks(first, last + 1):
        stops = _stops(market, levels, direction, entry, start, end)
        hits = np.flatnonzero(_reached(market, levels, stops, direction, start, end))
        if hits.size:
            bar = start + int(hits[0])
            return bar, levels_in(market, levels, direction, entry, bar)
    return None


def _stops(
    market: TickBars, levels: Levels, direction: Direction, entry: int, start: int, end: int
) -> IntArray | None:
    """The stop in force in each bar of start..end-1, in signed ticks (higher = closer for both sides)."""
    if levels.stop is None:
        return None
    sign = direction.sign
    initial = sign * market.ticks(levels.stop)
    if levels.trail_distance is None:
        return np.full(end - start, initial, dtype=np.int64)
    # Bar i lives under the stop made by closes entry..i-1. Starting from the first close each time is
    # quadratic only in the number of blocks, which grow.
    closes = sign * market.close[entry : end - 1] - market.ticks(levels.trail_distance)
    moved = np.maximum.accumulate(np.concatenate(([initial], np.maximum(closes, initial))))
    stops: IntArray = moved[start - entry :]
    return stops


def _reached(
    market: TickBars, levels: Levels, stops: IntArray | None, direction: Direction, start: int, end: int
) -> BoolArray:
    low, high = market.low[start:end], market.high[start:end]
    worst, best = (low, high) if direction is Direction.LONG else (-high, -low)
    reached: BoolArray = np.zeros(end - start, dtype=np.bool_)
    if stops is not None:
        reached |= worst <= stops
    if levels.targets:
        reached |= best >= direction.sign * market.ticks(levels.targets[0].price)
    return reached


def levels_in(market: TickBars, levels: Levels, direction: Direction, entry: int, bar: int) -> Levels:
    """The levels in force in `bar`: a stop trailed by the best close since entry, for it never goes back."""
    if levels.trail_distance is None or bar == entry:
        return levels
    closes = market.close[entry:bar]
    best = closes.max() if direction is Direction.LONG else closes.min()
    return trail(levels, market.price(best), direction, market.instrument.tick)


def _blocks(start: int, end: int) -> Iterator[tuple[int, int]]:
    size = _FIRST_BLOCK
    while start < end:
        yield start, min(start + size, end)
        start, size = start + size, min(size * 2, _LARGEST_BLOCK)


def _indices(mask: BoolArray) -> list[int]:
    # A list: bisecting it costs a tenth of asking numpy for one place.
    indices: list[int] = np.flatnonzero(mask).tolist()
    return indices


def _next(indices: Sequence[int], bar: int) -> int | None:
    at = bisect_left(indices, bar)
    return indices[at] if at < len(indices) else None
