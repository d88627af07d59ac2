"""Curves over time: equity beside buy and hold, and how far below the peak."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from reportlab.lib.colors import Color

from omc.adapters.reports.pdf.say import MONTHS, day, percent
from omc.adapters.reports.pdf.sheet import (
    BAD,
    BAD_PALE,
    BENCHMARK,
    EQUITY,
    GRID,
    INNER,
    LABEL,
    LINE,
    MARGIN,
    PANEL,
    Sheet,
    Style,
    width_of,
)  # fmt: skip
from omc.kernel.instants import Ms, from_iso

Values = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]

_POINTS = 900
_AXIS = 44.0
_TICKS = 5
_LOG_TICKS = 8
_ROUND = 1e-6
# Curves further apart than this are drawn on a log scale, or one of them would lie flat.
_WIDE = 4.0


@dataclass(frozen=True)
class Line:
    name: str
    values: Values
    color: Color
    thick: float


@dataclass(frozen=True)
class Frame:
    """Where a chart lies and what its edges mean; on a log scale, equal steps are equal shares."""

    x: float
    y: float
    width: float
    height: float
    first: Ms
    last: Ms
    low: float
    high: float
    log: bool = False

    def at(self, ts: float, value: float) -> tuple[float, float]:
        along = (ts - self.first) / max(1, self.last - self.first)
        scale = math.log if self.log else float
        low, high = scale(self.low), scale(self.high)
        up = (scale(max(value, self.low)) - low) / (high - low)
        return self.x + along * self.width, self.y + up * self.height


def equity_chart(
    sheet: Sheet, ts: Times, equity: Values, benchmark: Values, holdout: Ms, height: float = 168
) -> None:
    """Both curves; the held-out days, which are judged, lie on a tinted ground."""
    lines = [
        Line("Buy and hold", benchmark, BENCHMARK, 0.9),
        Line("This strategy", equity, EQUITY, 1.5),
    ]
    rows = thinned(len(ts))
    low, high = (
        min(float(line.values.min()) for line in lines),
        max(float(line.values.max()) for line in lines),
    )
    log = 0 < low < high / _WIDE
    ticks = log_ticks(low, high) if log else nice_ticks(low, high)
    frame = _frame(sheet, height, ts, ticks, log=log)
    _held_out(sheet, frame, holdout)
    _grid(sheet, frame, ticks, _short_money)
    for line in lines:
        _curve(sheet, frame, ts[rows], line.values[rows], line)
    _legend(sheet, frame, lines)
    if log:
        sheet.text(frame.x + frame.width - 4, frame.y + 4, "log scale", LABEL, "right")
    sheet.down(height + 26)


def drawdown_chart(sheet: Sheet, ts: Times, drawdown: Values, height: float = 84) -> None:
    """Fractions below the peak, hanging from the top."""
    rows = thinned(len(ts), drawdown)
    deepest = max(float(drawdown.max()), 0.01)
    ticks = [-tick for tick in nice_ticks(0.0, deepest, 3)][::-1]
    frame = _frame(sheet, height, ts, ticks)
    digits = 0 if abs(100 * ticks[-2] - round(100 * ticks[-2])) < _ROUND else 1
    _grid(sheet, frame, ticks, lambda value: percent(value + 0.0, digits))
    points = [frame.at(float(ts[row]), -float(drawdown[row])) for row in rows]
    path = sheet.canvas.beginPath()
    path.moveTo(*frame.at(float(ts[rows[0]]), 0.0))
    for point in points:
        path.lineTo(*point)
    path.lineTo(*frame.at(float(ts[rows[-1]]), 0.0))
    path.close()
    sheet.canvas.setFillColor(BAD_PALE)
    sheet.canvas.drawPath(path, stroke=0, fill=1)
    _stroke(sheet, points, BAD, 0.9)
    sheet.down(height + 26)


def thinned(count: int, keep_high: Values | None = None, points: int = _POINTS) -> Sequence[int]:
    """At most about `points` rows, first and last among them; of each bucket the highest, if told."""
    if count <= points:
        return range(count)
    edges = np.linspace(0, count, points, dtype=np.int64)
    if keep_high is None:
        inner = [int(edge) for edge in edges[1:-1]]
    else:
        inner = [int(start + np.argmax(keep_high[start:end])) for start, end in pairwise(edges)]
    return sorted({0, *inner, count - 1})


def nice_ticks(low: float, high: float, about: int = _TICKS) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`."""
    span = high - low if high > low else abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span / about))
    step = min((power * factor for factor in (1, 2, 2.5, 5, 10)), key=lambda size: abs(span / size - about))
    first, last = math.floor(low / step), math.ceil(high / step)
    last = max(last, first + 1)
    return [step * place for place in range(first, last + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`: 1, 2 and 5 of each power of ten, or only
    every power, or every second, third or sixth of them, so that eight fit."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    found: list[float] = []
    for factors, step in (((1, 2, 5), 1), ((1,), 1), ((1,), 2), ((1,), 3), ((1,), 6)):
        every = [10.0**power * factor for power in range(first, last + step, step) for factor in factors]
        begins = max(at for at, tick in enumerate(every) if tick <= low)
        ends = min(at for at, tick in enumerate(every) if tick >= high)
        found = every[begins : ends + 1]
        if len(found) <= _LOG_TICKS:
            break
    return found


def time_ticks(first: Ms, last: Ms) -> list[tuple[Ms, str]]:
    """First days of months or years, so that at most eight fit; a short run has its two ends."""
    months = [at for at in _months(first, last) if first <= at[0] <= last]
    for step in (1, 2, 3, 6, 12, 24, 48):
        chosen = [(ts, year, month) for ts, year, month in months if ((year * 12) + month) % step == 0]
        if len(chosen) <= 8:
            break
    if len(chosen) < 2:
        return [(first, day(first)), (last, day(last))]
    return [(ts, str(year) if month == 0 else f"{MONTHS[month]} {year}") for ts, year, month in chosen]


def _months(first: Ms, last: Ms) -> list[tuple[Ms, int, int]]:
    start, end = (datetime.fromtimestamp(instant / 1000, UTC) for instant in (first, last))
    numbers = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    return [(from_iso(f"{n // 12}-{n % 12 + 1:02d}-01T00:00:00Z"), n // 12, n % 12) for n in numbers]


def _frame(sheet: Sheet, height: float, ts: Times, ticks: Sequence[float], *, log: bool = False) -> Frame:
    sheet.need(height + 30)
    x, y = MARGIN + _AXIS, sheet.y - height
    return Frame(x, y, INNER - _AXIS, height, int(ts[0]), int(ts[-1]), ticks[0], ticks[-1], log)


def _grid(sheet: Sheet, frame: Frame, ticks: Sequence[float], say: Callable[[float], str]) -> None:
    for tick in ticks:
        _, y = frame.at(frame.first, tick)
        sheet.rule(frame.x, y, frame.width, GRID)
        sheet.text(frame.x - 6, y - 2.5, say(tick), LABEL, "right")
    for ts, label in time_ticks(frame.first, frame.last):
        x, _ = frame.at(ts, frame.low)
        sheet.canvas.setStrokeColor(LINE)
        sheet.canvas.line(x, frame.y, x, frame.y - 3)
        wide = width_of(label, LABEL) / 2
        x = min(max(x, frame.x + wide), frame.x + frame.width - wide)
        sheet.text(x, frame.y - 12, label, LABEL, "center")
    sheet.rule(frame.x, frame.y, frame.width, LINE, 0.8)


def _held_out(sheet: Sheet, frame: Frame, holdout: Ms) -> None:
    if not frame.first < holdout < frame.last:
        return
    x, _ = frame.at(holdout, frame.low)
    sheet.box(x, frame.y, frame.x + frame.width - x, frame.height, PANEL, radius=0)
    sheet.text(x + 4, frame.y + frame.height - 9, "held out, judged", LABEL)


def _legend(sheet: Sheet, frame: Frame, lines: Sequence[Line]) -> None:
    x, y = frame.x + 6, frame.y + frame.height - 9
    for line in reversed(lines):
        sheet.canvas.setStrokeColor(line.color)
        sheet.canvas.setLineWidth(line.thick + 0.6)
        sheet.canvas.line(x, y + 2.5, x + 12, y + 2.5)
        style = Style(size=7.4, color=line.color)
        sheet.text(x + 16, y, line.name, style)
        x += 16 + width_of(line.name, style) + 14


def _curve(sheet: Sheet, frame: Frame, ts: Times, values: Values, line: Line) -> None:
    points = [frame.at(float(t), float(v)) for t, v in zip(ts, values, strict=True)]
    _stroke(sheet, points, line.color, line.thick)


def _stroke(sheet: Sheet, points: Sequence[tuple[float, float]], color: Color, thick: float) -> None:
    path = sheet.canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    sheet.canvas.setStrokeColor(color)
    sheet.canvas.setLineWidth(thick)
    sheet.canvas.setLineJoin(1)
    sheet.canvas.drawPath(path, stroke=1, fill=0)


def _short_money(value: float) -> str:
    for power, suffix in ((12, "T"), (9, "bn"), (6, "M"), (3, "k")):
        if abs(value) >= max(10.0**power, 1e4):
            return f"{value / 10.0**power:g} {suffix}"
    return f"{value:g}"
