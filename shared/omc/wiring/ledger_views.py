"""Reads what the ledgers' pages show; every read is bounded in days and in records."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.contracts.http.ledger_glass import GlassOut
from omc.contracts.http.ledger_human import HumanDayOut, HumanOut
from omc.contracts.http.ledger_prices import PricesOut, RankingsOut
from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.instants import DAY_MS, HOUR_MS, Ms, to_iso, utc_day
from omc.ledgers.reading import RecordQuery, RecordReader
from omc.ledgers.records import Measurement, Quote, Record
from omc.ledgers.taxonomy import Ledger
from omc.ledgers.views import glass, human
from omc.ledgers.views.prices import STEP_MS, prices, step_of
from omc.ledgers.views.rankings import ranking
from omc.wiring.clients import dynamodb, s3, setting
from omc.wiring.clock import SystemClock
from omc.wiring.ledger_days import Parts

if TYPE_CHECKING:
    from omc.adapters.s3.ledger.records import LakeRecords

# As long as records are hot.
KEPT_DAYS = 90
CALENDAR_DAYS = 35
_VALUES, _ADDRESSES, _QUOTES, _CAPS = "defillama", "coinmetrics", "coinspot_prices", "market_caps"
# Of a day's records of chains and protocols the newest: once a day all of them, each hour the last hours.
_MOST_MEASURED = 300
_MOST_SAID = 2000
# Two rounds of a venue's symbols: one that was left out of the last round is in the one before.
_MOST_QUOTED = 60
_ADDRESS_DAYS = 5
_RANKED = 250
_LAST_GOOD_MS = 7 * DAY_MS


@cache
def records() -> RecordReader:
    return DynamoRecordReader(dynamodb(), setting("OMC_LEDGER_TABLE"))


def now() -> Ms:
    return SystemClock().now()


def glass_view(range_days: int) -> GlassOut:
    """The last `range_days` days of value locked and fees, and what stands beside them."""
    at = now()
    today = utc_day(at)
    first = today - range_days + 1
    hot = max(min(first, today - glass.FEE_DAYS + 1), today - KEPT_DAYS + 1)
    older = _older(first, hot, at // HOUR_MS) if first < hot else ()
    told = [*older, *(one for day in _measured_days().between(hot * DAY_MS, at, at) for one in day)]
    start = (today - _ADDRESS_DAYS) * DAY_MS
    addressed = _measured(_page(_ADDRESSES, Ledger.GLASS, start, at, _MOST_MEASURED))
    return GlassOut.of(told, addressed, first, today, at)


def human_view(sources: frozenset[str] | None, least: Decimal) -> HumanOut:
    """The calendar and what stands below it."""
    at = now()
    first = utc_day(at) - CALENDAR_DAYS + 1
    days = _said_days().between(first * DAY_MS, at, at)
    everything = [one for day in days for one in day.things]
    cut = [first + index for index, day in enumerate(days) if day.is_cut]
    return HumanOut.of(everything, human.kept(everything, sources, least), cut, first, at)


def human_day(day: Ms, sources: frozenset[str] | None, least: Decimal) -> HumanDayOut:
    """One day by source and by hour."""
    at = now()
    (told,) = _said_days().between(day, day + 1, at)
    return HumanDayOut.of(day, human.kept(told.things, sources, least), told.is_cut, at)


def price_view(symbols: frozenset[str] | None) -> PricesOut:
    """The last quote and a day of points of each symbol."""
    at = now()
    steps = _quoted_steps().between(step_of(at - DAY_MS), at + 1, at)
    quotes = [one for step in steps for one in step if symbols is None or symbols & {one.symbol, *one.assets}]
    return PricesOut.of(prices(quotes, at), at)


def ranking_view() -> RankingsOut:
    """The largest coins, and whether the list is the present one."""
    at = now()
    found = _page(_CAPS, Ledger.EXCHANGE, at - _LAST_GOOD_MS, at, _RANKED)
    return RankingsOut.of(ranking(_measured(found), at), at)


def least(score: Decimal) -> Decimal:
    """InvalidInput for what no score can reach."""
    if not 0 <= score <= 1:
        message = f"expected a score from 0 to 1, got {score}"
        raise InvalidInput(message, fields=[FieldError("query.min_score", message, str(score))])
    return score


def kept_day(day: Ms) -> Ms:
    """InvalidInput for what is no start of a day, or a day that is not kept."""
    today = utc_day(now())
    if day % DAY_MS or not today - KEPT_DAYS < utc_day(day) <= today:
        message = f"expected the start of one of the last {KEPT_DAYS} days, got {to_iso(day)}"
        raise InvalidInput(message, fields=[FieldError("query.day", message, to_iso(day))])
    return day


@dataclass(frozen=True)
class _Day:
    """is_cut: more was said than is read."""

    things: tuple[human.Said, ...]
    is_cut: bool


@cache
def _lake() -> "LakeRecords":
    # DuckDB is imported by whoever looks back that far.
    from omc.adapters.s3.ledger.records import LakeRecords

    return LakeRecords(s3(), setting("OMC_LAKE_BUCKET"))


@lru_cache(maxsize=2)
def _older(first: int, last: int, hour: int) -> Sequence[Measurement]:
    """Of the days [first, last), which are not hot any more; read again in another hour."""
    del hour
    return _measured(_lake().between(Ledger.GLASS, _VALUES, first * DAY_MS, last * DAY_MS))


@cache
def _measured_days() -> Parts[Sequence[Measurement]]:
    return Parts(
        lambda start: _measured(_page(_VALUES, Ledger.GLASS, start, start + DAY_MS - 1, _MOST_MEASURED))
    )


@cache
def _said_days() -> Parts[_Day]:
    return Parts(_said_day)


@cache
def _quoted_steps() -> Parts[Sequence[Quote]]:
    return Parts(_quoted, STEP_MS)


def _said_day(start: Ms) -> _Day:
    query = RecordQuery(Ledger.HUMAN, start, start + DAY_MS, limit=_MOST_SAID)
    page = records().page(query)
    things = (human.said(record) for record in page.records)
    return _Day(tuple(one for one in things if one is not None), page.next_cursor is not None)


def _quoted(start: Ms) -> Sequence[Quote]:
    found = _page(_QUOTES, Ledger.EXCHANGE, start, start + STEP_MS - 1, _MOST_QUOTED)
    return [one for one in found if isinstance(one, Quote)]


def _measured(found: Sequence[Record]) -> list[Measurement]:
    return [one for one in found if isinstance(one, Measurement)]


def _page(source: str, ledger: Ledger, start: Ms, last: Ms, limit: int) -> Sequence[Record]:
    """The newest records in [start, last]."""
    return records().page(RecordQuery(ledger, start, last + 1, source=source, limit=limit)).records
