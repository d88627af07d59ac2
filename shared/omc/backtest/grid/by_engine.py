"""The plain way: one engine run for each parameter set. What it says is what every other way must say."""

from collections.abc import Sequence

import numpy as np

from omc.backtest.engine import run
from omc.backtest.grid.figures import Measure
from omc.backtest.grid.model import ParamSet
from omc.backtest.metrics.daily import daily_returns
from omc.backtest.metrics.drawdown import drawdowns
from omc.backtest.metrics.policy import DAYS_PER_YEAR
from omc.backtest.metrics.ratios import sharpe
from omc.backtest.metrics.trades import trade_stats
from omc.backtest.result import RunResult
from omc.backtest.settings import RunSettings
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, FloatArray, Instrument
from omc.strategy.compile import compile_spec
from omc.strategy.evaluate import Columns
from omc.strategy.model import StrategySpec


def engine_rows(
    spec: StrategySpec,
    params: Sequence[ParamSet],
    bars: BarArrays,
    instrument: Instrument,
    settings: RunSettings,
    measure: Measure,
    ledgers: LedgerBook = NO_LEDGERS,
) -> list[tuple[FloatArray, FloatArray]]:
    """Figures and daily returns of each parameter set; InvalidInput as `compile_spec` tells."""
    columns: Columns = {}
    return [
        figures_of(engine_run(spec, values, bars, instrument, settings, columns, ledgers), measure)
        for values in params
    ]


def engine_run(
    spec: StrategySpec,
    values: ParamSet,
    bars: BarArrays,
    instrument: Instrument,
    settings: RunSettings,
    columns: Columns,
    ledgers: LedgerBook = NO_LEDGERS,
) -> RunResult:
    """One run; `columns` is filled with its indicators for the next."""
    compiled = compile_spec(spec, values)
    signals = compiled.evaluate(bars, instrument.tick, columns, ledgers)
    return run(compiled, bars, instrument, settings, signals=signals)


def figures_of(result: RunResult, measure: Measure) -> tuple[FloatArray, FloatArray]:
    """float64[6] in the order of NAMES, and float64[days], returns by UTC day."""
    equity = result.equity[measure.start :]
    close_ts = result.book.market.close_ts[measure.start :]
    initial = float(result.book.initial)
    daily = daily_returns(close_ts, equity, initial)
    stats = trade_stats([trade.net_pnl for trade in result.trades])
    ratio = _sharpe(daily, DAYS_PER_YEAR)
    if measure.bars_per_year is not None:
        ratio = _sharpe(equity / np.concatenate(([initial], equity[:-1])) - 1.0, measure.bars_per_year)
    row = np.array(
        [
            equity[-1] / initial - 1.0,
            ratio,
            np.max(drawdowns(equity, initial)),
            np.nan if stats.win_rate is None else float(stats.win_rate),
            stats.count,
            np.nan if stats.profit_factor is None else float(stats.profit_factor),
        ]
    )
    return row, daily


def _sharpe(returns: FloatArray, periods_per_year: float) -> float:
    value = sharpe(returns, periods_per_year)
    return np.nan if value is None else value
