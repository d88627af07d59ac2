"""The two engines over real prices: hourly bitcoin, gaps and all, read from the reference material."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.property.test_backtest_parity import rows_of, run_ours
from tests.reference import reference_file
from tests.reference_engine.case import Case
from tests.reference_engine.engine import Reference

BARS = 3000
HOUR_MS = 3_600_000
PRICES = ("open", "high", "low", "close")
NO_RULES: dict[str, str | None] = dict.fromkeys(("enter_long", "exit_long", "enter_short", "exit_short"))
PLAIN: dict[str, Any] = {
    "features": {"base": "sma(close, 10)"}, "params": {}, "stop": None, "target": None,
    "time_stop_bars": None, "sizing": {"kind": "fraction", "fraction": Fraction(1, 5)},
}  # fmt: skip
CROSS = PLAIN | {
    "rules": NO_RULES
    | {
        "enter_long": "crosses_above(base, sma(close, 50))",
        "exit_long": "crosses_below(base, sma(close, 50))",
        "enter_short": "crosses_below(base, sma(close, 50))",
        "exit_short": "crosses_above(base, sma(close, 50))",
    },
}
REVERSION = PLAIN | {
    "rules": NO_RULES | {"enter_long": "rsi(close, 14) < 30", "exit_long": "rsi(close, 14) > 60"},
    "stop": {"kind": "atr", "value": Fraction(2), "period": 14, "trailing": False},
    "target": {"kind": "r", "value": Fraction(2), "period": 14},
    "sizing": {"kind": "risk", "fraction": Fraction(1, 100)},
}
TRAILING = PLAIN | {
    "rules": NO_RULES | {"enter_long": "close > bollinger_upper(close, 20, 2) and ema(close, 12) > base"},
    "stop": {"kind": "fraction", "fraction": Fraction(3, 100), "trailing": True},
    "time_stop_bars": 72,
}
LIMITS = {
    "position_fraction": Fraction(1, 5), "exposure_fraction": Fraction(95, 100),
    "daily_loss_fraction": Fraction(5, 100), "half_size_loss_fraction": Fraction(3, 100),
    "drawdown_fraction": Fraction(1, 5), "losses_before_half_size": 3, "half_size_trades": 5,
    "cooldown_ms": 0,
}  # fmt: skip
COSTS = {"taker": Fraction(20), "maker": Fraction(10), "half_spread": Fraction(5), "slippage": Fraction(5)}


@pytest.fixture(scope="module")
def hours() -> list[tuple[int, int, int, int, int]]:
    path = reference_file("data", "prices", "binance_spot_BTCUSDT_1h.parquet")
    wanted = ", ".join(PRICES)
    relation = duckdb.connect().read_parquet(str(path)).order("timestamp").limit(BARS)
    columns = relation.project(f"epoch_ms(timestamp) AS ts, {wanted}").fetchnumpy()
    ticks = [np.rint(columns[name] * 100).astype(np.int64).tolist() for name in PRICES]
    return list(zip(columns["ts"].astype(np.int64).tolist(), *ticks, strict=True))


@pytest.mark.parametrize("spec", [CROSS, REVERSION, TRAILING], ids=["cross", "reversion", "trailing"])
def test_real_prices_give_the_same_trades(
    hours: list[tuple[int, int, int, int, int]], spec: dict[str, Any]
) -> None:
    case = Case(hours, HOUR_MS, spec, COSTS, LIMITS, Fraction(10_000), 50, 0)
    reference, ours = Reference(case).run(), run_ours(case)

    assert len(reference.trades) > 10
    assert rows_of(ours.trades, list(reference.trades[0])) == reference.trades
    assert ours.refusals == dict(reference.refusals)
    assert [Fraction(ours.equity_at(bar)) for bar in range(BARS)] == reference.equity


def test_a_held_out_part_trades_the_same_in_both(hours: list[tuple[int, int, int, int, int]]) -> None:
    case = Case(hours, HOUR_MS, TRAILING, COSTS, LIMITS, Fraction(10_000), 50, 0)
    held_out = replace(case, trade_from=int(BARS * 0.7))
    reference, ours = Reference(held_out).run(), run_ours(held_out)

    assert reference.trades
    assert rows_of(ours.trades, list(reference.trades[0])) == reference.trades
