"""Many parameter sets of one spec over one series, in one call."""

from collections.abc import Sequence

import numpy as np

from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.model import GridResult, ParamSet
from omc.backtest.grid.packed import Packed
from omc.backtest.grid.scope import uncovered
from omc.backtest.settings import RunSettings
from omc.kernel.errors import InvalidInput
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, FloatArray, Instrument
from omc.strategy.model import StrategySpec


def run_grid(
    spec: StrategySpec,
    params: Sequence[ParamSet],
    bars: BarArrays,
    instrument: Instrument,
    settings: RunSettings,
    *,
    ledgers: LedgerBook = NO_LEDGERS,
    daily: bool = False,
    bars_per_year: float | None = None,
    workers: int = 1,
) -> GridResult:
    """Figures of every parameter set, measured over the same bars: from the first on whose close the
    settings allow a decision. Deterministic; the trades are those of `omc.backtest.engine.run`.

    daily: also keep each set's returns by UTC day. bars_per_year: Sharpe of bars instead of days. workers:
    threads. InvalidInput without bars or capital, and for a parameter set the spec does not allow.
    """
    settings.check()
    if len(bars) == 0:
        raise InvalidInput("expected bars to run on, got none")
    measure = Measure.of(settings, len(bars), bars_per_year)
    table = np.full((len(NAMES), len(params)), np.nan)
    days: FloatArray | None = None
    path = ["engine"] * len(params)
    left = np.arange(len(params))
    if len(params) and uncovered(spec, settings) is None:
        packed = Packed(spec, params, bars, instrument, settings, measure, daily, ledgers, workers)
        packed.run()
        table, days = packed.table, packed.daily
        path = ["engine" if one else "packed" for one in packed.doubt.tolist()]
        left = np.flatnonzero(packed.doubt)
    if not len(left):
        return _result(params, table, days, path)
    # A search that needs no engine does not pay for importing it.
    from omc.backtest.grid.by_engine import engine_rows

    rows = engine_rows(
        spec, [params[row] for row in left.tolist()], bars, instrument, settings, measure, ledgers
    )
    for row, (figures, returns) in zip(left.tolist(), rows, strict=True):
        table[:, row] = figures
        if daily:
            days = np.empty((len(params), len(returns))) if days is None else days
            days[row] = returns
    return _result(params, table, days, path)


def _result(
    params: Sequence[ParamSet], table: FloatArray, days: FloatArray | None, path: list[str]
) -> GridResult:
    named = dict(zip(NAMES, table, strict=True))
    return GridResult(params, **named, daily_returns=days, path=path)
