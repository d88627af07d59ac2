"""What parameter sets may do, from their rules: entries and exits as bits, brackets by bar."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from omc.backtest.grid.model import ParamSet
from omc.backtest.grid.signals.columns import ColumnStore
from omc.backtest.grid.signals.rules import Held, Rules
from omc.backtest.grid.signals.variants import Variants
from omc.backtest.grid.signals.words import WordArray, from_bar, pack
from omc.backtest.grid.trades.brackets import Entries, entries_of
from omc.backtest.grid.trades.chain import Plan
from omc.backtest.grid.trades.ticks import Prices
from omc.backtest.settings import FillTiming, RunSettings
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, FloatArray, Instrument, IntArray
from omc.strategy.compile import Signals
from omc.strategy.model import StrategySpec

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
        self.at_close = self.settings.fill_timing is FillTiming.SAME_CLOSE

    def prepare(self) -> None:
        """Make what all chunks share; InvalidInput for a parameter set the spec does not allow."""
        self.variants.check()
        warmup = self.variants.warmup
        self.first = np.array([self.settings.first_decision(bars) for bars in warmup.tolist()])
        self.entries, self.until, self._may_enter  # noqa: B018

    def plan(self, rows: IntArray) -> Plan:
        """The plan of the parameter sets `rows`, one lane each."""
        rules = Rules(self.variants, self.store, rows)
        enter, leave = {}, {}
        for sign in self.entries:
            leave[sign] = self._leave(rules, SIDES[sign], len(rows))
            enter[sign] = _spread(rules.rule(f"{SIDES[sign]}.enter")) & ~leave[sign]
        if len(enter) == 1:
            sign = next(iter(enter))
            allowed = enter[sign] & self._may_enter[sign]
            long = allowed
        else:
            one = enter[1] ^ enter[-1]
            long = enter[1] & one & self._may_enter[1]
            allowed = long | (enter[-1] & one & self._may_enter[-1])
        allowed &= from_bar(len(self.bars), self.first[rows])
        return Plan(self.prices, allowed, long, leave, self.entries, self.until, self.at_close)

    def per_unit(self, sign: int, fraction: float, cap: float | None, lot: float) -> FloatArray:
        """float64[n], by the bar lived from: steps of quantity that each unit of equity asks for."""
        asked: FloatArray = fraction / (self.entries[sign].divisor * lot)
        if cap is not None:
            asked[1:] = np.minimum(asked[1:], cap / (self.prices.market.close[:-1] * lot))
        return asked

    def _leave(self, rules: Rules, side: str, lanes: int) -> WordArray:
        if getattr(self.spec, side).exit is None:
            return np.zeros((lanes, len(self.bars) // 64 + 1), dtype=np.uint64)
        return _spread(rules.rule(f"{side}.exit"))

    @cached_property
    def entries(self) -> dict[int, Entries]:
        """By side; every bar but the first may be lived from."""
        wanted = np.ones(len(self.bars), dtype=np.bool_)
        wanted[0] = False
        return {
            sign: entries_of(self.spec, self._signals.levels, self.prices, sign, wanted, self.at_close)
            for sign, side in SIDES.items()
            if getattr(self.spec, side) is not None
        }

    @cached_property
    def until(self) -> IntArray:
        """int64[n]: the close at which a position that lives from each bar is left by time or session."""
        count = len(self.bars)
        until = np.full(count, count, dtype=np.int64)
        if self.spec.time_stop_bars is not None:
            until = np.arange(count) + self.spec.time_stop_bars - 1
        if self._signals.flat is not None:
            flat = np.append(np.flatnonzero(self._signals.flat), count)
            until = np.minimum(until, flat[np.searchsorted(flat, np.arange(count))])
        return until

    @cached_property
    def _signals(self) -> Signals:
        strategy = self.variants.compiled(0)
        return strategy.evaluate(self.bars, self.instrument.tick, self.store.shared, self.ledgers)

    @cached_property
    def _may_enter(self) -> dict[int, WordArray]:
        """uint64[w]: at which closes an entry of each side would be made."""
        masks = {}
        for sign, entries in self.entries.items():
            may = np.append(entries.allowed[1:], False)
            if not self.at_close:
                may &= ~self.prices.stale()
            if self._signals.in_session is not None:
                may &= self._signals.in_session
            masks[sign] = pack(may[None])[0]
        return masks


def _spread(held: Held) -> WordArray:
    """One row of words for each parameter set."""
    if len(held.words) == len(held.of) and bool(np.all(held.of == np.arange(len(held.of)))):
        return held.words
    return held.words[held.of]
