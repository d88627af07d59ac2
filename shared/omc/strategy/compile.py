"""From a spec to something that can be asked about bars.

`compile_spec` is the only door: whatever passes it evaluates without error on any bars. The same compiled
strategy serves years of a backtest and the one bar that just closed on the Floor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal

import numpy as np

# Who compiles goes on to evaluate: TA-Lib is loaded when a process starts, not inside its first question.
import omc.strategy.formulas  # noqa: F401
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, BoolArray, FloatArray, IntArray
from omc.market.regime import REGIME_BARS
from omc.strategy.compose import composition
from omc.strategy.compose.parts import parts
from omc.strategy.evaluate import Columns, Evaluation
from omc.strategy.explain import Memo, Reason, reasons
from omc.strategy.model import StrategySpec
from omc.strategy.program import RULES, Program
from omc.strategy.session import session_columns
from omc.strategy.tree import Kind, kind_of
from omc.strategy.validate import validate_spec

__all__ = ["RULES", "SCORE", "CompiledStrategy", "Reason", "Signals", "compile_spec"]

# The feature that says how strong a signal is.
SCORE = "score"


@dataclass(frozen=True)
class Signals:
    """What the rules say about each bar's close: bool[n], all False before the warm-up is over.

    levels: float64[n] by the names of `omc.strategy.levels`, in quote currency, NaN where undefined.
    in_session: bool[n], whether entries are allowed; flat: bool[n], whether positions are to be left; None
    where the spec sets no such hours. session_day: int64[n], the day that counts re-entries.
    """

    enter_long: BoolArray
    exit_long: BoolArray
    enter_short: BoolArray
    exit_short: BoolArray
    session_day: IntArray
    levels: Mapping[str, FloatArray] = field(default_factory=dict)
    in_session: BoolArray | None = None
    flat: BoolArray | None = None

    def columns(self) -> dict[str, BoolArray | FloatArray | IntArray]:
        """Every column there is, by name: what must not change with the bars after it."""
        named = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "levels"}
        return {name: column for name, column in named.items() if column is not None} | dict(self.levels)


@dataclass(frozen=True)
class CompiledStrategy:
    """A spec with one set of parameters. Pure: equal bars give equal signals, bit for bit.

    warmup_bars: bars that must exist, the present one included, before a rule may hold. parts: the compiled
    parts of a spec made of others, in the order of `omc.strategy.compose.parts`.
    """

    spec: StrategySpec
    params: Mapping[str, Decimal]
    program: Program
    warmup_bars: int
    parts: tuple["CompiledStrategy", ...] = ()

    @property
    def memory_bars(self) -> int:
        """Bars that its numbers look back on, recursions apart: the warm-up, those that votes are weighed by,
        those that a regime is told from."""
        ensemble, regimes = self.spec.ensemble, self.spec.regimes
        weighed = ensemble is not None and ensemble.weighting not in ("fixed", "equal")
        window = ensemble.window + 1 if ensemble is not None and weighed else 0
        told = REGIME_BARS + regimes.hold_bars if regimes is not None else 0
        return max(self.warmup_bars, window, told)

    @property
    def ledger_features(self) -> frozenset[tuple[str, str]]:
        """(feature, asset) of every ledger series that `evaluate` reads, such as human.sentiment of BTC."""
        return self.program.ledgers.union(*(part.ledger_features for part in self.parts))

    def evaluate(
        self,
        bars: BarArrays,
        tick: Decimal,
        columns: Columns | None = None,
        ledgers: LedgerBook = NO_LEDGERS,
    ) -> Signals:
        """The rules over every bar; bars[0] is the anchor of recursive indicators.

        columns: shared results for many parameter sets over the same bars, tick and ledgers (see
        Evaluation). InvalidInput when `ledgers` lacks one of `ledger_features`.
        """
        run = self._run(bars, tick, ledgers, {} if columns is None else columns)
        with np.errstate(all="ignore"):
            own = self._signals(run)
            return composition.whole(self, own, run) if self.parts else own

    def score(
        self,
        bars: BarArrays,
        tick: Decimal,
        columns: Columns | None = None,
        ledgers: LedgerBook = NO_LEDGERS,
    ) -> FloatArray | None:
        """float64[n]: how strongly it speaks at every close, to choose between markets by; NaN: not known.

        The lean of an ensemble's votes, else the feature called `score`; None where the spec has neither.
        """
        run = self._run(bars, tick, ledgers, {} if columns is None else columns)
        own = self.program.features.get(SCORE)
        with np.errstate(all="ignore"):
            if self.spec.ensemble is not None:
                return composition.strength(self, run)
            return run.number(own) if own is not None and kind_of(own) is Kind.NUMBER else None

    def _run(self, bars: BarArrays, tick: Decimal, ledgers: LedgerBook, columns: Columns) -> Evaluation:
        program = self.program
        return Evaluation(bars, tick, program.features, columns, frame=program.frame, ledgers=ledgers)

    def _signals(self, run: Evaluation) -> Signals:
        hours = self.spec.session
        session = run.shared(("session", hours), lambda: session_columns(run.closes, hours))
        enter_long, exit_long, enter_short, exit_short = (self._rule(run, rule) for rule in RULES)
        return Signals(
            enter_long,
            exit_long,
            enter_short,
            exit_short,
            session_day=session.day,
            levels={name: run.number(node) for name, node in self.program.levels.items()},
            in_session=session.in_session,
            flat=session.flat,
        )

    def explain(
        self, bars: BarArrays, tick: Decimal, index: int, rule: str, ledgers: LedgerBook = NO_LEDGERS
    ) -> tuple[Reason, ...]:
        """Why `rule` (one of RULES) holds on bar `index`, or what is missing; empty without such a rule."""
        return self.explain_all(bars.head(index + 1), tick, [(index, rule)], ledgers)[0]

    def explain_all(
        self,
        bars: BarArrays,
        tick: Decimal,
        places: Sequence[tuple[int, str]],
        ledgers: LedgerBook = NO_LEDGERS,
    ) -> list[tuple[Reason, ...]]:
        """`explain` for many (index, rule) of one run, which computes each column once."""
        run, memo = self._run(bars, tick, ledgers, {}), Memo()
        with np.errstate(all="ignore"):
            return [self.because(run, index, rule, memo) for index, rule in places]

    def because(self, run: Evaluation, index: int, rule: str, memo: Memo) -> tuple[Reason, ...]:
        """`explain` inside a run of this strategy."""
        if self.parts:
            return composition.explain(self, run, index, rule, memo)
        node = self.program.rules.get(rule)
        return () if node is None else reasons(run, node, index, memo)

    def run_beside(self, run: Evaluation) -> Evaluation:
        """A run of this strategy over the bars of another, with which it shares what is computed."""
        return self._run(run.bars, run.tick, run.ledgers, run.columns)

    def without_parts(self) -> "CompiledStrategy":
        """The rules of the spec itself, which count where no part does."""
        return replace(self, parts=())

    def _rule(self, run: Evaluation, rule: str) -> BoolArray:
        node = self.program.rules.get(rule)
        if node is None:
            return np.zeros(len(run.bars), dtype=np.bool_)
        held = run.holds(node).copy()
        held[: self.warmup_bars - 1] = False
        return held


def compile_spec(spec: StrategySpec, params: Mapping[str, Decimal] | None = None) -> CompiledStrategy:
    """`spec` with its default parameters, or with `params` in their place.

    InvalidInput as `omc.strategy.validate` tells.
    """
    valid = validate_spec(spec, params)
    made_of = tuple(compile_spec(part.spec, part.params) for part in parts(spec, valid.params))
    return CompiledStrategy(spec, valid.params, valid.program, valid.warmup_bars, made_of)
