"""Tables: columns of given widths, cells that wrap, rows that stay together; and the months as a heat map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import Color

from omc.adapters.reports.pdf.say import MONTHS, percent
from omc.adapters.reports.pdf.sheet import (
    BAD,
    GOOD,
    INNER,
    LABEL,
    LINE,
    MARGIN,
    PANEL,
    PAPER,
    SOFT,
    Align,
    Sheet,
    Style,
    wrapped,
)  # fmt: skip

CELL = Style(size=8.2)
HEAD = Style("Helvetica-Bold", 7.4, SOFT)
_PAD = 4.0
# What is shown as 0.0 is neither a gain nor a loss.
_NOTHING = 0.0005


@dataclass(frozen=True)
class Cell:
    text: str
    style: Style = CELL


@dataclass(frozen=True)
class Column:
    """width: share of the table's."""

    head: str
    width: float
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """rows of as many cells as columns; a row of one is a subtitle."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] = field(default_factory=tuple)


def draw_table(sheet: Sheet, table: Table, x: float = MARGIN, width: float = INNER) -> None:
    """From the cursor down, its head again on every page."""
    _head(sheet, table, x, width)
    for row in table.rows:
        height = _height(table, row, width)
        if sheet.y - height < 64:
            sheet.next_page()
            _head(sheet, table, x, width)
        _row(sheet, table, row, x, width, height)
    sheet.down(6)


def pairs(sheet: Sheet, rows: Sequence[tuple[str, str]], x: float, width: float) -> None:
    """Names on the left, figures on the right, a fine line between."""
    for name, figure in rows:
        sheet.text(x, sheet.y - 9.5, name, Style(size=8.2, color=SOFT))
        sheet.text(x + width, sheet.y - 9.5, figure, Style("Helvetica-Bold", 8.2), "right")
        sheet.rule(x, sheet.y - 14, width)
        sheet.down(14.5)


def heat_map(sheet: Sheet, monthly: Mapping[str, str]) -> None:
    """Years down, months across, the year's compound at the end; stronger colours for larger moves."""
    years = sorted({month[:4] for month in monthly})
    strongest = max((abs(float(value)) for value in monthly.values()), default=0.0) or 1.0
    left, cell_height = 34.0, 15.5
    cell = (INNER - left) / 13.0
    sheet.need(cell_height * (len(years) + 1))
    for at, name in enumerate((*MONTHS, "Year")):
        style = HEAD if name == "Year" else LABEL
        sheet.text(MARGIN + left + (at + 0.5) * cell, sheet.y - 9, name, style, "center")
    sheet.down(13)
    for year in years:
        sheet.need(cell_height)
        sheet.text(MARGIN, sheet.y - 10.5, year, HEAD)
        grown = 1.0
        for month in range(12):
            value = monthly.get(f"{year}-{month + 1:02d}")
            if value is None:
                continue
            grown *= 1.0 + float(value)
            _heat(sheet, MARGIN + left + month * cell, cell, cell_height, float(value), strongest)
        _heat(sheet, MARGIN + left + 12 * cell, cell, cell_height, grown - 1.0, strongest, bold=True)
        sheet.down(cell_height)
    sheet.down(8)


def _heat(
    sheet: Sheet, x: float, width: float, height: float, value: float, strongest: float, *, bold: bool = False
) -> None:
    share = min(1.0, abs(value) / strongest) ** 0.7
    base = GOOD if value >= 0 else BAD
    fill = PANEL if abs(value) < _NOTHING else _mixed(base, 0.08 + 0.72 * share)
    sheet.box(x + 0.8, sheet.y - height + 0.8, width - 1.6, height - 1.6, fill, radius=2)
    ink = PAPER if share > 0.62 else Style().color
    style = Style("Helvetica-Bold" if bold else "Helvetica", 7.2, ink)
    text = percent(value).removesuffix(" %")
    sheet.text(x + width / 2, sheet.y - height / 2 - 2.6, text, style, "center")


def _mixed(color: Color, share: float) -> Color:
    return Color(*(1.0 - share * (1.0 - part) for part in (color.red, color.green, color.blue)))


def _head(sheet: Sheet, table: Table, x: float, width: float) -> None:
    sheet.need(40)
    sheet.box(x, sheet.y - 16, width, 16, PANEL, radius=2)
    for column, at in zip(table.columns, _lefts(table, x, width), strict=True):
        _line(sheet, column, at, width, column.head, HEAD, sheet.y - 11)
    sheet.down(16)


def _row(sheet: Sheet, table: Table, row: Sequence[Cell], x: float, width: float, height: float) -> None:
    top = sheet.y - _PAD
    if len(row) == 1:
        sheet.text(x + _PAD, top - row[0].style.size, row[0].text, row[0].style)
    else:
        for cell, column, at in zip(row, table.columns, _lefts(table, x, width), strict=True):
            room = column.width * width - 2 * _PAD
            for place, line in enumerate(wrapped(cell.text, room, cell.style)):
                baseline = top - cell.style.size - place * cell.style.line
                _line(sheet, column, at, width, line, cell.style, baseline)
    sheet.down(height)
    sheet.rule(x, sheet.y, width, LINE, 0.5)


def _line(
    sheet: Sheet, column: Column, left: float, width: float, text: str, style: Style, baseline: float
) -> None:
    room = column.width * width
    places = {"left": left + _PAD, "right": left + room - _PAD, "center": left + room / 2}
    sheet.text(places[column.align], baseline, text, style, column.align)


def _lefts(table: Table, x: float, width: float) -> Sequence[float]:
    lefts, at = [], x
    for column in table.columns:
        lefts.append(at)
        at += column.width * width
    return lefts


def _height(table: Table, row: Sequence[Cell], width: float) -> float:
    if len(row) == 1:
        return row[0].style.line + 2 * _PAD
    return 2 * _PAD + max(
        len(wrapped(cell.text, column.width * width - 2 * _PAD, cell.style)) * cell.style.line
        for cell, column in zip(row, table.columns, strict=True)
    )
