"""The steps of a backfill: plan, page, join. Each may die anywhere and be repeated.

A page is fetched, kept, marked. Killed after the fetch, it is fetched again; killed before the mark, its
object is found and marked. Joining adds what is not stored, so joining twice changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from omc.kernel.errors import Conflict, NotFound, Transient
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.patience import Patience, Surroundings
from omc.market.archiving import Lake, Table, keep
from omc.market.backfilling.model import PAGES_AT_ONCE, Backfill, BackfillState, planned
from omc.market.backfilling.ports import BackfillBook, InstrumentBook, Pages, RuledSource, Venues
from omc.market.bars import to_arrays
from omc.market.columns import between, joined
from omc.market.model import Bar, BarArrays
from omc.market.ports import Instruments
from omc.market.records import Series
from omc.market.watching import LeaseBook

Fault = Callable[[str], None]
# Longer than a page may take: a slot of one that died is free again after it.
_SLOT_MS = 150 * SECOND_MS
_REQUESTS = 60


class VenueBusy(Transient):
    """As many pages of the venue as may be are asked for already."""

    code = "venue_busy"


class BackfillEnded(Conflict):
    """It has ended; nobody waits for this step."""

    code = "backfill_ended"


def no_fault(_: str) -> None:
    """Nothing happens."""


@dataclass(frozen=True)
class Planning:
    book: BackfillBook
    venues: Venues

    def plan(self, backfill_id: str, now: Ms) -> Sequence[int]:
        """Pages that are not kept yet. A backfill is planned once: its pages stay what they were."""
        backfill = _running(self.book, backfill_id)
        if backfill.pages == 0:
            plan = planned(backfill.series, self.venues.depth(backfill.series.venue), now)
            backfill = self.book.save(replace(backfill, **vars(plan)))
        kept = self.book.checkpoints(backfill_id)
        return [page for page in range(backfill.pages) if page not in kept]


@dataclass(frozen=True)
class Paging:
    book: BackfillBook
    pages: Pages
    source: RuledSource
    leases: LeaseBook
    instruments: InstrumentBook

    def page(self, backfill_id: str, page: int, around: Surroundings, fault: Fault = no_fault) -> int:
        """Fetches, keeps and marks one page; gives its bars' number. VenueBusy: come again."""
        backfill = _running(self.book, backfill_id)
        if not 0 <= page < backfill.pages:
            raise NotFound(f"expected a page below {backfill.pages} of {backfill_id}, got {page}")
        bars = self.pages.get(backfill_id, page)
        if bars is None:
            bars = self._fetched(backfill, page, around)
            fault("fetched")
            self.pages.put(backfill_id, page, bars)
            fault("kept")
        self.book.checkpoint(backfill_id, page, len(bars), around.clock.now())
        fault("marked")
        return len(bars)

    def _fetched(self, backfill: Backfill, page: int, around: Surroundings) -> BarArrays:
        start, end = backfill.span(page)
        slot = self._slot(backfill, page, around.clock.now())
        try:
            bars = self._bars(backfill.series, start, end, around)
            if page == 0:
                self._know_rules(backfill.series, around)
        finally:
            self.leases.release(slot, _holder(backfill, page))
        return between(to_arrays(bars), start, end)

    def _bars(self, series: Series, start: Ms, end: Ms, around: Surroundings) -> list[Bar]:
        """Every bar of [start, end): closed at `end`, asked for until the venue has no more."""
        patience = Patience(around)
        found: list[Bar] = []
        since = start
        for _ in range(_REQUESTS):
            asked = since
            bars = patience.act(lambda: self.source.closed_bars(series, asked, end))  # noqa: B023
            if not bars:
                return found
            found += bars
            since = bars[-1].ts + series.timeframe.ms
            if since >= end:
                return found
        raise Transient(f"expected {series.key} up to {end} in {_REQUESTS} answers, got to {since}")

    def _know_rules(self, series: Series, around: Surroundings) -> None:
        """A pair that is new here can be traded and tested from its first bar on."""
        rules = Patience(around).act(lambda: self.source.rules(series))
        if rules is not None:
            self.instruments.add(rules)

    def _slot(self, backfill: Backfill, page: int, now: Ms) -> str:
        """One of the venue's slots; the same page tries the one it may have died in first."""
        venue, holder = backfill.series.venue, _holder(backfill, page)
        for turn in range(PAGES_AT_ONCE):
            name = f"backfill:{venue}:{(page + turn) % PAGES_AT_ONCE}"
            if self.leases.take(name, holder, now, now + _SLOT_MS):
                return name
        raise VenueBusy(f"{PAGES_AT_ONCE} pages of {venue} are asked for already", retry_after_s=10)


@dataclass(frozen=True)
class Joining:
    book: BackfillBook
    pages: Pages
    table: Table
    lake: Lake
    instruments: Instruments

    def join(self, backfill_id: str, now: Ms) -> Backfill:
        """Keeps every page's bars as history; Conflict `pages_missing` while one is not there."""
        backfill = self.book.get(backfill_id)
        if backfill.state is not BackfillState.RUNNING:
            return backfill
        found = [self.pages.get(backfill_id, page) for page in range(backfill.pages)]
        missing = [page for page, bars in enumerate(found) if bars is None]
        if missing or backfill.pages == 0:
            raise Conflict(
                f"expected every page of {backfill_id}, {len(missing)} of {backfill.pages} are missing",
                code="pages_missing",
            )
        history = joined(*(bars for bars in found if bars is not None))
        kept = keep(self.table, self.lake, backfill.series, history)
        first = int(history.ts[0]) if len(history) else None
        ended = replace(
            backfill,
            state=BackfillState.COMPLETED,
            # A death after keeping leaves nothing new to count: what is stored is told by the ledger itself.
            stored=len(kept.new),
            duplicates=len(history) - len(kept.new) - kept.conflicts,
            conflicts=kept.conflicts,
            first_ts=first,
            note="; ".join(filter(None, (backfill.note, self._unruled(backfill.series)))),
            ended_at=now,
        )
        return self.book.save(ended)

    def _unruled(self, series: Series) -> str:
        """What is to be said of a pair whose rules nobody told."""
        try:
            self.instruments.get(series.venue, series.symbol)
        except NotFound:
            return f"{series.venue} tells no fixed tick and step of {series.symbol}: it cannot be traded yet"
        return ""


def _running(book: BackfillBook, backfill_id: str) -> Backfill:
    backfill = book.get(backfill_id)
    if backfill.state is not BackfillState.RUNNING:
        raise BackfillEnded(f"backfill {backfill_id} is {backfill.state.value}")
    return backfill


def _holder(backfill: Backfill, page: int) -> str:
    return f"{backfill.backfill_id}:{page}"
