"""Observations as columns, and the series that expressions read made of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from omc.kernel.instants import Ms
from omc.ledgers.features.catalogue import FADING, FEATURES, Reading
from omc.ledgers.features.observations import SCORED, Observation
from omc.ledgers.series import LedgerBook, LedgerSeries
from omc.market.model import BoolArray, FloatArray, IntArray

Name = tuple[str, str]
Words = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Columns:
    """Observations, column by column; see `Observation`. In any order, and perhaps some of them twice."""

    feature: Words
    asset: Words
    origin: Words
    thing: IntArray
    event_time: IntArray
    known_at: IntArray
    value: FloatArray
    synthetic: BoolArray

    def __len__(self) -> int:
        return len(self.known_at)

    def where(self, wanted: BoolArray) -> "Columns":
        return Columns(**{one.name: getattr(self, one.name)[wanted] for one in fields(self)})


COLUMN_TYPES: dict[str, Any] = {
    "feature": object, "asset": object, "origin": object, "thing": np.int64, "event_time": np.int64,
    "known_at": np.int64, "value": np.float64, "synthetic": np.bool_,
}  # fmt: skip


def columns_of(found: Iterable[Observation]) -> Columns:
    rows = list(found)
    return Columns(
        **{name: np.array([getattr(row, name) for row in rows], dtype=t) for name, t in COLUMN_TYPES.items()}
    )


def together(parts: Sequence[Columns]) -> Columns:
    """All of them, still in any order."""
    if not parts:
        return columns_of(())
    return Columns(**{name: np.concatenate([getattr(one, name) for one in parts]) for name in COLUMN_TYPES})


def book_of(
    found: Columns, wanted: Collection[Name], start: Ms, end: Ms, *, synthetic: bool = True
) -> LedgerBook:
    """A series for each of `wanted` that has an observation: those known in [start, end], and the newest
    event that was known before. synthetic: whether made-up ones count."""
    counted = found.where((found.known_at <= end) & (synthetic | ~found.synthetic))
    book: dict[Name, LedgerSeries] = {}
    for feature, asset in wanted:
        of_it = counted.where((counted.feature == feature) & (counted.asset == asset))
        if len(of_it):
            series = _series(of_it, measured=bool(FEATURES[feature].measured))
            book[(feature, asset)] = _from(series, start_of(feature, start))
    return book


def start_of(feature: str, start: Ms) -> Ms:
    """From when on a feature must be known for its values from `start` on: some look back by themselves."""
    return start - FADING.window if FEATURES[feature].reading is Reading.FADING else start


def _from(series: LedgerSeries, start: Ms) -> LedgerSeries:
    known = int(np.searchsorted(series.known_at, start, side="left"))
    keep = np.arange(len(series)) >= known
    if known:
        before = series.event_time[:known]
        keep[int(np.flatnonzero(before == before.max())[-1])] = True
    return LedgerSeries(
        series.event_time[keep], series.known_at[keep], series.value[keep], series.things[keep]
    )


def _series(found: Columns, *, measured: bool) -> LedgerSeries:
    found = _of_one_origin(found) if measured else _as_scored(found)
    order = np.lexsort((found.thing, found.event_time, found.known_at))
    thing, known, event = found.thing[order], found.known_at[order], found.event_time[order]
    # Told twice, by two parts of the lake or by lake and table, it is one observation.
    again = np.zeros(len(order), dtype=np.bool_)
    again[1:] = (np.diff(thing) == 0) & (np.diff(known) == 0)
    keep = ~again
    return LedgerSeries(event[keep], known[keep], found.value[order][keep], thing[keep])


def _as_scored(found: Columns) -> Columns:
    """Without what things say of themselves once they were scored: a post whose votes change is worded anew,
    and what its words sound like to a lexicon must not displace what was made of them. What takes a score
    back, because its post is gone, does. Whatever is left out is so by what was known before it."""
    scored = found.origin == SCORED
    if not scored.any():
        return found
    order = np.lexsort((found.known_at[scored], found.thing[scored]))
    thing, known = found.thing[scored][order], found.known_at[scored][order]
    place = np.searchsorted(thing, found.thing)
    place[place == len(thing)] = 0
    outranked = (thing[place] == found.thing) & (known[place] <= found.known_at) & np.isfinite(found.value)
    return found.where(scored | ~outranked)


def _of_one_origin(found: Columns) -> Columns:
    """Two sources measure one thing by two yardsticks: the one that was known first goes on for ever.

    Whoever comes later is left out whatever it says, so that its coming changes nothing before it.
    """
    first = int(np.lexsort((found.origin.astype(np.str_), found.known_at))[0])
    return found.where(found.origin == found.origin[first])
