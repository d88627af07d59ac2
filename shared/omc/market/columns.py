"""Runs of bars as columns: cut by time, joined without doubles, compared. Pure."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from omc.kernel.instants import Ms
from omc.market.model import BarArrays, BoolArray, IntArray

COLUMNS = tuple(field.name for field in fields(BarArrays))
VALUES = COLUMNS[1:]


def empty() -> BarArrays:
    return BarArrays(np.empty(0, dtype=np.int64), *(np.empty(0) for _ in VALUES))


def take(arrays: BarArrays, rows: BoolArray | IntArray) -> BarArrays:
    """The rows chosen by a mask or by index."""
    return BarArrays(*(getattr(arrays, name)[rows] for name in COLUMNS))


def between(arrays: BarArrays, start: Ms | None, end: Ms | None) -> BarArrays:
    """Bars opened in [start, end), None = open; as views."""
    first = 0 if start is None else int(np.searchsorted(arrays.ts, start))
    after = len(arrays) if end is None else int(np.searchsorted(arrays.ts, end))
    return BarArrays(*(getattr(arrays, name)[first:after] for name in COLUMNS))


def joined(*runs: BarArrays) -> BarArrays:
    """All bars, ascending; of two with one open time the earlier run's counts."""
    if not runs:
        return empty()
    every = BarArrays(*(np.concatenate([getattr(run, name) for run in runs]) for name in COLUMNS))
    _, rows = np.unique(every.ts, return_index=True)
    return take(every, rows.astype(np.int64))


def differing(stored: BarArrays, came: BarArrays) -> IntArray:
    """Open times in both whose values differ."""
    _, left, right = np.intersect1d(stored.ts, came.ts, assume_unique=True, return_indices=True)
    unequal = np.zeros(len(left), dtype=np.bool_)
    for name in VALUES:
        unequal |= getattr(stored, name)[left] != getattr(came, name)[right]
    return stored.ts[left][unequal]


def instants_of(runs: Sequence[BarArrays]) -> IntArray:
    """int64[m]: when a bar of any of the runs opens, ascending, each once."""
    if len(runs) == 1:
        return runs[0].ts
    return np.unique(np.concatenate([run.ts for run in runs]))
