"""Missing bars asked for once more, and given up when a venue has said three times that it has none. Pure.

A venue that does not answer has said nothing: that counts as no attempt. Asked again at once, after an hour
and after half a day, since some venues tell bars late.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from omc.kernel.errors import InvalidInput, OmcError, Transient
from omc.kernel.instants import DAY_MS, HOUR_MS, Ms
from omc.kernel.patience import Patience, Surroundings
from omc.market.archiving import Lake, Table, keep
from omc.market.bars import to_arrays
from omc.market.gaps import end_of
from omc.market.model import Bar, Gap, Series
from omc.market.ports import BarSource, GapBook, GapRecord

MOST_GAPS = 100
ATTEMPTS = 3
NO_DATA = "venue has no data"
_NONE_YET = "venue had none of them"
_WAITS: tuple[Ms, ...] = (0, HOUR_MS, 12 * HOUR_MS)
# Older bars are history: the lake holds them, not the table.
_HOT_MS = 90 * DAY_MS
_PAGES = 50


class GapStore(GapBook, Table, Protocol):
    """Where gaps are and bars go."""


@dataclass(frozen=True)
class Repaired:
    """What a run did: gaps asked for, bars that came, gaps given up, and why venues were left alone."""

    asked: int = 0
    bars: int = 0
    given_up: int = 0
    errors: tuple[str, ...] = ()


def given_up(record: GapRecord) -> bool:
    return record.attempts >= ATTEMPTS


def due(record: GapRecord, now: Ms, *, at_once: bool = False) -> bool:
    """Whether to ask for it now; `at_once`: however lately it was asked for."""
    if record.repaired_at is not None or given_up(record):
        return False
    return at_once or record.asked_at is None or now >= record.asked_at + _WAITS[record.attempts]


def told(source: BarSource, gap: Gap) -> list[Bar]:
    """What the venue has of the gap's bars, page after page."""
    found: list[Bar] = []
    since, after = gap.first_ts, end_of(gap)
    for _ in range(_PAGES):
        page = source.closed_bars(gap.series, since, after)
        found += [bar for bar in page if since <= bar.ts < after]
        if not page or page[-1].ts + gap.series.timeframe.ms >= after:
            break
        since = page[-1].ts + gap.series.timeframe.ms
    return found


def note_missing(book: GapBook, gap: Gap, now: Ms) -> int:
    """Counts an attempt for what is still missing of the gap; gives how many parts are given up with it."""
    ended = 0
    for record in book.gaps(gap.series):
        if gap.first_ts <= record.gap.first_ts < end_of(gap):
            attempts = record.attempts + 1
            last = attempts >= ATTEMPTS
            ended += last
            book.note(replace(record, attempts=attempts, asked_at=now, reason=NO_DATA if last else _NONE_YET))
    return ended


@dataclass(frozen=True)
class Repairing:
    """Repairs gaps of the series that `asks` says can be asked for."""

    source: BarSource
    store: GapStore
    lake: Lake
    asks: Callable[[Series], bool]

    def run(self, wanted: Sequence[Series], around: Surroundings, *, at_once: bool = False) -> Repaired:
        """At most a hundred gaps, the oldest of each series first; ends at the deadline with what it has."""
        done, silent = Repaired(), set[str]()
        for record in self._chosen(wanted, around.clock.now(), at_once):
            venue = record.gap.series.venue
            if venue in silent or around.clock.now() >= around.deadline:
                continue
            try:
                bars, ended = self._one(record, around)
                done = replace(
                    done, asked=done.asked + 1, bars=done.bars + bars, given_up=done.given_up + ended
                )
            except Transient as error:
                silent.add(venue)
                done = replace(done, errors=(*done.errors, f"{venue}: {error.message}"))
                self._unanswered(record, error, around.clock.now())
        return done

    def _chosen(self, wanted: Sequence[Series], now: Ms, at_once: bool) -> list[GapRecord]:
        records = (record for one in wanted if self.asks(one) for record in self.store.gaps(one))
        return [record for record in records if due(record, now, at_once=at_once)][:MOST_GAPS]

    def _one(self, record: GapRecord, around: Surroundings) -> tuple[int, int]:
        """Bars that came, and parts given up."""
        gap, now = record.gap, around.clock.now()
        try:
            bars = Patience(around).act(lambda: told(self.source, gap))
        except InvalidInput as error:
            # It no longer trades the symbol, or answers nonsense for it: that is an answer.
            self.store.note(replace(record, attempts=record.attempts + 1, asked_at=now, reason=_said(error)))
            return 0, int(record.attempts + 1 >= ATTEMPTS)
        self._keep(gap.series, bars, now)
        return len(bars), note_missing(self.store, gap, now)

    def _keep(self, series: Series, bars: Sequence[Bar], now: Ms) -> None:
        old = [bar for bar in bars if bar.ts < now - _HOT_MS]
        if old:
            keep(self.store, self.lake, series, to_arrays(old))
        self.store.append(series, bars[len(old) :], announce=False)

    def _unanswered(self, record: GapRecord, error: OmcError, now: Ms) -> None:
        self.store.note(replace(record, asked_at=now, reason=_said(error)))


def _said(error: OmcError) -> str:
    return f"{error.code}: {error.message}"[:300]
