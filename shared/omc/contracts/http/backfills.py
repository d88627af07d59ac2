"""Backfills and repairs on the wire."""

from typing import Literal

from pydantic import Field

from omc.contracts.http.common import Instant, Wire
from omc.market.backfilling.model import Backfill


class BackfillIn(Wire):
    """History to fetch."""

    series: str = Field(description="venue:BASE/QUOTE:timeframe", max_length=60)


class BackfillOut(Wire):
    """History of one series, fetched from its venue: two years, or as far back as the venue goes."""

    backfill_id: str = Field(description="Its id")
    series: str = Field(description="The series asked for")
    state: Literal["RUNNING", "COMPLETED", "FAILED"] = Field(description="Where it stands")
    asked_at: Instant = Field(description="When it was asked for")
    start: Instant | None = Field(description="Open time of the first bar wanted; null until planned")
    end: Instant | None = Field(description="Bars opened before it are wanted; null until planned")
    pages: int = Field(description="Pages it is cut into; 0 until planned")
    pages_kept: int = Field(description="Pages fetched and kept")
    attempt: int = Field(description="How often it was started")
    stored: int = Field(description="Bars that were new")
    duplicates: int = Field(description="Bars that were stored already")
    conflicts: int = Field(description="Bars refused, since others are stored")
    first: Instant | None = Field(description="Open time of the earliest bar the venue had")
    note: str = Field(description="Where history ends, if the venue ends it")
    error: str | None = Field(description="Why it failed")
    ended_at: Instant | None = Field(description="When it ended")


class RepairIn(Wire):
    """Gaps to ask for now."""

    series: str | None = Field(default=None, description="One series; null: all", max_length=60)


class RepairStarted(Wire):
    """The repair runs; the gaps tell what came of it."""

    accepted: bool = Field(description="True")


def backfill_out(backfill: Backfill, pages_kept: int) -> BackfillOut:
    planned = backfill.pages > 0
    return BackfillOut(
        backfill_id=backfill.backfill_id,
        series=backfill.series.key,
        state=backfill.state.value,
        asked_at=backfill.asked_at,
        start=backfill.start if planned else None,
        end=backfill.end if planned else None,
        pages=backfill.pages,
        pages_kept=pages_kept,
        attempt=backfill.attempt,
        stored=backfill.stored,
        duplicates=backfill.duplicates,
        conflicts=backfill.conflicts,
        first=backfill.first_ts,
        note=backfill.note,
        error=backfill.error,
        ended_at=backfill.ended_at,
    )
