"""What search and walk-forward said of the parameters that were judged; nothing where there was none."""

from collections.abc import Mapping, Sequence
from typing import Any

from omc.adapters.reports.pdf.say import NONE, count, day, number, percent, words
from omc.adapters.reports.pdf.sheet import NOTE, Align, Sheet
from omc.adapters.reports.pdf.tables import Cell, Column, Table, draw_table

_RIGHT: Align = "right"
_FOLDS = (
    Column("Tested", 0.3), Column("Chosen", 0.25), Column("Train Sharpe", 0.12, _RIGHT),
    Column("Test Sharpe", 0.12, _RIGHT), Column("Return", 0.11, _RIGHT), Column("Trades", 0.1, _RIGHT),
)  # fmt: skip


def walk_forward(sheet: Sheet, table: Mapping[str, Any] | None) -> None:
    """Fold by fold: what was chosen on the train days, what it did on the days after."""
    if table is None:
        return
    sheet.heading("Walk-forward", 90)
    train, test, sets = (count(table.get(name)) for name in ("train_days", "test_days", "sets_per_fold"))
    sheet.paragraph(
        f"Tuned anew on {train} days, tested on the next {test}, {sets} parameter sets each time; "
        f"ratio of test to train Sharpe {number(table.get('ratio'))}, risk {table.get('risk')}."
    )
    folds: Sequence[Mapping[str, Any]] = table.get("folds") or ()
    draw_table(sheet, Table(_FOLDS, [_fold(fold) for fold in folds]))
    stability = table.get("stability") or ()
    if stability:
        columns = (Column("Parameter", 0.3), Column("Chosen from", 0.2, _RIGHT), Column("to", 0.2, _RIGHT),
                   Column("Of its span", 0.15, _RIGHT), Column("Stable", 0.15, _RIGHT))  # fmt: skip
        draw_table(sheet, Table(columns, [_stability(one) for one in stability]))


def sensitivity(sheet: Sheet, table: Mapping[str, Any] | None) -> None:
    """How much the objective moves with each parameter."""
    parameters = (table or {}).get("parameters") or ()
    if not parameters:
        return
    sheet.heading("Sensitivity", 70)
    if table and table.get("trials") is not None:
        tried, family = count(table["trials"]), count(table.get("family_trials"))
        sheet.paragraph(f"The search tried {tried} parameter sets, the family {family} in its whole life.")
    columns = (
        Column("Parameter", 0.25),
        Column("Explains", 0.15, _RIGHT),
        Column("Mean objective by value", 0.6),
    )
    rows = [
        [Cell(str(one["name"])), Cell(percent(one.get("share"))), Cell(_means(one["values"], one["means"]))]
        for one in parameters
    ]
    draw_table(sheet, Table(columns, rows))
    sheet.paragraph("A parameter whose neighbours do as well as the choice is one to trust.", NOTE)


def _fold(fold: Mapping[str, Any]) -> list[Cell]:
    params = fold.get("params") or {}
    chosen = ", ".join(f"{name} {value}" for name, value in params.items()) or NONE
    return [
        Cell(f"{day(fold['test_from'])} to {day(fold['test_to'] - 1)}"),
        Cell(chosen),
        Cell(number(fold.get("train_sharpe"))),
        Cell(number(fold.get("test_sharpe"))),
        Cell(percent(fold.get("test_return"), signed=True)),
        Cell(count(fold.get("test_trades"))),
    ]


def _stability(one: Mapping[str, Any]) -> list[Cell]:
    stable = "yes" if one["stable"] else "no"
    return [
        Cell(words(one["name"])),
        Cell(one["low"]),
        Cell(one["high"]),
        Cell(percent(one["share"])),
        Cell(stable),
    ]


def _means(values: Sequence[str], means: Sequence[str | None]) -> str:
    return "   ".join(f"{value}: {number(mean)}" for value, mean in zip(values, means, strict=True))
