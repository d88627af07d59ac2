"""A run of three symbols on one capital, told on three timeframes: what the house answers of it."""

import copy
from typing import Any

from tests.browser.carded import NO_PAPER
from tests.browser.curves import run_trades
from tests.browser.fake_house import FakeHouse, fixture, page_of

SYMBOLS = ("BTC/USDT", "ETH/USDT", "SOL/USDT")


def series(symbol: str) -> dict[str, Any]:
    """A daily series of the venue, stored as the first one is."""
    first: dict[str, Any] = copy.deepcopy(fixture("floor")["series"][0])
    return first | {"series": f"sample:{symbol}:1d", "symbol": symbol}


def market(at: int, symbol: str) -> dict[str, Any]:
    first: dict[str, Any] = fixture("lab")["card"]["markets"][0]
    changed = {
        "symbol": symbol,
        "missing_bars": 7 * at,
        "trades": 12,
        "net_pnl": ("901.40", "588.12", "-65.75")[at],
    }
    return first | changed


def timeframes() -> dict[str, Any]:
    card = fixture("lab")["card"]
    rows = [
        {"timeframe": name, "made_of": made, "bars": bars, "agreement": agreement}
        | {"whole": card["whole"], "out_of_sample": card["out_of_sample"]}
        for name, made, bars, agreement in (
            ("1d", None, 900, None), ("4h", "1h", 5400, "0.71"), ("1h", None, 21600, "0.44"),
        )
    ]  # fmt: skip
    alignment = {"share": "0.38", "reason": None, "closes": 2550, "held": 1210, "aligned": 460}
    return {"main": "1d", "table": rows, "alignment": alignment}


def move_in(house: FakeHouse) -> None:
    """The first run is one of three symbols, told on three timeframes."""
    lab = fixture("lab")
    several = {"symbols": list(SYMBOLS), "timeframes": ["4h", "1h"]}
    house.answers["/v1/backtests/run-1"] = lab["run"] | several
    house.answers["/v1/report-cards/run-1"] = lab["card"] | {
        "paper": NO_PAPER,
        "symbols": list(SYMBOLS),
        "markets": [market(at, symbol) for at, symbol in enumerate(SYMBOLS)],
        "timeframes": timeframes(),
    }
    trades = [trade | {"symbol": SYMBOLS[at % 3]} for at, trade in enumerate(run_trades())]
    house.answers["/v1/backtests/run-1/trades"] = page_of(trades)
    stored = [series(symbol) for symbol in SYMBOLS] + fixture("floor")["series"][1:]
    house.answers["/v1/ledgers/exchange/series"] = page_of(stored)
