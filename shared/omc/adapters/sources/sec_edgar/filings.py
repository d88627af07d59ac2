"""The columnar list of a company's filings, read by column name, and what a form weighs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from omc.adapters.evidence.reading import dig
from omc.ledgers.errors import SourceChanged
from omc.ledgers.taxonomy import EventType

_NEEDED = ("accessionNumber", "acceptanceDateTime", "form", "primaryDocument")
_WANTED = (*_NEEDED, "items", "primaryDocDescription", "reportDate", "filingDate")

# Form -> impact. An amendment weighs what its form does.
IMPACTS: Mapping[str, int] = {
    "3": 5, "4": 5, "5": 5, "8-K": 8, "10-K": 6, "10-Q": 5, "S-1": 9, "S-3": 7, "19B-4": 10, "424B5": 7,
    "SC 13G": 6, "SCHEDULE 13G": 6, "SC 13D": 7, "SCHEDULE 13D": 7, "EFFECT": 8, "N-1A": 8,
}  # fmt: skip
# Items of a current report that say more than the form.
ITEMS: Mapping[str, str] = {
    "1.01": "material agreement", "1.03": "bankruptcy", "2.02": "results", "2.04": "acceleration of debt",
    "3.01": "notice of delisting", "4.01": "change of auditor", "4.02": "restatement",
    "5.02": "change of officers", "7.01": "disclosure", "8.01": "other events",
}  # fmt: skip
_GRAVE = frozenset({"1.03", "3.01", "4.02"})


@dataclass(frozen=True)
class Filing:
    accession: str
    accepted: str
    form: str
    document: str
    items: tuple[str, ...]
    description: str
    report_date: str
    filing_date: str


def filings_of(recent: Mapping[str, Any]) -> list[Filing]:
    """Every filing of the columns, newest first; SourceChanged for columns missing or of unequal length."""
    columns = {name: dig(recent, name) for name in _NEEDED}
    count = len(columns["accessionNumber"])
    columns |= {name: recent.get(name) or [""] * count for name in _WANTED}
    unequal = {name: len(column) for name, column in columns.items() if len(column) != count}
    if unequal:
        raise SourceChanged(f"expected columns of {count} filings, got {unequal}")
    return [Filing(*row) for row in _rows(columns, count)]


def _rows(columns: Mapping[str, list[Any]], count: int) -> Iterator[tuple[Any, ...]]:
    for at in range(count):
        row = {name: str(column[at] or "") for name, column in columns.items()}
        items = tuple(item.strip() for item in row["items"].split(",") if item.strip())
        yield (
            row["accessionNumber"], row["acceptanceDateTime"], row["form"], row["primaryDocument"],
            items, row["primaryDocDescription"], row["reportDate"], row["filingDate"],
        )  # fmt: skip


def impact_of(filing: Filing) -> int | None:
    """What a form weighs; None for a form that moves no market. Grave items weigh 9."""
    base = IMPACTS.get(filing.form.removesuffix("/A").strip().upper())
    if base is None:
        return None
    return max(base, 9) if set(filing.items) & _GRAVE else base


def type_of(filing: Filing) -> EventType:
    """A rule change and what the SEC itself does is regulation; all else is a filing."""
    return EventType.REGULATION if filing.form.upper().startswith(("19B-4", "EFFECT")) else EventType.FILING


def said_by(filing: Filing) -> str:
    """The form and its items in words."""
    named = [f"{item} {ITEMS[item]}" if item in ITEMS else item for item in filing.items]
    return f"form {filing.form}" + (f", {', '.join(named)}" if named else "")
