"""What a backfill works with."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from omc.kernel.instants import Ms
from omc.market.backfilling.model import Backfill, Depth
from omc.market.model import BarArrays, Instrument
from omc.market.ports import BarSource
from omc.market.records import Series


class BackfillBook(Protocol):
    """Backfills and the pages each has fetched."""

    def create(self, backfill: Backfill) -> Backfill:
        """The backfill of that id: this one, or the one that is there."""
        ...

    def get(self, backfill_id: str) -> Backfill:
        """NotFound for an unknown id."""
        ...

    def save(self, backfill: Backfill) -> Backfill:
        """With its next version; Conflict unless `version` is the stored one's."""
        ...

    def latest(self, limit: int) -> Sequence[Backfill]:
        """The last asked for first."""
        ...

    def checkpoint(self, backfill_id: str, page: int, bars: int, now: Ms) -> None:
        """Page `page` is kept, with so many bars; as often as one likes."""
        ...

    def checkpoints(self, backfill_id: str) -> Mapping[int, int]:
        """Bars by page that is kept."""
        ...


class Pages(Protocol):
    """Pages of bars until all are there; each is written once, and stands."""

    def put(self, backfill_id: str, page: int, bars: BarArrays) -> None: ...

    def get(self, backfill_id: str, page: int) -> BarArrays | None: ...


class RuledSource(BarSource, Protocol):
    """A venue that also tells its rules."""

    def rules(self, series: Series) -> Instrument | None:
        """Tick, step and least order of the pair; None where the venue has none that hold whatever the
        price. Fails as `closed_bars` does."""
        ...


class InstrumentBook(Protocol):
    def add(self, instrument: Instrument) -> None:
        """Kept, unless rules of that pair are there: those stand."""
        ...


class Venues(Protocol):
    def depth(self, venue: str) -> Depth: ...


class Runner(Protocol):
    """The state machine. Starting an attempt that was started is no error."""

    def start(self, backfill_id: str, attempt: int) -> None: ...


class Known(Protocol):
    """Whether a series is of a venue that can be asked."""

    def __call__(self, series: Series) -> bool: ...
