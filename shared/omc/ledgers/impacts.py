"""What markets did after events of a type: the mean and median move over an hour, a day and a week.

Only events whose whole horizon is over at the time of asking count, and only bars that were closed then: what
an event's past tells was known when it is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from omc.kernel.instants import DAY_MS, HOUR_MS, Ms
from omc.market.model import BarArrays, FloatArray, IntArray
from omc.market.timeframes import Timeframe

HORIZONS: tuple[tuple[str, Ms], ...] = (("1h", HOUR_MS), ("24h", DAY_MS), ("7d", 7 * DAY_MS))
LEAST = 5


@dataclass(frozen=True)
class Impact:
    """Moves are fractions. mean and median are None under five events: so few say nothing."""

    horizon: str
    events: int
    mean: float | None
    median: float | None


def impacts_of(known_at: Sequence[Ms], bars: BarArrays, timeframe: Timeframe, now: Ms) -> list[Impact]:
    """The moves after events known at these times, on one symbol's bars (ascending), as of `now`."""
    return impacts_over([(known_at, bars)], timeframe, now)


def impacts_over(
    groups: Sequence[tuple[Sequence[Ms], BarArrays]], timeframe: Timeframe, now: Ms
) -> list[Impact]:
    """The moves after events of several symbols, each on its own bars (ascending), as of `now`.

    From the first close at or after an event was known to the first close at or after the horizon's end. A
    horizon shorter than a bar says nothing.
    """
    found = []
    for name, length in HORIZONS:
        moves = [move for known_at, bars in groups for move in _moves(known_at, length, bars, timeframe, now)]
        enough = len(moves) >= LEAST
        mean = float(np.mean(moves)) if enough else None
        median = float(np.median(moves)) if enough else None
        found.append(Impact(name, len(moves), mean, median))
    return found


def _moves(known_at: Sequence[Ms], length: Ms, bars: BarArrays, timeframe: Timeframe, now: Ms) -> list[float]:
    if length < timeframe.ms:
        return []
    closes = bars.ts + timeframe.ms
    usable = int(np.searchsorted(closes, now, side="right"))
    found = (_move(at, length, closes[:usable], bars.close[:usable], timeframe) for at in known_at)
    return [move for move in found if move is not None]


def _move(at: Ms, length: Ms, closes: IntArray, prices: FloatArray, timeframe: Timeframe) -> float | None:
    """None where a bar is missing at either end, or the horizon is not over."""
    start, end = int(np.searchsorted(closes, at)), int(np.searchsorted(closes, at + length))
    if end >= len(closes):
        return None
    late = timeframe.ms
    if closes[start] - at > late or closes[end] - (at + length) > late:
        return None
    return float(prices[end] / prices[start] - 1.0)
