"""The rules judges are made of: each gives (direction, strength), float64[n] of -1, 0, 1 and of 0 to 100."""

from dataclasses import dataclass

import numpy as np

from omc.market.indicators.frame import Frame
from omc.market.indicators.windows import before
from omc.market.model import FloatArray

MOST = 100.0


@dataclass(frozen=True)
class Case:
    """What a judge reads: outputs by name, the frame, and the arguments in the catalog's order."""

    frame: Frame
    args: tuple[int | float, ...]
    values: dict[str, FloatArray]

    def __getitem__(self, output: str) -> FloatArray:
        return self.values[output]

    @property
    def close(self) -> FloatArray:
        return self.frame.bars.close

    @property
    def atr(self) -> FloatArray:
        """ATR(14) as a price."""
        return self.frame.price(self.frame.atr())


@dataclass(frozen=True)
class Verdict:
    """direction: -1, 0, 1, NaN as 0. strength: any number; what is taken is 0 to 100, 0 where undefined."""

    direction: FloatArray
    strength: FloatArray


def levels(value: FloatArray, low: float, high: float, per_point: float) -> Verdict:
    """BUY under `low`, SELL over `high`; so much per point past the level."""
    return Verdict(
        (value < low).astype(np.float64) - (value > high),
        per_point * np.where(value < low, low - value, value - high),
    )


def side(value: FloatArray, level: FloatArray) -> Verdict:
    """BUY above the level, SELL below; 10 per percent of distance."""
    return Verdict(np.sign(value - level), 1000 * np.abs(value - level) / level)


def outside(value: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Distance beyond the edges as a share of their width: positive above, negative below, 0 between."""
    width = upper - lower
    beyond = np.where(value > upper, value - upper, np.where(value < lower, value - lower, 0.0))
    # Edges that are one: whatever lies outside is as far out as can be.
    return np.where((width == 0) & (beyond != 0), np.sign(beyond), beyond / width)


def crossing(value: FloatArray) -> FloatArray:
    """1 where `value` turns positive, -1 where it turns negative."""
    previous = before(value, 1)
    return ((value > 0) & (previous <= 0)).astype(np.float64) - ((value < 0) & (previous >= 0))


def past(direction: FloatArray, share: FloatArray, per_unit: float = 50.0) -> Verdict:
    """50, and so much per unit of `share` more."""
    return Verdict(direction, 50.0 + per_unit * share)
