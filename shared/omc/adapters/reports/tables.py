"""Trades and equity as CSV (RFC 4180), the card as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from omc.kernel.instants import to_iso

_INSTANTS = ("ts", "entry_ts", "exit_ts")
# A spreadsheet takes what begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def trades_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """One line for each trade; times as ISO-8601, amounts as they are stored, exact; absent ones empty."""
    return _csv(columns, ([_cell(name, row.get(name)) for name in columns] for row in rows))


def equity_csv(columns: Mapping[str, Any]) -> bytes:
    """One line for each bar; columns of numpy arrays of one length, `ts` in ms."""
    names = list(columns)
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    return _csv(names, ([_cell(*cell) for cell in zip(names, row, strict=True)] for row in rows))


def card_json(card: Mapping[str, Any]) -> bytes:
    """The card as it is stored, sorted and indented for reading."""
    return json.dumps(card, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in _INSTANTS:
        return to_iso(value)
    if isinstance(value, float):
        return f"{value:.12g}"
    text = str(value)
    if text.startswith(_FORMULA) and not _number(text):
        return f"'{text}"
    return text


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
