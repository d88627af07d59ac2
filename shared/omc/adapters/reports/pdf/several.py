"""What each symbol and each timeframe of a run came to."""

from collections.abc import Mapping
from typing import Any

from omc.adapters.reports.pdf.say import count, day, money, number, percent, value_of
from omc.adapters.reports.pdf.sheet import BAD, GOOD, NOTE, Sheet, Style
from omc.adapters.reports.pdf.tables import Cell, Column, Table, draw_table

_MARKETS = (
    Column("Symbol", 0.16), Column("Bars", 0.27), Column("Trades", 0.1, "right"), Column("Won", 0.1, "right"),
    Column("Costs", 0.12, "right"), Column("Net", 0.13, "right"), Column("Held", 0.12, "right"),
)  # fmt: skip
_TIMEFRAMES = (
    Column("Timeframe", 0.24), Column("Bars", 0.1, "right"), Column("Return", 0.13, "right"),
    Column("Sharpe", 0.12, "right"), Column("Deepest fall", 0.14, "right"), Column("Trades", 0.1, "right"),
    Column("Agrees", 0.17, "right"),
)  # fmt: skip


def traded(card: Mapping[str, Any]) -> str:
    """What was traded, in one line."""
    symbols = card.get("symbols") or []
    if len(symbols) < 2:
        return str(card["series"])
    return f"{card['series'].split(':')[0]}: {', '.join(symbols)}, {card['timeframe']}"


def markets_table(sheet: Sheet, card: Mapping[str, Any]) -> None:
    """A row for each of several symbols; of one alone the rest of the report says it."""
    rows = card.get("markets") or []
    if len(rows) < 2:
        return
    sheet.heading("By symbol, all bars, one capital", 60 + 14 * len(rows))
    draw_table(sheet, Table(_MARKETS, [_market(row) for row in rows]))
    sheet.paragraph("Held: what each would have come to from its first close on, without costs.", NOTE)


def _market(row: Mapping[str, Any]) -> list[Cell]:
    missing = f", {count(row['missing_bars'])} missing" if row["missing_bars"] else ""
    color = GOOD if float(row["net_pnl"]) >= 0 else BAD
    return [
        Cell(str(row["symbol"])),
        Cell(f"{count(row['bars'])} from {day(row['from'])}{missing}"),
        Cell(count(row["trades"])),
        Cell(percent(row["win_rate"])),
        Cell(money(row["costs"])),
        Cell(money(row["net_pnl"], signed=True), Style(size=8.2, color=color)),
        Cell(percent(row["held_return"], signed=True)),
    ]


def timeframes_table(sheet: Sheet, card: Mapping[str, Any]) -> None:
    """The same rules on bars of other lengths, where they were asked for."""
    told = card.get("timeframes")
    if not told:
        return
    sheet.heading("The same rules on other timeframes, held-out part", 60 + 14 * len(told["table"]))
    draw_table(sheet, Table(_TIMEFRAMES, [_timeframe(row, told["main"]) for row in told["table"]]))
    found = told["alignment"]
    share = (
        f"Of {count(found['held'])} closes at which any timeframe held a position, all held one of the same "
        f"direction at {percent(found['share'])}."
        if found["share"] is not None
        else f"No share of agreement: {found['reason']}."
    )
    sheet.paragraph(f"{share} The gates judge {told['main']} alone.", NOTE)


def _timeframe(row: Mapping[str, Any], main: str) -> list[Cell]:
    judged = row["out_of_sample"]
    made = f", made of {row['made_of']}" if row["made_of"] else ""
    own = ", judged" if row["timeframe"] == main else made
    return [
        Cell(f"{row['timeframe']}{own}"),
        Cell(count(row["bars"])),
        Cell(percent(value_of(judged, "total_return"), signed=True)),
        Cell(number(value_of(judged, "sharpe"))),
        Cell(percent(value_of(judged, "max_drawdown"))),
        Cell(count(value_of(judged, "trades"))),
        Cell(percent(row["agreement"])),
    ]
