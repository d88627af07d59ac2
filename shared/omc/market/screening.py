"""Bars that may not be true are marked when they are stored; another venue's bar of the time confirms them.

The bar itself never changes. A mark says why and since when; one that is confirmed says by whom.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from omc.kernel.instants import Ms
from omc.market.anomalies import Suspicion, confirmed, suspects
from omc.market.columns import between, take
from omc.market.model import BarArrays, BoolArray, Series
from omc.market.ports import BarReader

# What a judgement looks back on, and one more for the return of the first.
_BEFORE = 23


@dataclass(frozen=True)
class Suspect:
    """A bar that may not be true; `confirmed_by` is the series whose bar says the same."""

    ts: Ms
    reasons: tuple[Suspicion, ...]
    marked_at: Ms
    confirmed_by: str | None = None


class SuspectBook(Protocol):
    """Marks beside bars. Marking again what is marked changes nothing but who confirms it."""

    def mark(self, series: Series, found: Sequence[Suspect]) -> None: ...

    def suspects(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> Sequence[Suspect]:
        """Marks of bars opened in [start, end), ascending, confirmed ones among them."""
        ...


def screen(
    bars: BarReader, book: SuspectBook, series: Series, others: Iterable[Series], start: Ms, end: Ms, now: Ms
) -> list[Suspect]:
    """Judges the bars of [start, end) and what was marked there before; gives those not confirmed.

    others: the series of other venues that may confirm them.
    """
    judged = bars.arrays(series, start - _BEFORE * series.timeframe.ms, end)
    found = {one.ts: one for one in _found(judged, series, start, now)}
    known = {one.ts: one for one in book.suspects(series, start, end)}
    marks = {ts: known.get(ts, one) for ts, one in (known | found).items()}
    unsure = sorted(ts for ts, one in marks.items() if one.confirmed_by is None)
    for other in others if unsure else ():
        for ts in _confirmed(bars, judged, unsure, other):
            marks[ts] = replace(marks[ts], confirmed_by=other.key)
    changed = [one for ts, one in sorted(marks.items()) if known.get(ts) != one]
    if changed:
        book.mark(series, changed)
    return [one for _, one in sorted(marks.items()) if one.confirmed_by is None]


def others_of(series: Series, stored: Iterable[Series]) -> list[Series]:
    """The same symbol and bars at other venues."""
    return [
        one
        for one in stored
        if (one.symbol, one.timeframe) == (series.symbol, series.timeframe) and one.venue != series.venue
    ]


def trusted(ts: np.ndarray[tuple[int], np.dtype[np.int64]], marks: Iterable[Suspect]) -> BoolArray:
    """bool[n]: whether a bar may be trained on: not marked, or confirmed."""
    unsure = np.array([one.ts for one in marks if one.confirmed_by is None], dtype=np.int64)
    result: BoolArray = np.isin(ts, unsure, invert=True)
    return result


def _found(judged: BarArrays, series: Series, start: Ms, now: Ms) -> list[Suspect]:
    by_reason = suspects(judged, series.timeframe)
    any_of = np.zeros(len(judged), dtype=np.bool_)
    for flags in by_reason.values():
        any_of |= flags
    rows = np.flatnonzero(any_of & (judged.ts >= start)).tolist()
    return [
        Suspect(int(judged.ts[row]), tuple(reason for reason, flags in by_reason.items() if flags[row]), now)
        for row in rows
    ]


def _confirmed(bars: BarReader, judged: BarArrays, unsure: Sequence[Ms], other: Series) -> list[Ms]:
    ours = take(judged, np.isin(judged.ts, np.array(unsure, dtype=np.int64)))
    if not len(ours):
        return []
    theirs = bars.arrays(other, unsure[0], unsure[-1] + 1)
    same = take(ours, confirmed(ours, between(theirs, unsure[0], None)))
    return [int(ts) for ts in same.ts.tolist() if ts in set(unsure)]
