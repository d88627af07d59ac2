"""The paper: pages of A4, a cursor from top to bottom, text in a few styles. Points throughout."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from omc.adapters.reports.pdf.say import printable

WIDTH, HEIGHT = A4
MARGIN = 44.0
INNER = WIDTH - 2 * MARGIN
_TOP, _BOTTOM = HEIGHT - MARGIN, MARGIN + 18

# Keeps what stands on its two sides on one line.
_GAP = "\u00a0"

Align = Literal["left", "right", "center"]


def _color(text: str) -> Color:
    return HexColor(text)


# The console's colours on light.
INK, SOFT, FAINT = _color("#161b29"), _color("#586178"), _color("#868fa3")
LINE, GRID, PAPER, PANEL = _color("#dde1ea"), _color("#e9ecf2"), _color("#ffffff"), _color("#f5f6f9")
GOLD, EQUITY, BENCHMARK = _color("#7c5c1c"), _color("#1d5fc4"), _color("#868fa3")
GOOD, FAIR, BAD = _color("#08754f"), _color("#92500a"), _color("#c01f3c")
GOOD_PALE, FAIR_PALE, BAD_PALE = _color("#e1f2ea"), _color("#fbeedb"), _color("#fae4e8")


@dataclass(frozen=True)
class Style:
    font: str = "Helvetica"
    size: float = 9.0
    color: Color = INK
    leading: float = 1.32

    @property
    def line(self) -> float:
        return self.size * self.leading


TITLE = Style("Helvetica-Bold", 21, INK)
HEADING = Style("Helvetica-Bold", 11.5, INK)
BODY = Style()
STRONG = Style("Helvetica-Bold")
NOTE = Style(size=7.6, color=SOFT)
LABEL = Style(size=7.2, color=SOFT)


class Sheet:
    """A report in the making. `y` is how far down the page has been used."""

    def __init__(self, title: str, footer: str) -> None:
        self._buffer = io.BytesIO()
        # invariant: no clock and no chance in the file, so that equal reports are equal bytes.
        self.canvas: Any = Canvas(self._buffer, pagesize=A4, invariant=1, pageCompression=1)
        self.canvas.setTitle(printable(title))
        self.canvas.setSubject("Backtest report")
        self._footer = printable(footer)
        self._page = 1
        self.y = _TOP

    def bytes(self) -> bytes:
        self._close_page()
        self.canvas.save()
        return self._buffer.getvalue()

    def need(self, height: float) -> None:
        """Go on to a new page unless `height` is left on this one."""
        if self.y - height < _BOTTOM:
            self.next_page()

    def next_page(self) -> None:
        self._close_page()
        self.canvas.showPage()
        self._page += 1
        self.y = _TOP

    def down(self, height: float) -> None:
        self.y -= height

    def text(self, x: float, y: float, text: str, style: Style = BODY, align: Align = "left") -> None:
        """One line, its baseline at y."""
        self.canvas.setFont(style.font, style.size)
        self.canvas.setFillColor(style.color)
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "center": self.canvas.drawCentredString,
        }[align]
        draw(x, y, printable(text))

    def fitted(self, x: float, y: float, width: float, text: str, style: Style) -> None:
        """One line, set smaller if it is wider than `width`."""
        wide = width_of(text, style)
        size = style.size if wide <= width else style.size * width / wide
        self.text(x, y, text, replace(style, size=size))

    def block(self, x: float, top: float, width: float, text: str, style: Style = BODY) -> float:
        """Text wrapped into `width` from `top` down; the height it took."""
        lines = wrapped(text, width, style)
        for at, line in enumerate(lines):
            self.text(x, top - style.size - at * style.line, line, style)
        return len(lines) * style.line

    def paragraph(self, text: str, style: Style = BODY, after: float = 5) -> None:
        """Wrapped text over the whole width at the cursor."""
        self.need(len(wrapped(text, INNER, style)) * style.line)
        self.down(self.block(MARGIN, self.y, INNER, text, style) + after)

    def heading(self, text: str, room: float = 60) -> None:
        """A section's title, kept together with `room` of what follows."""
        self.need(room + 24)
        self.down(8)
        self.text(MARGIN, self.y - HEADING.size, text, HEADING)
        self.down(HEADING.line + 5)

    def box(self, x: float, y: float, width: float, height: float, fill: Color, radius: float = 4) -> None:
        """Filled, its lower left corner at x, y."""
        self.canvas.setFillColor(fill)
        self.canvas.roundRect(x, y, width, height, radius, stroke=0, fill=1)

    def rule(self, x: float, y: float, width: float, color: Color = LINE, thick: float = 0.6) -> None:
        self.canvas.setStrokeColor(color)
        self.canvas.setLineWidth(thick)
        self.canvas.line(x, y, x + width, y)

    def _close_page(self) -> None:
        self.rule(MARGIN, MARGIN + 6, INNER)
        self.fitted(MARGIN, MARGIN - 5, INNER - 24, self._footer, Style(size=6.8, color=FAINT))
        self.text(WIDTH - MARGIN, MARGIN - 5, str(self._page), Style(size=6.8, color=FAINT), "right")


def wrapped(text: str, width: float, style: Style = BODY) -> Sequence[str]:
    """Lines of at most `width`; a figure stays with its sign, a word longer than the line keeps its own."""
    lines: list[str] = []
    for word in printable(text).replace(" %", _GAP + "%").split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, style) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def width_of(text: str, style: Style = BODY) -> float:
    return float(stringWidth(printable(text), style.font, style.size))
