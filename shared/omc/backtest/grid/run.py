"""Many parameter sets of one spec over one series, in one call."""

from collections.abc import Sequence

import numpy as np

from omc.backtest.grid.by_engine import engine_rows
from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.model import GridResult, ParamSet
from omc.backtest.settings import RunSettings
from omc.kernel.errors import InvalidInput
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, Instrument
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
) -> GridResult:
    """Figures of every parameter set, measured over the same bars: from the first on whose close the
    settings allow a decision. Deterministic.

    daily: also keep each set's returns by UTC day. bars_per_year: Sharpe of bars instead of days.
    InvalidInput without bars or capital, and for a parameter set the spec does not allow.
    """
    if len(bars) == 0 or settings.initial_capital <= 0:
        raise InvalidInput(
            f"expected bars and capital to run on, got {len(bars)} bars and {settings.initial_capital}"
        )
    measure = Measure.of(settings, len(bars), bars_per_year)
    rows = engine_rows(spec, params, bars, instrument, settings, measure, ledgers)
    table = np.array([row for row, _ in rows]).reshape(len(params), len(NAMES))
    return GridResult(
        params,
        *table.T,
        daily_returns=np.array([days for _, days in rows]) if daily else None,
        path=["engine"] * len(params),
    )
