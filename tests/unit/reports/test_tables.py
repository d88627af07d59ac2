"""Exports a spreadsheet or a script takes in."""

import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from omc.adapters.reports.tables import card_json, equity_csv, trades_csv
from omc.backtest.service.evidence import TRADE_COLUMNS


def read(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def test_trades_come_back_exact_with_their_times(rows: list[dict[str, Any]]) -> None:
    found = read(trades_csv(rows, TRADE_COLUMNS))

    assert len(found) == len(rows) > 3
    assert list(found[0]) == list(TRADE_COLUMNS)
    assert found[0]["entry_ts"].endswith("Z")
    assert [Decimal(row["net_pnl"]) for row in found] == [Decimal(row["net_pnl"]) for row in rows]
    assert found[0]["r_multiple"] == "", "there was no stop"


def test_a_word_that_begins_like_a_formula_stays_a_word() -> None:
    found = read(trades_csv([{"symbol": "=1+1", "net_pnl": "-5.5"}], ("symbol", "net_pnl")))

    assert found == [{"symbol": "'=1+1", "net_pnl": "-5.5"}]


def test_commas_and_quotes_survive() -> None:
    assert read(trades_csv([{"symbol": 'a "b", c'}], ("symbol",))) == [{"symbol": 'a "b", c'}]


def test_equity_has_a_line_for_every_bar(curve: Mapping[str, Any]) -> None:
    found = read(equity_csv(curve))

    assert len(found) == len(curve["ts"])
    assert float(found[-1]["equity"]) == float(f"{curve['equity'][-1]:.12g}")
    assert found[0]["ts"] == "2020-09-15T01:00:00.000Z"


def test_the_card_is_the_same_document(card: dict[str, Any]) -> None:
    assert json.loads(card_json(card)) == card
