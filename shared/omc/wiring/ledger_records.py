"""Reads records for people: events with their past effect, and whatever the explorer is asked."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from omc.contracts.http.ledger_events import CatalystDetail, CatalystOut, PastEffectOut, past_effect
from omc.contracts.http.ledger_query import LedgerQueryIn
from omc.contracts.ledger_records import format_record
from omc.kernel.errors import FieldError, InvalidInput, NotFound
from omc.kernel.instants import DAY_MS, Ms
from omc.ledgers.impacts import impacts_over
from omc.ledgers.reading import EVERY_ASSET, RecordQuery
from omc.ledgers.records import CatalystEvent, Record
from omc.ledgers.taxonomy import Ledger
from omc.ledgers.views.choosing import Wanted
from omc.market.model import Series
from omc.market.simulated import SIMULATED_VENUE
from omc.market.timeframes import Timeframe
from omc.wiring.ledger_views import KEPT_DAYS, now, records
from omc.wiring.market import market

__all__ = ["Found", "catalyst", "events", "found", "now", "position_of", "query_of", "records", "sources"]

# A page ends here even if few of what was read are wanted; the cursor goes on.
_MOST_READ = 20_000
_CHUNK = 1000
# The answer of a function is 6 MB at most.
_MOST_CHARS = 4_000_000
_PAST_READ = 2000
_MARKET = "BTC"
_MOST_SERIES = 12


@dataclass(frozen=True)
class Found:
    """cursor: of the store, to read on after the last record looked at; None at the end."""

    records: list[Record]
    cursor: str | None


def found(query: RecordQuery, takes: Callable[[Record], bool], most_read: int = _MOST_READ) -> Found:
    """At most `query.limit` records that `takes` takes, newest first."""
    taken: list[Record] = []
    read, chars = 0, 0
    while True:
        # No more than is wanted, or the cursor would stand behind records that were not taken.
        chunk = min(query.limit - len(taken), _CHUNK)
        page = records().page(replace(query, limit=chunk))
        read += len(page.records)
        new = [one for one in page.records if takes(one)]
        taken += new
        chars += sum(len(format_record(one)) for one in new)
        full = len(taken) >= query.limit or read >= most_read or chars >= _MOST_CHARS
        if page.next_cursor is None or full:
            return Found(taken, page.next_cursor)
        query = replace(query, cursor=page.next_cursor)


def events(wanted: Wanted, query: RecordQuery) -> Found:
    return found(query, wanted.takes, _PAST_READ)


def sources(ledger: Ledger) -> Sequence[str]:
    return records().sources(ledger)


def query_of(asked: LedgerQueryIn, position: Mapping[str, str] | None) -> RecordQuery:
    """position: what the cursor holds. InvalidInput for a range that is none, or a type of no event."""
    # A page of a query without an end goes on in the range of the page before.
    at = int(position["at"]) if position else now()
    end = at if asked.end is None else asked.end
    start = end - DAY_MS if asked.start is None else asked.start
    if not start < end or end - start > KEPT_DAYS * DAY_MS:
        message = f"expected a start before the end and at most {KEPT_DAYS} days, got another range"
        raise InvalidInput(message, fields=[FieldError("body.start", message)], code="range")
    if asked.type is not None and asked.ledger is not Ledger.CATALYST:
        message = f"expected no type for the ledger {asked.ledger.value}, got {asked.type.value}"
        raise InvalidInput(message, fields=[FieldError("body.type", message, asked.type.value)])
    return RecordQuery(
        ledger=asked.ledger,
        start=start,
        end=end,
        source=asked.source,
        asset=asked.coin or EVERY_ASSET,
        known_by=asked.known_by,
        revisions=asked.revisions,
        limit=asked.limit,
        cursor=position["after"] if position else None,
    )


def position_of(query: RecordQuery, cursor: str | None) -> dict[str, str] | None:
    """What the next page needs to know."""
    return None if cursor is None else {"after": cursor, "at": str(query.end)}


def catalyst(record_id: str) -> CatalystDetail:
    """NotFound for an unknown id, or one of another ledger."""
    wordings = records().wordings(record_id)
    event = wordings[0]
    if not isinstance(event, CatalystEvent):
        raise NotFound(f"expected the id of an event, got {record_id[:80]!r}", code="record_unknown")
    return CatalystDetail(
        event=CatalystOut.of(event),
        wordings=len(wordings),
        first_known_at=min(one.known_at for one in wordings),
        past_effect=_past_effect(event),
    )


def _past_effect(event: CatalystEvent) -> PastEffectOut:
    at = now()
    query = RecordQuery(Ledger.CATALYST, at - KEPT_DAYS * DAY_MS, at, limit=_PAST_READ)
    others = [
        one
        for one in events(Wanted(event.type), query).records
        if isinstance(one, CatalystEvent)
        and one.record_id != event.record_id
        # What was made up says nothing of what was not.
        and one.synthetic is event.synthetic
    ]
    hourly = _hourly_series(simulated=event.synthetic)
    groups: dict[Series, list[Ms]] = defaultdict(list)
    for one in others:
        series = next((hourly[coin] for coin in one.assets or (_MARKET,) if coin in hourly), None)
        if series is not None:
            groups[series].append(one.known_at)
    most = sorted(groups, key=lambda series: (-len(groups[series]), series.key))[:_MOST_SERIES]
    start = at - (KEPT_DAYS + 1) * DAY_MS
    measured = [(groups[series], market().bars.arrays(series, start, at)) for series in most]
    horizons = impacts_over(measured, Timeframe.H1, at)
    return past_effect(event.type, len(others), [series.key for series in most], horizons)


def _hourly_series(*, simulated: bool) -> dict[str, Series]:
    """A series of hourly bars for each coin that has one; made-up markets only for made-up events."""
    found_ones = (one for one in market().store.series() if one.timeframe is Timeframe.H1)
    usable = [one for one in found_ones if simulated or one.venue != SIMULATED_VENUE]
    return {
        one.symbol.partition("/")[0]: one for one in sorted(usable, key=lambda one: one.key, reverse=True)
    }
