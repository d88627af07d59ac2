"""The ledgers as the Floor's rules may see them: by what was known, and never made up where it counts.

In paper and live trading made-up records do not exist (OMC-LED-113); a simulation may use them. A feature
of which nothing is known is undefined, so that no rule over it fires.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from omc.floor.orders import Mode
from omc.kernel.instants import Ms
from omc.ledgers.series import NO_LEDGERS, LedgerBook, LedgerSeries
from omc.strategy.ledgers import LONGEST

Name = tuple[str, str]
_NONE = np.zeros(0, dtype=np.int64)
_NOTHING = LedgerSeries(_NONE, _NONE, np.zeros(0))


class LedgerHistory(Protocol):
    """Records of the past and of this moment. Transient when the store is busy."""

    def book(self, wanted: Collection[Name], start: Ms, end: Ms) -> LedgerBook:
        """A series for each of `wanted` that has records known from `start` to `end`, ms UTC, with revisions,
        and the newest known before."""
        ...


class NoLedgers:
    """A LedgerHistory where nothing is known."""

    def book(self, wanted: Collection[Name], start: Ms, end: Ms) -> LedgerBook:
        del wanted, start, end
        return NO_LEDGERS


@dataclass(frozen=True)
class _Read:
    book: LedgerBook
    through: Ms


@dataclass
class Evidence:
    """real: without anything made up. whole: with it. Lives as long as its process."""

    real: LedgerHistory
    whole: LedgerHistory
    _kept: dict[tuple[frozenset[Name], bool, Ms], _Read] = field(default_factory=dict)

    def book(self, wanted: frozenset[Name], mode: Mode, first: Ms, close: Ms, now: Ms) -> LedgerBook:
        """What bars opening from `first` on and closing up to `close` may read. Records known later may be in
        it, which no bar sees; read anew for each close that comes after the last reading."""
        if not wanted:
            return NO_LEDGERS
        made_up = mode is Mode.SIMULATION
        place = (wanted, made_up, first)
        read = self._kept.get(place)
        if read is None or read.through < close:
            history = self.whole if made_up else self.real
            through = max(close, now)
            found = history.book(wanted, first - LONGEST, through)
            read = _Read({name: found.get(name, _NOTHING) for name in wanted}, through)
            self._kept[place] = read
        return read.book


def no_evidence() -> Evidence:
    """For Floors without ledgers."""
    return Evidence(NoLedgers(), NoLedgers())
