"""The report, top to bottom: what came of it, why it is judged so, what it cost, how to repeat it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from omc.adapters.reports.pdf.charts import Times, Values, drawdown_chart, equity_chart
from omc.adapters.reports.pdf.say import count, day, number, percent, value_of
from omc.adapters.reports.pdf.searched import sensitivity, walk_forward
from omc.adapters.reports.pdf.sections import costs_and_trades, gates_table, luck_and_checks, provenance
from omc.adapters.reports.pdf.several import markets_table, timeframes_table, traded
from omc.adapters.reports.pdf.sheet import (
    BAD,
    BAD_PALE,
    FAIR,
    FAIR_PALE,
    GOOD,
    GOOD_PALE,
    INK,
    INNER,
    MARGIN,
    NOTE,
    PANEL,
    SOFT,
    TITLE,
    Sheet,
    Style,
    width_of,
    wrapped,
)  # fmt: skip
from omc.adapters.reports.pdf.tables import heat_map
from omc.backtest.judging.words import title_of

_VERDICTS = {
    "PASS": ("PASS", GOOD, GOOD_PALE, "passed every gate up to paper trading"),
    "CONDITIONAL_PASS": ("CONDITIONAL PASS", FAIR, FAIR_PALE, "nearly passed: a person decides"),
    "REJECT": ("REJECT", BAD, BAD_PALE, "missed gates that paper trading asks for"),
}
_TITLE_LINES = 2
_TIERS = ("no tier", "tier 1, valid", "tier 2, paper", "tier 3, live review")


def report_pdf(
    card: Mapping[str, Any], equity: Mapping[str, Times | Values], trades: Sequence[Mapping[str, Any]]
) -> bytes:
    """The PDF of a card with its curve (columns ts, equity, drawdown_fraction, benchmark) and trade rows.

    Equal arguments give equal bytes. What the card does not tell is left out, never made up.
    """
    footer = f"{card['name']}  ·  {card['series']}  ·  run {card['run_id']}  ·  card {card['hash'][:12]}"
    sheet = Sheet(f"{card['name']}: backtest report", footer)
    _title(sheet, card)
    _tiles(sheet, card)
    _verdict(sheet, card)
    ts = equity["ts"].astype("int64")
    curve, benchmark, falls = (
        equity[name].astype("float64") for name in ("equity", "benchmark", "drawdown_fraction")
    )
    sheet.heading("Equity against buy and hold, after costs", 180)
    equity_chart(sheet, ts, curve, benchmark, card["holdout_from"])
    sheet.heading("Below the peak", 100)
    drawdown_chart(sheet, ts, falls)
    sheet.heading("Months, returns in %", 40)
    heat_map(sheet, card["monthly_returns"])
    gates_table(sheet, card)
    markets_table(sheet, card)
    timeframes_table(sheet, card)
    walk_forward(sheet, card["walk_forward"]["table"])
    sensitivity(sheet, card["sensitivity"]["table"])
    costs_and_trades(sheet, card, trades)
    luck_and_checks(sheet, card)
    provenance(sheet, card)
    return sheet.bytes()


def _title(sheet: Sheet, card: Mapping[str, Any]) -> None:
    label, ink, pale, _ = _VERDICTS[card["verdict"]]
    style = Style("Helvetica-Bold", 10.5, ink)
    pill = width_of(label, style) + 24
    lines = list(wrapped(card["name"], INNER - pill - 16, TITLE))
    if len(lines) > _TITLE_LINES:
        lines = [*lines[: _TITLE_LINES - 1], f"{lines[_TITLE_LINES - 1]} …"]
    sheet.box(MARGIN + INNER - pill, sheet.y - 22, pill, 22, pale, radius=11)
    sheet.text(MARGIN + INNER - pill / 2, sheet.y - 14.6, label, style, "center")
    for line in lines:
        sheet.text(MARGIN, sheet.y - TITLE.size + 2, line, TITLE)
        sheet.down(TITLE.line)
    first, last = day(card["from"]), day(card["to"] - 1)
    told = f"{traded(card)}   ·   {first} to {last}   ·   {count(card['bars'])} bars"
    sheet.fitted(MARGIN, sheet.y - 8, INNER * 0.68, told, Style(size=9, color=SOFT))
    at = _TIERS[int(card["tier_reached"])]
    confidence = f"reached {at}  ·  confidence {float(card['confidence']):.2f}"
    sheet.text(MARGIN + INNER, sheet.y - 8, confidence, Style(size=8.2, color=SOFT), "right")
    sheet.down(24)


def _tiles(sheet: Sheet, card: Mapping[str, Any]) -> None:
    """The judged figures large, those of all bars beneath."""
    judged, whole = card["out_of_sample"], card["whole"]
    figures: Sequence[tuple[str, str, Callable[[str | None], str]]] = (
        ("Net return", "total_return", lambda value: percent(value, signed=True)),
        ("Sharpe ratio", "sharpe", number),
        ("Deepest fall", "max_drawdown", percent),
        ("Trades won", "win_rate", percent),
        ("Profit factor", "profit_factor", number),
        ("Trades", "trades", count),
    )
    gap = 7.0
    width = (INNER - gap * (len(figures) - 1)) / len(figures)
    for at, (title, name, say) in enumerate(figures):
        x = MARGIN + at * (width + gap)
        sheet.box(x, sheet.y - 50, width, 50, PANEL)
        sheet.text(x + 8, sheet.y - 12.5, title, Style(size=7.4, color=SOFT))
        value = value_of(judged, name)
        color = INK
        if name == "total_return" and value is not None:
            color = GOOD if float(value) >= 0 else BAD
        sheet.fitted(x + 8, sheet.y - 29.5, width - 14, say(value), Style("Helvetica-Bold", 14, color))
        told = f"all bars: {say(value_of(whole, name))}"
        sheet.fitted(x + 8, sheet.y - 43, width - 14, told, Style(size=6.8, color=SOFT))
    sheet.down(56)
    held_out = day(card["holdout_from"])
    sheet.paragraph(
        f"Large figures: the held-out part from {held_out} on, which no parameter was chosen by. "
        "Costs are in every figure.",
        NOTE,
        after=4,
    )


def _verdict(sheet: Sheet, card: Mapping[str, Any]) -> None:
    _, ink, pale, meaning = _VERDICTS[card["verdict"]]
    missed = [gate for gate in card["gates"] if gate["tier"] <= 2 and gate["outcome"] != "pass"]
    said = [f"{title_of(gate['metric'])}: {gate['came']}" for gate in missed[:4]]
    if len(missed) > 4:
        said.append(f"And {len(missed) - 4} more below.")
    lines = [f"This run {meaning}.", *said]
    style = Style(size=8.6, color=ink)
    rows = [row for line in lines for row in wrapped(line, INNER - 24, style)]
    height = len(rows) * style.line + 12
    sheet.need(height)
    sheet.box(MARGIN, sheet.y - height, INNER, height, pale)
    for at, row in enumerate(rows):
        shown = Style("Helvetica-Bold", 8.6, ink) if at == 0 else style
        sheet.text(MARGIN + 12, sheet.y - 13.5 - at * style.line, row, shown)
    sheet.down(height + 4)
