"""Where an entry at each bar would be stopped or reach its target: once for all parameter sets.

A bracket depends on the bar of the entry alone, so one search answers for every set that enters there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from omc.backtest.grid.trades.ranges import Ranges
from omc.backtest.grid.trades.ticks import MICRO, Prices, Ratio
from omc.market.model import BoolArray, FloatArray, IntArray
from omc.strategy.model import StrategySpec, TargetSpec

_UNKNOWN = np.iinfo(np.int64).min
# Beyond every price, and its float64 is itself.
_FAR = 2**60


@dataclass(frozen=True)
class Entries:
    """By the bar a position lives from, the one after its signal; int64[n] and bool[n].

    price: fill of the entry, ticks. allowed: the entry is made at all. divisor: what equity x fraction is
    divided by for a quantity, float64, ticks. touch: the bar whose range ends the position, n + 1 for none;
    out: its fill there, ticks; rests: filled as the resting side.
    """

    price: IntArray
    allowed: BoolArray
    divisor: FloatArray
    touch: IntArray
    out: IntArray
    rests: BoolArray

    @classmethod
    def none(cls, count: int) -> "Entries":
        """No entry at any of `count` bars."""
        one, never = np.ones(count, dtype=np.int64), np.full(count, count + 1)
        no = np.zeros(count, dtype=np.bool_)
        return cls(one, no, np.ones(count), never, one.copy(), no.copy())


def fits(spec: StrategySpec, prices: Prices) -> bool:
    """Whether every price and level of `spec` can be computed in int64."""
    ratios = [prices.buy, prices.sell]
    values = [target.value for target in spec.targets if target.kind in ("fraction", "r")]
    if spec.stop is not None:
        values.append(spec.stop.fraction)
    ratios += [Ratio.of(1 + sign * value) for value in values if value is not None for sign in (1, -1, 0)]
    ratios += [Ratio.of(value) for value in values if value is not None]
    read = any(part.kind not in ("fraction", "r") for part in (spec.stop, *spec.targets) if part)
    highest = 4 * prices.highest
    return all(ratio.fits(highest) for ratio in ratios) and (not read or Ratio(MICRO, 1).fits(highest))


def near(levels: Iterable[FloatArray], prices: Prices) -> bool:
    """Whether every level lies where `fits` has looked: within four times the highest price."""
    furthest = 4 * prices.highest * float(prices.tick)
    return all(bool(np.all(np.nan_to_num(np.abs(column)) <= furthest)) for column in levels)


def entries_of(
    spec: StrategySpec,
    levels: Mapping[str, FloatArray],
    prices: Prices,
    sign: int,
    wanted: BoolArray,
    at_close: bool,
) -> Entries:
    """Entries of one direction where `wanted`, bool[n] by the bar they live from."""
    count = len(prices)
    lives = np.flatnonzero(wanted)
    signal = lives - 1
    reference = prices.close[signal] if at_close else prices.open[lives]
    fill = prices.fill(reference, sign)
    at = _At(spec, levels, prices, sign, signal, fill)
    stop, known_stop = at.stop()
    target, known_target = at.target(stop)
    divisor, known_size = at.divisor()
    allowed = known_stop & known_target & known_size
    if stop is not None:
        allowed &= sign * (reference - stop) > 0
    if target is not None and spec.targets[0].kind == "price":
        allowed &= sign * (reference - target) < 0
    touch, out, rests = _touches(spec, prices, at, lives, stop, target)
    whole = Entries.none(count)
    parts = (fill, allowed, divisor, touch, out, rests)
    for column, part in zip(vars(whole).values(), parts, strict=True):
        column[lives] = part
    return whole


class _At(NamedTuple):
    """Levels of entries signalled at bars `signal` and filled at `fill`, ticks; sign: 1 long, -1 short."""

    spec: StrategySpec
    levels: Mapping[str, FloatArray]
    prices: Prices
    sign: int
    signal: IntArray
    fill: IntArray

    @property
    def side(self) -> str:
        return "long" if self.sign > 0 else "short"

    def stop(self) -> tuple[IntArray | None, BoolArray]:
        stop = self.spec.stop
        everywhere = np.ones(len(self.signal), dtype=np.bool_)
        if stop is None:
            return None, everywhere
        if stop.kind == "fraction" and stop.fraction is not None:
            # Toward the entry: up for longs, down for shorts.
            ratio = Ratio.of(1 - self.sign * stop.fraction)
            level = ratio.up(self.fill) if self.sign > 0 else ratio.down(self.fill)
            return np.maximum(level, 1), everywhere
        if stop.kind == "atr":
            distance, known = self._read("stop.distance")
            return np.maximum(self._whole(self.fill * MICRO - self.sign * distance, self.sign), 1), known
        level, known = self._read(f"stop.{self.side}")
        return self._whole(level, self.sign), known

    def target(self, stop: IntArray | None) -> tuple[IntArray | None, BoolArray]:
        everywhere = np.ones(len(self.signal), dtype=np.bool_)
        if not self.spec.targets:
            return None, everywhere
        target = self.spec.targets[0]
        if target.kind == "price":
            level, known = self._read(f"targets.0.{self.side}")
            return self._whole(level, self.sign), known
        if target.kind == "atr":
            distance, known = self._read("targets.0.distance")
            return np.maximum(self._whole(self.fill * MICRO + self.sign * distance, self.sign), 1), known
        return self._by_value(target, stop), everywhere

    def _by_value(self, target: TargetSpec, stop: IntArray | None) -> IntArray | None:
        value = target.value or Decimal(0)
        level: IntArray
        if target.kind == "r":
            if stop is None:
                return None
            ratio = Ratio.of(value)
            distance = np.abs(self.fill - stop)
            # Away from the entry: a whole number of ticks more for longs and for shorts.
            level = np.maximum(self.fill + self.sign * ratio.up(distance), 1)
            return level
        ratio = Ratio.of(1 + self.sign * value)
        level = ratio.up(self.fill) if self.sign > 0 else ratio.down(self.fill)
        np.maximum(level, 1, out=level)
        return level

    def divisor(self) -> tuple[FloatArray, BoolArray]:
        """What equity x fraction is divided by, ticks; unknown or not above 0: no entry."""
        close = self.prices.close[self.signal].astype(np.float64)
        kind, stop = self.spec.sizing.kind, self.spec.stop
        known = np.ones(len(close), dtype=np.bool_)
        if kind == "atr":
            distance, known = self._read("sizing.distance")
            close = distance / MICRO
        elif kind == "risk" and stop is not None:
            if stop.kind == "fraction":
                close = close * float(stop.fraction or 0)
            elif stop.kind == "atr":
                distance, known = self._read("stop.distance")
                close = distance / MICRO
            else:
                level, known = self._read(f"stop.{self.side}")
                close = self.sign * (close - level / MICRO)
        known = known & (close > 0)
        return np.where(known, close, 1.0), known

    def _read(self, name: str) -> tuple[IntArray, BoolArray]:
        micro = self.prices.micro(self.levels[name][self.signal])
        known = micro != _UNKNOWN
        return np.where(known, micro, 0), known

    @staticmethod
    def _whole(micro: IntArray, sign: int) -> IntArray:
        """Millionths of ticks to ticks: up for longs, down for shorts."""
        return -(-micro // MICRO) if sign > 0 else micro // MICRO


def _touches(
    spec: StrategySpec,
    prices: Prices,
    at: _At,
    lives: IntArray,
    stop: IntArray | None,
    target: IntArray | None,
) -> tuple[IntArray, IntArray, BoolArray]:
    """(bar, fill, resting) of the first touch; shorts are longs of a market turned upside down."""
    count, sign = len(prices), at.sign
    if stop is None and target is None:
        none = Entries.none(len(lives))
        return np.full(len(lives), count + 1), none.out, none.rests
    high, low = (prices.high, prices.low) if sign > 0 else (-prices.low, -prices.high)
    under = sign * stop if stop is not None else np.full(len(lives), -_FAR)
    over = sign * target if target is not None else np.full(len(lives), _FAR)
    if stop is not None and spec.stop is not None and spec.stop.trailing:
        bar, under = _trailed((high, low, sign * prices.close), lives, over, under, np.abs(at.fill - stop))
    else:
        bar = Ranges.of(high, low).leaves(lives, over.astype(np.float64), under.astype(np.float64))
    inside = np.minimum(bar, count - 1)
    opened = sign * prices.open[inside]
    gap_stop = opened <= under
    gap_target = ~gap_stop & (opened >= over)
    by_stop = gap_stop | (~gap_target & (low[inside] <= under))
    level = np.where(gap_stop | gap_target, opened, np.where(by_stop, under, over))
    reference = np.where(bar < count, sign * level, 1)
    out = np.where(by_stop, prices.fill(reference, -sign), reference)
    return np.where(bar < count, bar, count + 1), out, ~by_stop


def _trailed(
    ranges: tuple[IntArray, IntArray, IntArray],
    lives: IntArray,
    over: IntArray,
    under: IntArray,
    distance: IntArray,
) -> tuple[IntArray, IntArray]:
    """(bar, stop in force there): all entries walk bar by bar side by side until each is touched."""
    high, low, close = ranges
    bar, stop = lives.copy(), under.copy()
    walking = np.arange(len(lives))
    while walking.size:
        here = bar[walking]
        free = (low[here] > stop[walking]) & (high[here] < over[walking])
        walking, here = walking[free], here[free]
        stop[walking] = np.maximum(stop[walking], close[here] - distance[walking])
        bar[walking] += 1
        walking = walking[bar[walking] < len(close)]
    return bar, stop
