"""A backfill: which bars it wants, cut into pages, and how far it is. Pure.

Page 0 is the newest. A page that is fetched is kept beside the lake and marked; bars enter the ledger only
when every page is there, so that a series never has holes for a while and nobody sees half of a history.
"""

from dataclasses import dataclass
from enum import StrEnum

from omc.kernel.instants import DAY_MS, Ms
from omc.market.records import Series

LONGEST_MS = 2 * 365 * DAY_MS
# Pages of one venue that are asked for at once, whatever they belong to.
PAGES_AT_ONCE = 3


class BackfillState(StrEnum):
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Backfill:
    """Bars of `series` opened in [start, end), ms UTC, in pages of `page_bars`; `pages` is 0 until planned.

    attempt: executions so far. stored: bars new to the ledger; conflicts: bars refused because others are
    stored. first_ts: the earliest bar the venue had, None while unknown or if it had none. note: what a
    person should know of it. version: changes so far.
    """

    backfill_id: str
    series: Series
    asked_by: str
    asked_at: Ms
    state: BackfillState = BackfillState.RUNNING
    start: Ms = 0
    end: Ms = 0
    page_bars: int = 0
    pages: int = 0
    attempt: int = 1
    stored: int = 0
    duplicates: int = 0
    conflicts: int = 0
    first_ts: Ms | None = None
    note: str = ""
    error: str | None = None
    ended_at: Ms | None = None
    version: int = 0

    def span(self, page: int) -> tuple[Ms, Ms]:
        """[start, end) of one page."""
        length = self.page_bars * self.series.timeframe.ms
        end = self.end - page * length
        return max(self.start, end - length), end


@dataclass(frozen=True)
class Depth:
    """What a venue gives: candles a page, and how many back from the newest there are, None for all."""

    page_bars: int
    deepest_bars: int | None = None


@dataclass(frozen=True)
class Plan:
    start: Ms
    end: Ms
    page_bars: int
    pages: int
    note: str = ""


def planned(series: Series, depth: Depth, now: Ms) -> Plan:
    """From two years ago, or as far back as the venue goes, to the last bar that is over.

    The whole span, though some of it be stored: a bar stored already is compared and counted, and the holes
    between are found. Nothing else would tell them from bars that never were.
    """
    timeframe = series.timeframe
    end = timeframe.floor(now)
    start, note = timeframe.floor(now - LONGEST_MS), ""
    if depth.deepest_bars is not None:
        # The one being traded is among those it tells.
        earliest = end - (depth.deepest_bars - 1) * timeframe.ms
        if earliest > start:
            start = earliest
            note = f"{series.venue} tells its last {depth.deepest_bars} bars only: history ends there"
    length = depth.page_bars * timeframe.ms
    return Plan(start, end, depth.page_bars, -((start - end) // length), note)
