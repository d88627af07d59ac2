"""The plain way: one engine run for each parameter set. What it says is what every other way must say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from omc.backtest.engine import run
from omc.backtest.grid.figures import Measure, figures_of
from omc.backtest.grid.model import ParamSet
from omc.backtest.result import RunResult
from omc.backtest.settings import RunSettings
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, FloatArray, Instrument
from omc.strategy.compile import CompiledStrategy, Signals, compile_spec
from omc.strategy.evaluate import Columns
from omc.strategy.model import StrategySpec


@dataclass(frozen=True)
class _Sharing(CompiledStrategy):
    """A strategy that takes its indicators from what earlier parameter sets computed."""

    shared: Columns = field(default_factory=dict)

    def evaluate(self, bars: BarArrays, tick: Decimal, columns: Columns | None = None) -> Signals:
        return super().evaluate(bars, tick, self.shared if columns is None else columns)


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
    del ledgers  # The language reads no ledger yet.
    columns: Columns = {}
    return [
        figures_of(engine_run(spec, values, bars, instrument, settings, columns), measure)
        for values in params
    ]


def engine_run(
    spec: StrategySpec,
    values: ParamSet,
    bars: BarArrays,
    instrument: Instrument,
    settings: RunSettings,
    columns: Columns,
) -> RunResult:
    """One run; `columns` is filled with its indicators for the next."""
    compiled = compile_spec(spec, values)
    sharing = _Sharing(compiled.spec, compiled.params, compiled.program, compiled.warmup_bars, columns)
    return run(sharing, bars, instrument, settings)
