"""What parameter sets may do, from their rules: entries and exits as bits, brackets by bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from omc.backtest.grid.model import ParamSet
from omc.backtest.grid.signals.columns import ColumnStore
from omc.backtest.grid.signals.rules import Held, Rules
from omc.backtest.grid.signals.variants import Variants
from omc.backtest.grid.signals.word_rules import WordRules
from omc.backtest.grid.signals.words import WordArray, clear_before, pack
from omc.backtest.grid.trades.brackets import Entries, entries_of, fits, near
from omc.backtest.grid.trades.chain import Plan
from omc.backtest.grid.trades.ticks import Prices
from omc.backtest.settings import FillTiming, RunSettings
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, BoolArray, FloatArray, Instrument, IntArray
from omc.strategy.model import StrategySpec
from omc.strategy.session import SessionColumns, session_columns

SIDES = {1: "long", -1: "short"}


@dataclass
class Planner:
    """Plans for chunks of the parameter sets; `prepare` before several threads ask."""

    spec: StrategySpec
    params: Sequence[ParamSet]
    bars: BarArrays
    instrument: Instrument
    settings: RunSettings
    ledgers: LedgerBook = field(default_factory=lambda: NO_LEDGERS)

    def __post_init__(self) -> None:
        self.variants = Variants(self.spec, self.params)
        frame = self.variants.compiled(0).program.frame
        self.store = ColumnStore(self.bars, self.instrument.tick, frame, self.ledgers)
        self.prices = Prices.of(self.bars, self.instrument, self.spec.timeframe, self.settings.costs)
        self.entries: dict[int, Entries] = {}
        self.at_close = self.settings.fill_timing is FillTiming.SAME_CLOSE

    def prepare(self, whole: bool) -> bool:
        """Make what all chunks share; False where prices are too large for int64. InvalidInput for a
        parameter set the spec does not allow. whole: all sets are one chunk."""
        self.variants.check()
        warmup = self.variants.warmup
        self.first = np.array([self.settings.first_decision(bars) for bars in warmup.tolist()])
        if not fits(self.spec, self.prices) or not near(self._levels.values(), self.prices):
            return False
        self.until  # noqa: B018
        if not whole:
            # Every bar but the first may be lived from.
            lives = np.ones(len(self.bars), dtype=np.bool_)
            lives[0] = False
            self._make_entries(dict.fromkeys(self._signs, lives))
        return True

    def plan(self, rows: IntArray) -> Plan:
        """The plan of the parameter sets `rows`, one lane each."""
        rules = WordRules(self.variants, rows, self.store)
        enter, leave = {}, {}
        for sign in self._signs:
            leave[sign] = self._leave(rules, SIDES[sign], len(rows))
            enter[sign] = _spread(rules.rule(f"{SIDES[sign]}.enter")) & ~leave[sign]
            clear_before(enter[sign], self.first[rows])
        if len(enter) > 1:
            one = enter[1] ^ enter[-1]
            enter = {sign: words & one for sign, words in enter.items()}
        if not self.entries:
            self._make_entries({sign: self._signalled(words) for sign, words in enter.items()})
        allowed = {sign: words & self._may_enter(sign) for sign, words in enter.items()}
        long = allowed.get(1, allowed[self._signs[0]])
        both = long if len(allowed) == 1 else allowed[1] | allowed[-1]
        return Plan(self.prices, both, long, leave, self.entries, self.until, self.at_close)

    def _signalled(self, words: WordArray) -> BoolArray:
        """bool[n]: bars after a close at which any row is set."""
        union = np.bitwise_or.reduce(words, axis=0)
        flags = np.unpackbits(union.view(np.uint8), count=len(self.bars), bitorder="little").view(np.bool_)
        lives = np.zeros(len(self.bars), dtype=np.bool_)
        lives[1:] = flags[:-1]
        return lives

    def _make_entries(self, lives: Mapping[int, BoolArray]) -> None:
        for sign, wanted in lives.items():
            self.entries[sign] = entries_of(self.spec, self._levels, self.prices, sign, wanted, self.at_close)

    def per_unit(
        self, sign: int, signal: IntArray, fraction: float, cap: float | None, lot: float
    ) -> FloatArray:
        """Steps of quantity that each unit of equity asks for at the closes `signal`."""
        asked: FloatArray = fraction / (self.entries[sign].divisor.take(signal + 1) * lot)
        return asked if cap is None else np.minimum(asked, cap / (self.prices.close.take(signal) * lot))

    def _leave(self, rules: Rules, side: str, lanes: int) -> WordArray:
        if getattr(self.spec, side).exit is None:
            return np.zeros((lanes, len(self.bars) // 64 + 1), dtype=np.uint64)
        return _spread(rules.rule(f"{side}.exit"))

    @cached_property
    def until(self) -> IntArray:
        """int64[n]: the close at which a position that lives from each bar is left by time or session."""
        count = len(self.bars)
        until = np.full(count, count, dtype=np.int64)
        if self.spec.time_stop_bars is not None:
            until = np.arange(count) + self.spec.time_stop_bars - 1
        if self._session is not None and self._session.flat is not None:
            flat = np.append(np.flatnonzero(self._session.flat), count)
            until = np.minimum(until, flat[np.searchsorted(flat, np.arange(count))])
        return until

    @cached_property
    def _signs(self) -> list[int]:
        return [sign for sign, side in SIDES.items() if getattr(self.spec, side) is not None]

    @cached_property
    def _levels(self) -> dict[str, FloatArray]:
        """The same for every parameter set: none of them reads a parameter."""
        program = self.variants.compiled(0).program
        asked = self.store.evaluation(program.features)
        with np.errstate(all="ignore"):
            return {name: asked.number(node) for name, node in program.levels.items()}

    @cached_property
    def _session(self) -> SessionColumns | None:
        return session_columns(self.prices.close_ts, self.spec.session) if self.spec.session else None

    def _may_enter(self, sign: int) -> WordArray:
        """uint64[w]: at which closes an entry of this side would be made."""
        may = np.append(self.entries[sign].allowed[1:], False)
        if not self.at_close:
            may &= ~self.prices.stale()
        if self._session is not None and self._session.in_session is not None:
            may &= self._session.in_session
        words: WordArray = pack(may[None])[0]
        return words


def _spread(held: Held) -> WordArray:
    """One row of words for each parameter set."""
    if len(held.words) == len(held.of) and bool(np.all(held.of == np.arange(len(held.of)))):
        words: WordArray = held.words
        return words
    spread: WordArray = held.words[held.of]
    return spread
