"""What a judged run tells of each entry, and of the regimes it went by."""

from decimal import Decimal
from itertools import pairwise

import numpy as np

from omc.backtest.judging.evidence import gather
from omc.backtest.service.evidence import evidence_document, trade_row
from omc.backtest.settings import RunSettings
from omc.market.model import BarArrays, Instrument
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.templates import template

BTC = Instrument("sample", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal(10))


def bars(count: int = 1500) -> BarArrays:
    close = np.round(100 * np.exp(np.cumsum(np.random.default_rng(8).normal(0, 0.01, count))), 2)
    opened = np.concatenate(([close[0]], close[:-1]))
    high, low = np.maximum(opened, close) + 0.3, np.minimum(opened, close) - 0.3
    return BarArrays(np.arange(count) * 3_600_000, opened, high, low, close, np.full(count, 50.0))


def test_every_trade_row_says_why_it_was_entered_with_the_values_compared() -> None:
    strategy = compile_spec(template("ma_cross").spec("sample", "BTC/USDT", Timeframe.H1))
    evidence = gather(strategy, bars(), BTC, RunSettings())
    rows = [trade_row(number, trade, 3) for number, trade in enumerate(evidence.exits)]
    assert len(rows) > 5
    assert all("crossed above slow_ma" in row["explanation"] for row in rows)


def test_the_switches_of_regime_are_logged_for_a_strategy_that_goes_by_them() -> None:
    spec = template("specialists").spec("sample", "BTC/USDT", Timeframe.H1)
    told = evidence_document(gather(compile_spec(spec), bars(), BTC, RunSettings()), spec)["regime_switches"]
    assert len(told) > 3
    assert all(earlier["after"] == later["before"] for earlier, later in pairwise(told))


def test_a_plain_strategy_logs_no_switches() -> None:
    spec = template("ma_cross").spec("sample", "BTC/USDT", Timeframe.H1)
    assert (
        evidence_document(gather(compile_spec(spec), bars(), BTC, RunSettings()), spec)["regime_switches"]
        == []
    )
