"""What the explorer is asked and how it answers, as JSON and as CSV (RFC 4180)."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from omc.contracts.http.common import Instant, Page, Wire
from omc.contracts.http.ledger_freshness import FreshnessOut
from omc.contracts.ledger_records import AnyRecordWire, wire_of
from omc.kernel.instants import to_iso
from omc.ledgers.records import CatalystEvent, Enrichment, Measurement, NewsItem, Quote, Record, SocialPost
from omc.ledgers.taxonomy import EventType, Ledger

MOST_ROWS = 10_000
Kind = Literal["measurement", "news", "post", "enrichment", "event", "quote"]

# What a spreadsheet would run as a formula.
_FORMULA = re.compile(r"^[=@\t\r]|^[+-](?![\d.])")
_COLUMNS = (
    "record_id", "ledger", "kind", "source", "event_time", "known_at", "basis", "assets", "synthetic", "url",
    "subject", "title", "type", "impact", "priority", "sentiment", "bid", "ask", "last", "values",
)  # fmt: skip


class LedgerQueryIn(Wire):
    """Which records."""

    ledger: Ledger = Field(description="One of the four")
    start: Instant | None = Field(default=None, description="Happened at or after; default a day before end")
    end: Instant | None = Field(default=None, description="Happened before; default now")
    source: str | None = Field(default=None, min_length=1, max_length=80, description="Only of this source")
    coin: str | None = Field(
        default=None, pattern=r"^[A-Z0-9.$-]{1,20}$", description="Only of this symbol, upper case"
    )
    kind: Kind | None = Field(default=None, description="Only records of this kind")
    type: EventType | None = Field(default=None, description="Only events of this type; catalyst only")
    known_by: Instant | None = Field(
        default=None, description="As one knew it then; default as we know it now"
    )
    revisions: bool = Field(default=False, description="Every wording of a thing, not only the last")
    format: Literal["json", "csv"] = Field(default="json", description="csv: text/csv, see x-next-cursor")
    limit: int = Field(default=1000, ge=1, le=MOST_ROWS, description="Rows a page, 10,000 at most")
    cursor: str | None = Field(default=None, max_length=2000, description="Of the page before")


class QueriedRecord(Wire):
    """A record and its id."""

    record_id: str = Field(description="The thing's id, the same for all its wordings")
    record: AnyRecordWire = Field(description="What its source told")


class LedgerQueryPage(Page[QueriedRecord]):
    """Newest first. A page ends early when it grows large or much was passed over: read on by its cursor."""

    freshness: FreshnessOut = Field(description="How new it is")


def queried(records: Sequence[Record]) -> list[QueriedRecord]:
    return [QueriedRecord(record_id=one.record_id, record=wire_of(one)) for one in records]


def to_csv(records: Sequence[Record]) -> str:
    """A header and a line each, CRLF; a value that would run as a formula is quoted as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for record in records:
        row = {**_shared(record), **_own(record)}
        writer.writerow([_cell(row.get(name)) for name in _COLUMNS])
    return text.getvalue()


def _shared(record: Record) -> dict[str, Any]:
    return {
        "record_id": record.record_id,
        "ledger": record.of_ledger.value,
        "kind": record.kind,
        "source": record.source,
        "event_time": to_iso(record.event_time),
        "known_at": to_iso(record.known_at),
        "basis": record.basis.value,
        "assets": " ".join(record.assets),
        "synthetic": str(record.synthetic).lower(),
        "url": record.url,
    }


def _own(record: Record) -> dict[str, Any]:
    match record:
        case Measurement():
            values = " ".join(f"{name}={value:f}" for name, value in sorted(record.values.items()))
            return {"subject": record.subject, "values": values, "title": record.note}
        case NewsItem() | SocialPost():
            score = None if record.sentiment is None else f"{record.sentiment.score:f}"
            return {"title": record.title, "sentiment": score}
        case Enrichment():
            scores = " ".join(f"{one.symbol}={one.sentiment.score:f}" for one in record.coins)
            score = None if record.score is None else f"{record.score:f}"
            return {"subject": record.item_id, "type": record.type, "sentiment": score, "values": scores}
        case CatalystEvent():
            return {
                "title": record.title,
                "type": record.type.value,
                "impact": record.impact,
                "priority": record.priority.value,
            }
        case Quote():
            numbers = {"bid": record.bid, "ask": record.ask, "last": record.last}
            return {"subject": record.symbol, **{name: f"{one:f}" for name, one in numbers.items()}}
        case _:
            return {}


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text
