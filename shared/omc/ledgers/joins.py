"""Ledger records beside bars: what was known of a thing when each bar closed.

A record stands from the moment it was known until a later record of the same thing was known. Whatever was
known after a bar's close, new events and revised values alike, leaves that bar's number as it was, in every
bit: sums are exact before their one rounding, so no order of adding shows.
"""

from typing import Literal

import numpy as np

from omc.kernel.instants import HOUR_MS, Ms
from omc.ledgers.series import LedgerSeries
from omc.market.model import BoolArray, FloatArray, IntArray

How = Literal["last", "mean", "sum", "count", "min", "max"]

_NEVER = np.iinfo(np.int64).max
_SAFE_BITS = 62
# 2020-01-01: near the events, so that hours since then lose no digits that tell two of them apart.
_EPOCH: Ms = 1_577_836_800_000


def joined(series: LedgerSeries, closes: IntArray, window: Ms | None = None, how: How = "last") -> FloatArray:
    """float64[n] at each close (ms UTC, ascending): the newest known value, or `how` over a window."""
    return latest(series, closes) if window is None else over_window(series, closes, window, how)


def latest(series: LedgerSeries, closes: IntArray) -> FloatArray:
    """float64[n]: the newest event known at each close (ms UTC, ascending), by its newest known record.

    NaN before anything was known.
    """
    return np.append(series.value, np.nan)[_newest(series, closes)]


def over_window(series: LedgerSeries, closes: IntArray, window: Ms, how: How) -> FloatArray:
    """float64[n]: `how` over the events of (close - window, close] that were known at the close.

    NaN before the first record was known; later an empty window has count and sum 0 and no other value.
    An event whose newest known value is undefined does not count.
    """
    if how == "last":
        newest = _newest(series, closes)
        times = np.append(series.event_time, -_NEVER)[newest]
        return np.where(times > closes - window, np.append(series.value, np.nan)[newest], np.nan)
    first, last, values = _lifetimes(series, closes, window)
    if how in ("min", "max"):
        result = _extreme(first, last, values if how == "max" else -values, len(closes))
        return result if how == "max" else -result
    result = _over(first, last, values, len(closes), how)
    return np.where(_begun(series, closes), result, np.nan)


def decayed(series: LedgerSeries, closes: IntArray, window: Ms, per_hour: float) -> FloatArray:
    """float64[n]: the largest value x exp(-per_hour x age in hours) over the events of
    (close - window, close] that were known at the close; age is counted from the event to the close.

    NaN before the first record was known, 0 where no event counts; values of 0 and below do not count.
    """
    first, last, row = _lives(series, closes, window)
    positive = series.value[row] > 0
    first, last, row = first[positive], last[positive], row[positive]
    value, event = series.value[row], series.event_time[row]
    # All events fade at one rate, so which of two is the stronger never changes: one order serves all bars.
    strength = np.log(value) + per_hour * ((event - _EPOCH) / HOUR_MS)
    order = np.argsort(strength, kind="stable")
    rank = np.empty(len(order))
    rank[order] = np.arange(len(order))
    best = _extreme(first, last, rank, len(closes))
    found = np.isfinite(best)
    strongest = order[best[found].astype(np.int64)]
    result = np.zeros(len(closes))
    result[found] = value[strongest] * np.exp(-per_hour * ((closes[found] - event[strongest]) / HOUR_MS))
    return np.where(_begun(series, closes), result, np.nan)


def _begun(series: LedgerSeries, closes: IntArray) -> BoolArray:
    """bool[n]: whether anything at all was known."""
    begun: BoolArray = closes >= (series.known_at[0] if len(series) else _NEVER)
    return begun


def _newest(series: LedgerSeries, closes: IntArray) -> IntArray:
    """int64[n]: place of the newest event's newest record among those known at each close; -1 for none."""
    if len(series) == 0:
        return np.full(len(closes), -1, dtype=np.int64)
    advances = series.event_time >= np.maximum.accumulate(series.event_time)
    newest = np.maximum.accumulate(np.where(advances, np.arange(len(series)), -1))
    places: IntArray = np.append(newest, -1)[np.searchsorted(series.known_at, closes, side="right") - 1]
    return places


def _lifetimes(series: LedgerSeries, closes: IntArray, window: Ms) -> tuple[IntArray, IntArray, FloatArray]:
    """For each record that counts on some bar: the first such bar, the bar after the last, its value."""
    first, last, row = _lives(series, closes, window)
    return first, last, series.value[row]


def _lives(series: LedgerSeries, closes: IntArray, window: Ms) -> tuple[IntArray, IntArray, IntArray]:
    """For each record that counts on some bar: the first such bar, the bar after the last, its place."""
    until = np.minimum(_replaced(series), series.event_time + window)
    first = np.searchsorted(closes, series.known_at, side="left")
    last = np.searchsorted(closes, until, side="left")
    counts = (first < last) & np.isfinite(series.value)
    return first[counts], last[counts], np.flatnonzero(counts)


def _replaced(series: LedgerSeries) -> IntArray:
    """int64[k]: when the next record of the same thing was known; far in the future for none."""
    order = np.argsort(series.things, kind="stable")
    same = np.diff(series.things[order]) == 0
    replaced = np.full(len(series), _NEVER, dtype=np.int64)
    replaced[order[:-1][same]] = series.known_at[order[1:][same]]
    return replaced


def _over(first: IntArray, last: IntArray, values: FloatArray, bars: int, how: How) -> FloatArray:
    """Sum, count or mean of the values alive on each bar."""
    change = np.bincount(first, minlength=bars + 1) - np.bincount(last, minlength=bars + 1)
    count = np.cumsum(change)[:bars].astype(np.float64)
    if how == "count":
        return count
    total = _exact_sums(np.concatenate((first, last)), np.concatenate((values, -values)), bars)
    if how == "sum":
        return total
    mean: FloatArray = np.divide(total, count, out=np.full(bars, np.nan), where=count > 0)
    return mean


def _exact_sums(places: IntArray, values: FloatArray, bars: int) -> FloatArray:
    """float64[bars]: sum of all values placed at or before each bar, rounded once.

    Every finite float is a whole multiple of a power of two, and whole numbers add exactly: in int64 where
    they fit, else in Python's.
    """
    if len(values) == 0:
        return np.zeros(bars)
    mantissa, exponent = np.frexp(values)
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    used = whole != 0
    if not used.any():
        return np.zeros(bars)
    # Trailing zero bits are no information: 0.25 needs two bits, not fifty-three.
    spare = np.where(used, np.bitwise_count((whole & -whole) - 1).astype(np.int64), 0)
    whole, lowest = whole >> spare, exponent - 53 + spare
    unit = int(lowest[used].min())
    shift = np.where(used, lowest - unit, 0)
    order = np.argsort(places, kind="stable")
    ends = np.searchsorted(places[order], np.arange(bars), side="right")
    if int(exponent[used].max()) - unit + len(values).bit_length() <= _SAFE_BITS:
        sums = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum((whole << shift)[order])))
        rounded: FloatArray = np.ldexp(sums[ends].astype(np.float64), unit)
        return rounded
    numbers = [number << by for number, by in zip(whole[order].tolist(), shift[order].tolist(), strict=True)]
    return _rounded(numbers, ends, unit)


def _rounded(numbers: list[int], ends: IntArray, unit: int) -> FloatArray:
    """Running sums of whole numbers times 2**unit, as the nearest floats, at `ends`."""
    over, under = (1 << unit, 1) if unit >= 0 else (1, 1 << -unit)
    rounded, total = [0.0], 0
    for number in numbers:
        total += number
        try:
            rounded.append(total * over / under)
        except OverflowError:
            rounded.append(float("nan"))
    return np.array(rounded)[ends]


def _extreme(first: IntArray, last: IntArray, values: FloatArray, bars: int) -> FloatArray:
    """float64[bars]: the largest value alive on each bar, NaN where none is.

    Each lifetime is covered by two runs of a power of two of bars; long runs then hand their largest value
    down to their halves.
    """
    levels = max(bars.bit_length(), 1)
    best = np.full((levels, bars), -np.inf)
    level = np.frexp((last - first).astype(np.float64))[1] - 1
    np.maximum.at(best, (level, first), values)
    np.maximum.at(best, (level, last - (1 << level.astype(np.int64))), values)
    for upper in range(levels - 1, 0, -1):
        half = 1 << (upper - 1)
        np.maximum(best[upper - 1], best[upper], out=best[upper - 1])
        np.maximum(best[upper - 1, half:], best[upper, :-half], out=best[upper - 1, half:])
    return np.where(np.isfinite(best[0]), best[0], np.nan)
