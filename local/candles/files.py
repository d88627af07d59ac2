"""Reads candles from a CSV or Parquet file somebody else made.

Columns, in any order and case: a time of opening called timestamp, ts, time, open_time, date or datetime;
and open, high, low, close, volume. Times are ISO-8601 (UTC unless they say otherwise), dates, Parquet
timestamps, or whole numbers since 1970 in s, ms, us or ns. Other columns are passed over.
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from local.candles.cells import opened_at, value_of
from omc.kernel.errors import FieldError, InvalidInput
from omc.market.columns import VALUES
from omc.market.model import BarArrays
from omc.wiring.market import connect

TIME_NAMES = ("timestamp", "ts", "time", "open_time", "date", "datetime")
_REPORTED = 20

Cell = str | int | float | date | datetime | None


def first_row(path: Path) -> int:
    """Number of the first bar's row, as an editor (CSV, below its header) or a database counts it."""
    return 1 if path.suffix.lower() == ".parquet" else 2


def read_file(path: Path) -> BarArrays:
    """The file's rows as columns, in file order; InvalidInput naming row and cell if one is no number."""
    if not path.is_file():
        raise _bad_file("a file of candles", f"{str(path)!r}, which is none")
    table = _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
    columns = {name.strip().lower(): cells for name, cells in table.items()}
    time_name = next((name for name in TIME_NAMES if name in columns), None)
    missing = [name for name in VALUES if name not in columns]
    if time_name is None or missing:
        wanted = f"{'|'.join(TIME_NAMES)}, {', '.join(VALUES)}"
        raise _bad_file(f"columns {wanted}", ", ".join(columns) or "none")
    return _arrays(columns, time_name, first_row(path))


def _csv(path: Path) -> Mapping[str, Sequence[Cell]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            header, *rows = [row for row in csv.reader(file, strict=True) if row] or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(
            f"expected a CSV file in UTF-8, got {path.name}: {error}", code="bad_file"
        ) from error
    ragged = [number for number, row in enumerate(rows, start=2) if len(row) != len(header)]
    if ragged:
        field = FieldError(
            f"row {ragged[0]}", f"expected {len(header)} cells, got {len(rows[ragged[0] - 2])}"
        )
        raise InvalidInput(f"{field.path}: {field.message}", fields=(field,), code="bad_bars")
    return dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(header, ())


def _parquet(path: Path) -> Mapping[str, Sequence[Cell]]:
    with connect() as database:
        # DuckDB's errors have one root each release renames; only its text matters here.
        import duckdb

        try:
            table = database.read_parquet(str(path))
            chosen = [name for name in table.columns if name.strip().lower() in (*TIME_NAMES, *VALUES)]
            kinds = dict(zip(table.columns, map(str, table.types), strict=True))
            cells = [_projected(name, kinds[name]) for name in chosen]
            rows = table.project(", ".join(cells)).fetchall() if cells else []
        except duckdb.Error as error:
            raise InvalidInput(
                f"expected a Parquet file, got {path.name}: {error}", code="bad_file"
            ) from error
    columns: list[Any] = list(zip(*rows, strict=True)) or [() for _ in chosen]
    return dict(zip(chosen, columns, strict=True))


def _projected(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    # As ms in the database: fetching a zoned timestamp as an object would need a zone library.
    return f"epoch_ms({quoted})" if kind.startswith("TIMESTAMP") else quoted


def _arrays(columns: Mapping[str, Sequence[Cell]], time_name: str, first: int) -> BarArrays:
    wrong: list[FieldError] = []

    def parsed(name: str, parse: Any) -> list[Any]:
        found: list[Any] = []
        for row, cell in enumerate(columns[name], start=first):
            try:
                found.append(parse(cell))
            except ValueError as error:
                wrong.append(FieldError(f"row {row}", f"{name}: {error}", str(cell)))
        return found

    ts = parsed(time_name, opened_at)
    values = [parsed(name, value_of) for name in VALUES]
    if wrong:
        raise InvalidInput(
            f"expected numbers and times in every row, got {len(wrong)} bad cells;"
            f" first: {wrong[0].path}: {wrong[0].message}",
            fields=wrong[:_REPORTED],
            code="bad_bars",
        )
    return BarArrays(np.array(ts, dtype=np.int64), *(np.array(cells, dtype=np.float64) for cells in values))


def _bad_file(expected: str, came: str) -> InvalidInput:
    return InvalidInput(f"expected {expected}, got {came}", code="bad_file")
