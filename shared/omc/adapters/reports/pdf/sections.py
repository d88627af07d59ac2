"""The parts of the report below the charts."""

from collections.abc import Mapping, Sequence
from typing import Any

from omc.adapters.reports.pdf.say import NONE, count, day, money, number, percent, value_of, words
from omc.adapters.reports.pdf.sheet import (
    BAD,
    FAIR,
    GOOD,
    INNER,
    MARGIN,
    NOTE,
    SOFT,
    Align,
    Sheet,
    Style,
)  # fmt: skip
from omc.adapters.reports.pdf.tables import CELL, Cell, Column, Table, draw_table, pairs
from omc.backtest.judging.words import title_of

_TIERS = {1: "Tier 1: valid", 2: "Tier 2: paper trading", 3: "Tier 3: a person's review before live money"}
_OUTCOMES = {"pass": ("passed", GOOD), "fail": ("missed", BAD), "not_evaluated": ("not evaluated", FAIR)}
_GATE_COLUMNS = (
    Column("Gate", 0.17), Column("Asks", 0.35), Column("Came", 0.35), Column("Outcome", 0.13, "right"),
)  # fmt: skip
_FEW, _MANY = 8, 12


def gates_table(sheet: Sheet, card: Mapping[str, Any]) -> None:
    """Every gate with what it asks, what came and what would help."""
    sheet.heading("Gates", 90)
    rows: list[list[Cell]] = []
    for tier, title in _TIERS.items():
        gates = [gate for gate in card["gates"] if gate["tier"] == tier]
        if gates:
            rows.append([Cell(title, Style("Helvetica-Bold", 8.6))])
            rows.extend(_gate(gate) for gate in gates)
    draw_table(sheet, Table(_GATE_COLUMNS, rows))
    sheet.paragraph(
        f"Gates of version {card['gates_version']}. Soft gates may be excused by a reviewer.", NOTE
    )


def _gate(gate: Mapping[str, Any]) -> list[Cell]:
    label, color = _OUTCOMES[gate["outcome"]]
    soft = " (soft)" if gate["severity"] == "soft" else ""
    came = " ".join(part for part in (gate["came"], gate["helps"]) if part)
    return [
        Cell(title_of(gate["metric"]) + soft, Style("Helvetica-Bold", 8.2)),
        Cell(gate["asks"], Style(size=7.8, color=SOFT)),
        Cell(came, Style(size=7.8)),
        Cell(label, Style("Helvetica-Bold", 7.8, color)),
    ]


def costs_and_trades(sheet: Sheet, card: Mapping[str, Any], trades: Sequence[Mapping[str, Any]]) -> None:
    """Two columns of figures, then where the trades came from."""
    costs, whole = card["costs"], card["whole"]
    sheet.heading("Costs and trades, all bars", 190)
    half, top = (INNER - 22) / 2, sheet.y
    pairs(sheet, _cost_rows(costs), MARGIN, half)
    bottom, sheet.y = sheet.y, top
    pairs(sheet, _trade_rows(whole), MARGIN + half + 22, half)
    sheet.y = min(bottom, sheet.y) - 6
    if costs.get("warning"):
        sheet.paragraph(f"{words(costs['warning'])}.", Style(size=8.4, color=FAIR))
    for name, title in (("side", "By side"), ("regime", "By market regime"), ("exit_reason", "By exit")):
        _breakdown(sheet, title, card["breakdown"].get(name, {}))
    _extremes(sheet, trades)


def _cost_rows(costs: Mapping[str, Any]) -> list[tuple[str, str]]:
    named = (
        ("Profit before costs", "gross_before_costs"),
        ("Fees", "fees"),
        ("Spread", "spread"),
        ("Slippage", "slippage"),
        ("Funding", "funding"),
        ("Profit after costs", "net"),
    )
    rows = [(label, money(costs[name])) for label, name in named]
    return [*rows, ("Share of the profit that costs take", percent(costs["cost_ratio"]))]


def _trade_rows(whole: Mapping[str, Any]) -> list[tuple[str, str]]:
    figures = (
        ("Expected of a trade", "expectancy", money), ("Expected in R", "expectancy_r", number),
        ("Average win", "average_win", money), ("Average loss", "average_loss", money),
        ("Longest losing run", "longest_losing_run", count), ("Average bars held", "average_bars", number),
        ("Time in the market", "exposure", percent),
    )  # fmt: skip
    return [(label, say(value_of(whole, name))) for label, name, say in figures]


def _breakdown(sheet: Sheet, title: str, table: Mapping[str, Any]) -> None:
    if not table:
        return
    right: Align = "right"
    columns = (
        Column(title, 0.4),
        Column("Trades", 0.2, right),
        Column("Won", 0.2, right),
        Column("Net", 0.2, right),
    )
    sheet.need(20 + 18 * min(len(table), _FEW))
    rows = [
        [
            Cell(words(name)),
            Cell(count(row["trades"])),
            Cell(percent(row.get("win_rate"))),
            Cell(money(row["net_pnl"], signed=True), _by_sign(row["net_pnl"])),
        ]
        for name, row in list(table.items())[:_MANY]
    ]
    draw_table(sheet, Table(columns, rows))


def _extremes(sheet: Sheet, trades: Sequence[Mapping[str, Any]]) -> None:
    """The trades one asks about first: the best and the worst."""
    if not trades:
        return
    ranked = sorted(trades, key=lambda row: (float(row["net_pnl"]), row["number"]))
    worst, best = ranked[: min(4, len(ranked) // 2)], ranked[::-1][: min(4, (len(ranked) + 1) // 2)]
    sheet.heading("Best and worst trades", 120)
    several = len({row["symbol"] for row in trades}) > 1
    columns = (
        Column("Entry", 0.17), Column("Exit", 0.17), Column("Of" if several else "Side", 0.1),
        Column("Left by", 0.14),
        Column("In at", 0.14, "right"), Column("Out at", 0.14, "right"), Column("Net", 0.14, "right"),
    )  # fmt: skip
    draw_table(sheet, Table(columns, [_trade(row, several) for row in (*best, *worst[::-1])]))


def _trade(row: Mapping[str, Any], several: bool) -> list[Cell]:
    return [
        Cell(day(row["entry_ts"])),
        Cell(day(row["exit_ts"])),
        Cell(f"{row['symbol'].split('/')[0]} {row['direction']}" if several else str(row["direction"])),
        Cell(str(row["exit_reason"]).replace("_", " ")),
        Cell(_price(row["entry_price"])),
        Cell(_price(row["exit_price"])),
        Cell(money(row["net_pnl"], signed=True), _by_sign(row["net_pnl"])),
    ]


def _price(text: str) -> str:
    """Cheap coins need more places than dear ones."""
    return number(text, 2 if float(text) >= 10 else 5)


def luck_and_checks(sheet: Sheet, card: Mapping[str, Any]) -> None:
    """What of it may be luck, whether it knew the future, and what to be careful about."""
    sheet.heading("How much of it may be luck", 70)
    luck, test = card.get("luck"), card.get("trade_test")
    if luck:
        bands = (
            ("Sharpe ratio", "sharpe", number),
            ("Net return", "total_return", percent),
            ("Deepest fall", "max_drawdown", percent),
            ("Final equity", "final_equity", money),
        )
        said = [
            f"{label} {say(luck[name]['low'])} to {say(luck[name]['high'])}"
            for label, name, say in bands
            if name in luck
        ]
        sheet.paragraph(
            "Had the held-out days come in another order, nine times in ten: " + "; ".join(said) + ". "
            f"(1 000 stationary bootstrap draws, seed {card['seed']}.)"
        )
    else:
        sheet.paragraph("Too few held-out days to tell.")
    if test:
        sheet.paragraph(
            f"The mean of {count(test['count'])} held-out trades is {percent(test['mean_fraction'], 3)} of "
            f"the entry; trades without an edge do as well with probability {number(test['p_greater'], 4)}."
        )
    ahead = card.get("look_ahead")
    if ahead:
        sheet.heading("Does it know the future?", 40)
        told = ahead["first"] or (
            f"No. {count(ahead['decisions'])} decisions were taken again at {ahead['cuts']} places with the "
            "future cut off or shuffled, and all came out the same."
        )
        sheet.paragraph(told, CELL if ahead["first"] is None else Style(color=BAD))
    if card["warnings"]:
        sheet.heading("Be careful", 30)
        for warning in card["warnings"]:
            sheet.paragraph(f"\u2022 {words(warning)}.", after=2)


def provenance(sheet: Sheet, card: Mapping[str, Any]) -> None:
    """What it takes to get the same figures again."""
    sheet.heading("To repeat it", 80)
    rows = (
        ("Strategy", f"{card['strategy_id']}, version {card['spec_version']}"),
        ("Spec", card["spec_hash"]),
        ("Bars", card["data_version"]),
        ("Result", card["result_hash"]),
        ("Card", card["hash"]),
        ("Engine", f"version {card['engine_version']}, seed {card['seed']}"),
        ("Judged", day(card["created_at"]) if card.get("created_at") else NONE),
    )
    columns = (Column("What", 0.14), Column("Version", 0.86))
    mono = Style("Courier", 7.6)
    draw_table(sheet, Table(columns, [[Cell(name), Cell(str(text), mono)] for name, text in rows]))
    sheet.paragraph("Past results, simulated ones above all, promise nothing about the future.", NOTE)


def _by_sign(amount: str) -> Style:
    return Style(size=8.2, color=GOOD if float(amount) >= 0 else BAD)
