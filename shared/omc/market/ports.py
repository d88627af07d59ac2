"""What the house needs of the places bars come from and are kept in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from omc.kernel.instants import Ms
from omc.market.model import Bar, BarArrays, Gap, Instrument, Series


@dataclass(frozen=True)
class SeriesHead:
    """What is stored of a series: first and last open time, and how many bars lie between, both counted."""

    series: Series
    first_ts: Ms
    last_ts: Ms
    count: int


@dataclass(frozen=True)
class GapRecord:
    """A run of bars that was missing when a later bar came; `repaired_at` once its bars arrived.

    attempts: how often the venue was asked again, answered and had none of them. asked_at: when last,
    answered or not. reason: what came of it.
    """

    gap: Gap
    detected_at: Ms
    repaired_at: Ms | None = None
    attempts: int = 0
    asked_at: Ms | None = None
    reason: str | None = None


@dataclass(frozen=True)
class RevisionConflict:
    """A source changed its mind about a stored bar; the stored one stands."""

    series: Series
    stored: Bar
    came: Bar


@dataclass(frozen=True)
class AppendResult:
    """What an append did: `stored` open times new to the series, ascending; bars known already;
    gaps opened by it; and revisions refused."""

    stored: tuple[Ms, ...] = ()
    duplicates: int = 0
    gaps: tuple[Gap, ...] = ()
    conflicts: tuple[RevisionConflict, ...] = ()


class BarReader(Protocol):
    """Reads stored bars; start included, end excluded, None = open. Transient when the store is busy."""

    def range(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> Sequence[Bar]:
        """Bars in exact decimals, ascending."""
        ...

    def arrays(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> BarArrays:
        """The same bars as float columns."""
        ...

    def head(self, series: Series) -> SeriesHead | None:
        """What is stored, None if nothing is."""
        ...


class BarWriter(Protocol):
    """Takes closed bars, in any order and as often as one likes.

    InvalidInput (nothing written) if a bar is malformed; Transient when the store is busy: append again.
    """

    def append(self, series: Series, bars: Sequence[Bar], *, announce: bool = True) -> AppendResult:
        """Each bar stored once, each new bar announced once (candle.closed) unless told not to."""
        ...


class GapBook(Protocol):
    """The missing bars of a series, on record."""

    def gaps(self, series: Series, *, include_repaired: bool = False) -> Sequence[GapRecord]: ...

    def note(self, record: GapRecord) -> None:
        """Keeps attempts, their time and what came of them, unless the gap has changed since it was read."""
        ...


class BarSource(Protocol):
    """A venue's history endpoint, a replayed file, a simulated market.

    Transient: ask again. InvalidInput: the source does not know the series, or answered nonsense.
    """

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> Sequence[Bar]:
        """Bars opened at or after `since`, closed at `now`; ascending, perhaps a first page only."""
        ...


class Instruments(Protocol):
    """The rules of what is traded; NotFound names the venue and symbol."""

    def get(self, venue: str, symbol: str) -> Instrument: ...
