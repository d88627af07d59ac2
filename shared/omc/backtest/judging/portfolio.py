"""The figures of several markets on one capital: the same block as of one, beside the same symbols held."""

from collections.abc import Sequence

from omc.backtest.judging.course import portfolio_course
from omc.backtest.metrics.model import MetricBlock
from omc.backtest.portfolio import Market, PortfolioResult
from omc.backtest.settings import RunSettings


def portfolio_block(result: PortfolioResult, markets: Sequence[Market], settings: RunSettings) -> MetricBlock:
    """Every figure of OMC-BT-151 from the first decision on; `markets` as the run had them."""
    return portfolio_course(result, markets, settings.initial_capital).block()
