"""Many parameter sets of one spec over one series, in one call."""

from collections.abc import Sequence

from omc.backtest.grid.model import GridResult, ParamSet
from omc.backtest.grid.prepared import prepare_grid
from omc.backtest.settings import RunSettings
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
    workers: int = 1,
) -> GridResult:
    """Figures of every parameter set, measured over the same bars: from the first on whose close the
    settings allow a decision. Deterministic; the trades are those of `omc.backtest.engine.run`.

    daily: also keep each set's returns by UTC day. bars_per_year: Sharpe of bars instead of days. workers:
    threads. InvalidInput without bars or capital, and for a parameter set the spec does not allow.
    """
    return prepare_grid(spec, params, instrument, settings).run(
        bars, ledgers=ledgers, daily=daily, bars_per_year=bars_per_year, workers=workers
    )
