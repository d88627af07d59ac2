"""What strategies read of the past: features of the ledgers, from wherever their observations are kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from omc.kernel.instants import Ms
from omc.ledgers.features.books import Columns, Name, book_of, start_of, together
from omc.ledgers.series import LedgerBook


class ObservationReader(Protocol):
    """One place where observations are kept."""

    def columns(self, wanted: Collection[Name], start: Ms, end: Ms) -> Columns:
        """Every observation of `wanted` that it has and that was known in [start, end], ms UTC, and enough of
        those known before to tell what held at `start`; perhaps more. Transient when the place is busy."""
        ...


@dataclass(frozen=True)
class FeatureHistory:
    """Places read as one; what stands in several counts once. synthetic: whether made-up records count: they
    may teach and show, and decide nothing where money or its likeness is at stake."""

    places: Sequence[ObservationReader]
    synthetic: bool

    def book(self, wanted: Collection[Name], start: Ms, end: Ms) -> LedgerBook:
        """A series for each of `wanted` that has records: all known from `start` to `end`, revisions
        included, and of those known before `start` the newest. In the order in which they were known."""
        if not wanted:
            return {}
        since = min(start_of(feature, start) for feature, _ in wanted)
        found = together([place.columns(wanted, since, end) for place in self.places])
        return book_of(found, wanted, start, end, synthetic=self.synthetic)
