"""From a spec to something that can be asked about bars.

`compile_spec` is the only door: whatever passes it evaluates without error on any bars. The same compiled
strategy serves years of a backtest and the one bar that just closed on the Floor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from omc.market.model import BarArrays, BoolArray, FloatArray
from omc.strategy.evaluate import Columns, Evaluation
from omc.strategy.explain import Reason, reasons
from omc.strategy.model import StrategySpec
from omc.strategy.program import RULES, Program
from omc.strategy.validate import validate_spec

__all__ = ["RULES", "CompiledStrategy", "Reason", "Signals", "compile_spec"]


@dataclass(frozen=True)
class Signals:
    """What the rules say about each bar's close: bool[n], all False before the warm-up is over.

    stop_distance: float64[n], multiple x ATR in quote currency, for stops of kind atr. stop_level:
    float64[n], for stops of kind price. target_distance: float64[n], for targets of kind atr. None where
    the spec has no such rule; NaN where the value is undefined.
    """

    enter_long: BoolArray
    exit_long: BoolArray
    enter_short: BoolArray
    exit_short: BoolArray
    stop_distance: FloatArray | None = None
    stop_level: FloatArray | None = None
    target_distance: FloatArray | None = None


@dataclass(frozen=True)
class CompiledStrategy:
    """A spec with one set of parameters. Pure: equal bars give equal signals, bit for bit.

    warmup_bars: bars that must exist, the present one included, before a rule may hold.
    """

    spec: StrategySpec
    params: Mapping[str, Decimal]
    program: Program
    warmup_bars: int

    def evaluate(self, bars: BarArrays, tick: Decimal, columns: Columns | None = None) -> Signals:
        """The rules over every bar; bars[0] is the anchor of recursive indicators.

        columns: shared results for many parameter sets over the same bars and tick (see Evaluation).
        """
        run = Evaluation(bars, tick, self.program.features, {} if columns is None else columns)
        with np.errstate(all="ignore"):
            return self._signals(run)

    def _signals(self, run: Evaluation) -> Signals:
        enter_long, exit_long, enter_short, exit_short = (self._rule(run, rule) for rule in RULES)
        return Signals(
            enter_long,
            exit_long,
            enter_short,
            exit_short,
            stop_distance=self._level(run, "stop.distance"),
            stop_level=self._level(run, "stop.price"),
            target_distance=self._level(run, "target.distance"),
        )

    def explain(self, bars: BarArrays, tick: Decimal, index: int, rule: str) -> tuple[Reason, ...]:
        """Why `rule` (one of RULES) holds on bar `index`, or what is missing; empty without such a rule."""
        node = self.program.rules.get(rule)
        if node is None:
            return ()
        with np.errstate(all="ignore"):
            return reasons(Evaluation(bars.head(index + 1), tick, self.program.features), node)

    def _rule(self, run: Evaluation, rule: str) -> BoolArray:
        node = self.program.rules.get(rule)
        if node is None:
            return np.zeros(len(run.bars), dtype=np.bool_)
        held = run.holds(node).copy()
        held[: self.warmup_bars - 1] = False
        return held

    def _level(self, run: Evaluation, name: str) -> FloatArray | None:
        node = self.program.levels.get(name)
        return None if node is None else run.number(node)


def compile_spec(spec: StrategySpec, params: Mapping[str, Decimal] | None = None) -> CompiledStrategy:
    """`spec` with its default parameters, or with `params` in their place.

    InvalidInput as `omc.strategy.validate` tells.
    """
    valid = validate_spec(spec, params)
    return CompiledStrategy(spec, valid.params, valid.program, valid.warmup_bars)
