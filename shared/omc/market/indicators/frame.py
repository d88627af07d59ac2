"""What formulas read: a run of bars with its price columns in whole ticks, and one series of it."""

from dataclasses import dataclass, field
from decimal import Decimal

from omc.market.indicators.recursive import atr
from omc.market.indicators.ticks import from_ticks, to_ticks
from omc.market.indicators.windows import exact_mean, mean
from omc.market.model import BarArrays, FloatArray

PRICES = ("open", "high", "low", "close")


@dataclass(frozen=True)
class Frame:
    """Price columns in ticks are made once and kept, as is each average true range."""

    bars: BarArrays
    tick: Decimal
    _made: dict[str | int, FloatArray] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.bars)

    @property
    def open(self) -> FloatArray:
        return self._ticks("open")

    @property
    def high(self) -> FloatArray:
        return self._ticks("high")

    @property
    def low(self) -> FloatArray:
        return self._ticks("low")

    @property
    def close(self) -> FloatArray:
        return self._ticks("close")

    @property
    def volume(self) -> FloatArray:
        return self.bars.volume

    def atr(self, length: int = 14) -> FloatArray:
        """Wilder's average true range in ticks."""
        if length not in self._made:
            self._made[length] = atr(self.high, self.low, self.close, length)
        return self._made[length]

    def price(self, ticks: FloatArray) -> FloatArray:
        return from_ticks(ticks, self.tick)

    def series(self, series: FloatArray | str) -> "Source":
        """A price column by its name, in ticks; volume or any other numbers as they are."""
        if not isinstance(series, str):
            return Source(series, None)
        if series in PRICES:
            return Source(self._ticks(series), self.tick)
        return Source(getattr(self.bars, series), None)

    def _ticks(self, name: str) -> FloatArray:
        if name not in self._made:
            self._made[name] = to_ticks(getattr(self.bars, name), self.tick)
        return self._made[name]


@dataclass(frozen=True)
class Source:
    """A series: values in ticks where `tick` is known, else numbers of any kind."""

    values: FloatArray
    tick: Decimal | None

    def average(self, length: int) -> FloatArray:
        """Simple average in the unit of `values`; of ticks exact, so that ties are."""
        return mean(self.values, length) if self.tick is None else exact_mean(self.values, length)

    def back(self, values: FloatArray) -> FloatArray:
        """From the unit of `values` to that of the series handed in."""
        return values if self.tick is None else from_ticks(values, self.tick)
