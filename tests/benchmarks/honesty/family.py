"""The family that is searched: a moving-average cross in 1,000 variants, at the house's default costs."""

from dataclasses import replace
from decimal import Decimal

from omc.backtest.engine import run
from omc.backtest.metrics import ratios
from omc.backtest.metrics.daily import daily_returns
from omc.backtest.metrics.policy import DAYS_PER_YEAR
from omc.backtest.settings import RunSettings
from omc.backtest.tuning.search.settings import SearchSettings
from omc.backtest.tuning.walkforward.windows import WalkForwardSettings
from omc.market.model import BarArrays
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.model import Param, ParamRange, Rules, SizingSpec, StrategySpec
from tests.benchmarks.honesty.market import INSTRUMENT

SETTINGS = RunSettings()
# What the planted edge is measured by: the best of the family at the regimes' length.
TRUE_PARAMS = {"fast": Decimal(9), "slow": Decimal(80)}
SEARCH = SearchSettings(minimum_trades=30, train_fraction=Decimal(1))
WALK_FORWARD = WalkForwardSettings()


def spec() -> StrategySpec:
    """25 fast and 40 slow averages: from hours to two months, most of them wrong for any one edge."""
    return StrategySpec(
        name="Moving-average cross", family="ma_cross", venue="simulated", symbol="BTC/USDT",
        timeframe=Timeframe.H1, sizing=SizingSpec("fraction", Decimal("0.2")),
        features={"fast_ma": "sma(close, $fast)", "slow_ma": "sma(close, $slow)"},
        long=Rules("fast_ma > slow_ma", "fast_ma < slow_ma"),
        params={"fast": _whole(9, 5, 29, 1), "slow": _whole(80, 40, 1600, 40)},
    )  # fmt: skip


def true_sharpe(bars: BarArrays) -> float:
    """Net, a year, of daily returns over all bars, at the true parameters."""
    result = run(compile_spec(spec(), TRUE_PARAMS), bars, INSTRUMENT, SETTINGS)
    start = SETTINGS.first_decision(1)
    returns = daily_returns(
        result.book.market.close_ts[start:], result.equity[start:], float(result.book.initial)
    )
    return ratios.sharpe(returns, DAYS_PER_YEAR) or 0.0


def smaller(variants: int) -> StrategySpec:
    """The same ranges with larger steps, about `variants` sets; for a quick look."""
    whole, step = spec(), 1
    while 25 // step * 40 > variants and step < 12:
        step += 1
    fast = whole.params["fast"]
    return replace(
        whole,
        params={
            **whole.params,
            "fast": replace(fast, search=ParamRange(Decimal(5), Decimal(29), Decimal(step))),
        },
    )


def _whole(default: int, low: int, high: int, step: int) -> Param:
    return Param(Decimal(default), ParamRange(Decimal(low), Decimal(high), Decimal(step)))
