"""A search made ready once: parameter sets checked and rules read, for any number of runs of bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.model import GridResult, ParamSet
from omc.backtest.grid.native.search import NativeSearch
from omc.backtest.grid.scope import uncovered
from omc.backtest.grid.signals.variants import Variants
from omc.backtest.settings import RunSettings
from omc.kernel.errors import InvalidInput
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, FloatArray, Instrument
from omc.strategy.model import StrategySpec


@dataclass(frozen=True)
class PreparedGrid:
    """Parameter sets of one spec on one instrument, to be run on several stretches of bars, as walk-forwards
    and shards do; made by `prepare_grid`."""

    spec: StrategySpec
    params: Sequence[ParamSet]
    instrument: Instrument
    settings: RunSettings

    def run(
        self,
        bars: BarArrays,
        *,
        ledgers: LedgerBook = NO_LEDGERS,
        daily: bool = False,
        bars_per_year: float | None = None,
        workers: int = 1,
    ) -> GridResult:
        """Figures of every parameter set; see `run_grid`."""
        if len(bars) == 0:
            raise InvalidInput("expected bars to run on, got none")
        measure = Measure.of(self.settings, len(bars), bars_per_year)
        table = np.full((len(NAMES), len(self.params)), np.nan)
        days: FloatArray | None = None
        doubt, way = np.ones(len(self.params), dtype=np.bool_), "packed"
        if len(self.params) and self._covered:
            native = self.native
            found = native.run(bars, measure, ledgers, daily, workers) if native is not None else None
            if found is not None:
                table, days, doubt, way = found.table, found.daily, found.doubt, "native"
            else:
                # A machine that has the kernel does not pay for importing what stands in for it.
                from omc.backtest.grid.packed import Packed

                packed = Packed(
                    self.spec, self.params, bars, self.instrument, self.settings, measure, daily, ledgers,
                    workers,
                )  # fmt: skip
                packed.run()
                table, days, doubt = packed.table, packed.daily, packed.doubt
        path = ["engine" if one else way for one in doubt.tolist()]
        left = np.flatnonzero(doubt)
        if len(left):
            days = self._by_engine(
                left.tolist(), bars, measure, ledgers, table, days if daily else None, daily
            )
        return GridResult(self.params, **dict(zip(NAMES, table, strict=True)), daily_returns=days, path=path)

    @cached_property
    def native(self) -> NativeSearch | None:
        """The search as the kernel runs it; None where it cannot, or is not there."""
        if not self._covered or not len(self.params):
            return None
        variants = Variants(self.spec, self.params)
        variants.check()
        return NativeSearch.of(variants, self.instrument, self.settings)

    @cached_property
    def _covered(self) -> bool:
        return uncovered(self.spec, self.settings) is None

    def _by_engine(
        self, left: list[int], bars: BarArrays, measure: Measure, ledgers: LedgerBook, table: FloatArray,
        days: FloatArray | None, daily: bool,
    ) -> FloatArray | None:  # fmt: skip
        """The sets no other way is sure of, put into `table`; their daily returns beside the others'."""
        # A search that needs no engine does not pay for importing it.
        from omc.backtest.grid.by_engine import engine_rows

        params = [self.params[row] for row in left]
        rows = engine_rows(self.spec, params, bars, self.instrument, self.settings, measure, ledgers)
        for row, (figures, returns) in zip(left, rows, strict=True):
            table[:, row] = figures
            if daily:
                days = np.empty((len(self.params), len(returns))) if days is None else days
                days[row] = returns
        return days


def prepare_grid(
    spec: StrategySpec, params: Sequence[ParamSet], instrument: Instrument, settings: RunSettings
) -> PreparedGrid:
    """A search ready to run; InvalidInput without capital, or for a set the spec does not allow."""
    settings.check()
    prepared = PreparedGrid(spec, params, instrument, settings)
    prepared.native  # noqa: B018
    return prepared
