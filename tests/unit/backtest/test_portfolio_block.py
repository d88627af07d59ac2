"""Several symbols measured as one run."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.judging.portfolio import portfolio_block
from omc.backtest.metrics.basket import basket_index
from omc.backtest.portfolio import Market, run_portfolio
from omc.kernel.instants import HOUR_MS
from omc.strategy.compile import compile_spec
from tests.unit.backtest.builders import CENT, PLAIN, START, bars, flat, spec


def market(symbol: str, prices: list[float]) -> Market:
    chosen = replace(spec(enter="close > 105", leave="close < 95", fraction="0.3"), symbol=symbol)
    return Market(compile_spec(chosen), bars(flat(*prices)), replace(CENT, symbol=symbol))


def test_the_same_money_in_each_symbol_from_its_first_close_on() -> None:
    hours = START + HOUR_MS * np.arange(4)
    index = basket_index(
        hours, [(hours, np.array([10.0, 11.0, 12.0, 15.0])), (hours[2:], np.array([100.0, 50.0]))]
    )

    assert index == pytest.approx([1.0, 1.05, 1.1, (1.5 + 0.5) / 2])


def test_a_symbol_without_a_bar_keeps_its_last_close() -> None:
    hours = START + HOUR_MS * np.arange(3)

    assert basket_index(hours, [(hours[[0, 2]], np.array([10.0, 20.0]))]) == pytest.approx([1.0, 1.0, 2.0])


def test_a_portfolio_has_the_block_of_a_run_and_both_symbols_as_benchmark() -> None:
    up, down = [100.0, 106.0, 110.0, 120.0, 90.0, 90.0], [100.0, 100.0, 107.0, 112.0, 80.0, 80.0]
    markets = [market("BTC/USDT", up), market("ETH/USDT", down)]
    settings = replace(PLAIN, max_positions=2)
    result = run_portfolio(markets, settings)
    block = portfolio_block(result, markets, settings)

    assert {trade.symbol for trade in result.trades} == {"BTC/USDT", "ETH/USDT"}
    assert block["trades"].value == len(result.trades) == 2
    assert block["benchmark_return"].value == pytest.approx((-0.1 - 0.2) / 2)
    assert block["net_pnl"].value == sum((trade.net_pnl for trade in result.trades), Decimal(0))
    # Held at the closes of bars 2 to 4 by the first, 3 to 4 by the second; both leave at the open of bar 5.
    assert block["exposure"].value == pytest.approx(3 / 6)
