"""History into the ledger: the lake holds it, the table's head and gaps say so, and no event tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from omc.kernel.instants import Ms
from omc.market.columns import differing, take
from omc.market.model import Bar, BarArrays, IntArray, Series
from omc.market.ports import AppendResult
from omc.market.validation import from_columns


class Added(Protocol):
    """Open times new to the lake, and those whose value it refused."""

    @property
    def stored(self) -> IntArray: ...

    @property
    def conflicts(self) -> IntArray: ...


class Lake(Protocol):
    def add(self, series: Series, arrays: BarArrays) -> Added: ...

    def arrays(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> BarArrays: ...


class Table(Protocol):
    def arrays(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> BarArrays: ...

    def adopt_history(self, series: Series, stored: IntArray) -> None: ...

    def append(self, series: Series, bars: Sequence[Bar], *, announce: bool = True) -> AppendResult: ...


@dataclass(frozen=True)
class Kept:
    """Open times that were new, and how many bars said otherwise than what is stored."""

    new: IntArray
    conflicts: int


def keep(table: Table, lake: Lake, series: Series, history: BarArrays) -> Kept:
    """Keeps bars (ascending, validated); what is stored stands. Repeating it mends a death half-way."""
    if not len(history):
        return Kept(history.ts, 0)
    held = table.arrays(series, int(history.ts[0]), int(history.ts[-1]) + 1)
    contradicted = np.isin(history.ts, differing(held, history))
    added = lake.add(series, take(history, ~contradicted))
    table.adopt_history(series, lake.arrays(series).ts)
    refused = contradicted | np.isin(history.ts, added.conflicts)
    # The store compares, refuses and keeps the revision on record.
    table.append(series, from_columns(take(history, refused)), announce=False)
    new: IntArray = added.stored[np.isin(added.stored, held.ts, invert=True)]
    return Kept(new, int(refused.sum()))
