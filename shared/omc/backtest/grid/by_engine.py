"""The plain way: one engine run for each parameter set. What it says is what every other way must say."""

from collections.abc import Sequence

from omc.backtest.engine import run
from omc.backtest.grid.figures import Measure, figures_of
from omc.backtest.grid.model import ParamSet
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
