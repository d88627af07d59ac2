"""Numbers over all bars, one column for each distinct value of what they read.

A column is what `Evaluation` says, bit for bit. Beside it stands a single-precision copy, measured from a
price near each block: comparing those is three times as fast and wrong about nothing, for rounding keeps
order; only where two are equal must the full columns be asked.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from threading import Lock

import numpy as np
import numpy.typing as npt

from omc.backtest.grid.signals.words import WordArray, pack
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.frames import Frame
from omc.market.indicators.ticks import from_ticks, to_ticks
from omc.market.model import BarArrays, FloatArray, IntArray
from omc.strategy import tree
from omc.strategy.evaluate import Columns, Evaluation
from omc.strategy.tree import PRICES, Node

BLOCK = 8192
SingleArray = npt.NDArray[np.float32]
_EXACT = float(2**53)


@dataclass(frozen=True)
class Numbers:
    """values: float64[n]. base: what `near`, float32[n], is measured from: the price of each block, or None
    for 0. known: words, where not NaN."""

    values: FloatArray
    base: FloatArray | None
    known: WordArray

    @cached_property
    def near(self) -> SingleArray:
        return (self.values if self.base is None else self.values - self.base).astype(np.float32)


@dataclass
class ColumnStore:
    """Columns of one run of bars by key; may be asked by several threads."""

    bars: BarArrays
    tick: Decimal
    frame: Frame
    ledgers: LedgerBook = field(default_factory=lambda: NO_LEDGERS)
    shared: Columns = field(default_factory=dict)
    _made: dict[Hashable, Numbers] = field(default_factory=dict)
    _sums: dict[Node, FloatArray | IntArray | None] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _locks: dict[Hashable, Lock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.base = _bases(self.bars.close)
        self._scale = _middle(self.bars.close)

    def __len__(self) -> int:
        return len(self.bars)

    def numbers(self, key: Hashable, node: Node, features: Mapping[str, Node]) -> Numbers:
        """The column of a bound numeric `node`; `features` are those it may name."""
        made = self._made.get(key)
        if made is not None:
            return made
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            if key not in self._made:
                self._made[key] = self._numbers(node, features)
        return self._made[key]

    def forget(self) -> None:
        """Drop all columns; what is asked for again is made again."""
        self._made.clear()
        self._sums.clear()
        self.shared.clear()

    def evaluation(self, features: Mapping[str, Node]) -> Evaluation:
        return Evaluation(self.bars, self.tick, features, self.shared, frame=self.frame, ledgers=self.ledgers)

    def _numbers(self, node: Node, features: Mapping[str, Node]) -> Numbers:
        with np.errstate(all="ignore"):
            values = self._price_average(tree.named(node, features))
            if values is None:
                values = self.evaluation(features).number(node)
            middle = abs(float(values[len(values) // 2]))
            based = bool(self._scale / 4 < middle < self._scale * 4)
        return Numbers(values, self.base if based else None, pack(~np.isnan(values)[None])[0])

    def _price_average(self, node: Node) -> FloatArray | None:
        """The simple average of a price from one running sum, or None where that would not be exact."""
        if not isinstance(node, tree.Call) or node.name != "sma" or len(node.args) != 2:
            return None
        source, length = node.args[0], node.args[1]
        if (
            not isinstance(source, tree.Column)
            or source.name not in PRICES
            or not isinstance(length, tree.Const)
        ):
            return None
        sums = self._running_sum(source)
        bars = int(length.value)
        if sums is None or bars > len(self.bars):
            return None
        result = np.empty(len(self.bars))
        result[: bars - 1] = np.nan
        averages = result[bars - 1 :]
        if sums.dtype == np.int64:
            np.divide(sums[bars:] - sums[:-bars], bars, out=averages)
        else:
            np.subtract(sums[bars:], sums[:-bars], out=averages)
            averages /= bars
        return from_ticks(result, self.tick)

    def _running_sum(self, source: tree.Column) -> FloatArray | IntArray | None:
        """[n + 1] sums of whole ticks, float64 where those are exact, else int64; None without a price."""
        with self._lock:
            if source not in self._sums:
                ticks = to_ticks(getattr(self.bars, source.name), self.tick)
                self._sums[source] = _sums(ticks) if bool(np.isfinite(ticks).all()) else None
            return self._sums[source]


def _sums(ticks: FloatArray) -> FloatArray | IntArray:
    sums = np.concatenate((np.zeros(1), np.cumsum(ticks)))
    if float(np.max(np.abs(sums))) < _EXACT:
        return sums
    # May wrap around; the differences are right all the same.
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(ticks.astype(np.int64))))


def _middle(close: FloatArray) -> float:
    """A close in the middle by size; 0 without bars. Not numpy's median, which imports masked arrays."""
    if not len(close):
        return 0.0
    place = len(close) // 2
    return float(np.nan_to_num(np.partition(np.abs(close), place)[place]))


def _bases(close: FloatArray) -> FloatArray:
    """The first close of each block, over its bars; 0 where it is not a number."""
    firsts = np.nan_to_num(close[::BLOCK])
    return np.repeat(firsts, BLOCK)[: len(close)]
