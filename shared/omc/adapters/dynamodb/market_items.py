"""Keys and items of the `market` table.

BAR#{series}#{bucket}   {ts:013}           a bar; buckets bound the size of a partition
SERIES#{series}         HEAD               first and last bar, count, version (writers take turns by it)
SERIES                  {series}           the list of series
GAP#{series}            {first_ts:013}     a run of missing bars, open or repaired
REVISION#{series}       {ts:013}#{digest}  a value refused because another is stored
INSTRUMENT#{venue}      {symbol}           trading rules
LEASE#{name}            LEASE              who may work alone on something, and until when
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from omc.adapters.dynamodb.client import Item, integer
from omc.kernel.ids import derived_id
from omc.kernel.instants import DAY_MS, HOUR_MS, Ms, to_iso
from omc.market.ports import GapRecord, RevisionConflict, SeriesHead
from omc.market.records import Bar, Gap, Instrument, Series

SERIES_LIST = "SERIES"
HEAD = "HEAD"
_FIELDS = (("open", "o"), ("high", "h"), ("low", "l"), ("close", "c"), ("volume", "v"))


@dataclass(frozen=True)
class Head:
    """The head item: what is stored, whence on in this table, and the version its next writer must name.

    `rewrites` counts the writes that put bars before the last one; between two of them bars only follow.
    """

    extent: SeriesHead
    hot_from: Ms | None
    version: int
    rewrites: int = 0


def sort_key(ts: Ms) -> str:
    return f"{ts:013}"


def bucket(series: Series, ts: Ms) -> str:
    """Day, month or year of `ts`: at most 1,440, 744 and 366 bars."""
    iso, length = to_iso(ts), series.timeframe.ms
    if length < HOUR_MS:
        return iso[:10]
    return iso[:7] if length < DAY_MS else iso[:4]


def buckets(series: Series, start: Ms, end: Ms) -> Iterator[str]:
    """Every bucket that may hold a bar of [start, end), in order."""
    last = None
    # A day is the smallest bucket, so stepping by days (and the end itself) meets every one.
    for ts in (*range(start, end, DAY_MS), end - 1):
        name = bucket(series, ts)
        if name != last:
            last = name
            yield name


def bar_pk(series: Series, bucket_name: str) -> str:
    return f"BAR#{series.key}#{bucket_name}"


def bar_item(series: Series, bar: Bar, collected_at: Ms) -> Item:
    values = {short: getattr(bar, name) for name, short in _FIELDS}
    return {
        "pk": bar_pk(series, bucket(series, bar.ts)),
        "sk": sort_key(bar.ts),
        "ts": bar.ts,
        **values,
        "known_at": series.timeframe.close_of(bar.ts),
        "collected_at": collected_at,
    }


def bar_of(item: Item) -> Bar:
    return Bar(integer(item, "ts"), *(item[short] for _, short in _FIELDS))


def head_pk(series: Series) -> str:
    return f"SERIES#{series.key}"


def head_item(head: Head) -> Item:
    item: Item = {
        "pk": head_pk(head.extent.series),
        "sk": HEAD,
        "first_ts": head.extent.first_ts,
        "last_ts": head.extent.last_ts,
        "bar_count": head.extent.count,
        "version": head.version,
        "rewrites": head.rewrites,
    }
    return item if head.hot_from is None else {**item, "hot_from": head.hot_from}


def head_of(series: Series, item: Item) -> Head:
    extent = SeriesHead(
        series, integer(item, "first_ts"), integer(item, "last_ts"), integer(item, "bar_count")
    )
    hot_from = integer(item, "hot_from") if "hot_from" in item else None
    return Head(extent, hot_from, integer(item, "version"), integer(item, "rewrites"))


def gap_pk(series: Series) -> str:
    return f"GAP#{series.key}"


def gap_item(record: GapRecord) -> Item:
    item: Item = {
        "pk": gap_pk(record.gap.series),
        "sk": sort_key(record.gap.first_ts),
        "first_ts": record.gap.first_ts,
        "missing": record.gap.count,
        "detected_at": record.detected_at,
        "attempts": record.attempts,
    }
    maybe = {name: getattr(record, name) for name in ("repaired_at", "asked_at", "reason")}
    return {**item, **{name: value for name, value in maybe.items() if value is not None}}


def gap_of(series: Series, item: Item) -> GapRecord:
    gap = Gap(series, integer(item, "first_ts"), integer(item, "missing"))
    repaired, asked = (integer(item, name) if name in item else None for name in ("repaired_at", "asked_at"))
    # Gaps found before attempts were counted have none.
    attempts = integer(item, "attempts") if "attempts" in item else 0
    reason = str(item["reason"]) if "reason" in item else None
    return GapRecord(gap, integer(item, "detected_at"), repaired, attempts, asked, reason)


def revision_item(conflict: RevisionConflict, seen_at: Ms) -> Item:
    series, came = conflict.series, conflict.came
    values = {short: getattr(came, name) for name, short in _FIELDS}
    digest = derived_id("rev", *(str(value) for value in values.values()))
    key = {"pk": f"REVISION#{series.key}", "sk": f"{sort_key(came.ts)}#{digest}"}
    return {**key, "ts": came.ts, **values, "seen_at": seen_at}


def instrument_item(instrument: Instrument) -> Item:
    return {
        "pk": f"INSTRUMENT#{instrument.venue}",
        "sk": instrument.symbol,
        "tick": instrument.tick,
        "step": instrument.step,
        "min_notional": instrument.min_notional,
    }


def instrument_of(venue: str, item: dict[str, Any]) -> Instrument:
    def number(name: str) -> Decimal:
        return Decimal(item[name])

    return Instrument(venue, item["sk"], number("tick"), number("step"), number("min_notional"))
