"""Ledger records as arrays: what happened when, and when it was known.

A record counts for a bar only when it was known at or before the bar's close. A revision is a later record
of the same thing: before it was known, the earlier value stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms
from omc.market.model import FloatArray, IntArray


@dataclass(frozen=True)
class LedgerSeries:
    """One feature of one asset. event_time, known_at: int64[k], ms UTC; value: float64[k].

    thing: int64[k], which thing each record is of, where several may happen at once: two headlines of one
    second are two, and a later record of the same is its revision. None: one thing to an event time.
    Ordered by known_at, then event_time. An event cannot be known before it happened: InvalidInput.
    """

    event_time: IntArray
    known_at: IntArray
    value: FloatArray
    thing: IntArray | None = None

    def __post_init__(self) -> None:
        if not len(self.event_time) == len(self.known_at) == len(self.value) == len(self.things):
            lengths = (
                f"{len(self.event_time)}, {len(self.known_at)}, {len(self.value)} and {len(self.things)}"
            )
            raise InvalidInput(f"expected columns of one length, got {lengths}")
        if bool(np.any(self.known_at < self.event_time)):
            raise InvalidInput("expected records known at or after their event, got one known before it")
        if bool(np.any(np.diff(self.known_at) < 0)):
            raise InvalidInput("expected records in the order in which they were known")

    def __len__(self) -> int:
        return len(self.known_at)

    @property
    def things(self) -> IntArray:
        """int64[k]: records with the same number are revisions of one thing."""
        return self.event_time if self.thing is None else self.thing

    def head(self, count: int) -> "LedgerSeries":
        """The first `count` records that were known."""
        thing = None if self.thing is None else self.thing[:count]
        return LedgerSeries(self.event_time[:count], self.known_at[:count], self.value[:count], thing)


def backfilled(event_time: IntArray, published: IntArray, value: FloatArray, lag: Ms) -> LedgerSeries:
    """A series of the past as if it had been watched: each record known `lag` ms after its publication.

    event_time, published: int64[k] ms UTC; value: float64[k]; in any order. A record of a whole day has the
    end of that day as its event: it says nothing about the day before the day is over.
    """
    known_at = published + lag
    order = np.lexsort((event_time, known_at))
    return LedgerSeries(event_time[order], known_at[order], value[order])


# Feature and asset as an expression names them, such as "human.sentiment" of "BTC" -> its records.
LedgerBook = Mapping[tuple[str, str], LedgerSeries]
NO_LEDGERS: LedgerBook = {}
