"""Readings of the catalog's indicators: at the last bar, or at every bar at once. Needs numpy and TA-Lib."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite

import numpy as np
import numpy.typing as npt

from omc.kernel.errors import InvalidInput
from omc.market.indicators.catalog import indicator
from omc.market.indicators.compute import compute_on
from omc.market.indicators.frame import Frame
from omc.market.indicators.readings.judges import JUDGES
from omc.market.indicators.readings.model import Reading, Signal
from omc.market.indicators.readings.rules import MOST, Case, Verdict
from omc.market.indicators.readings.sentences import SENTENCES
from omc.market.indicators.readings.wording import Moment, unknown
from omc.market.model import BarArrays, BoolArray, FloatArray

__all__ = ["Reading", "Readings", "Signal", "judged", "reading", "readings", "readings_on"]

_JUDGED_BY = {"macd": "histogram", "obv": "average", "ad": "slope", "atr": "ratio"}


@dataclass(frozen=True)
class Readings:
    """One indicator over a run of bars; element i is what was known when bar i had closed.

    values: float64[n] by output. signal: int8[n], 1 BUY, -1 SELL, 0 NEUTRAL. strength: float64[n], 0 to 100.
    known: bool[n], False where the indicator is undefined: missing rather than NEUTRAL.
    """

    name: str
    args: tuple[int | float, ...]
    values: dict[str, FloatArray]
    signal: npt.NDArray[np.int8]
    strength: FloatArray
    known: BoolArray
    bars: BarArrays = field(repr=False)

    def at(self, index: int = -1) -> Reading:
        """The reading at one bar with its reason."""
        values = {name: float(column[index]) for name, column in self.values.items()}
        direction, known = int(self.signal[index]), bool(self.known[index])
        prices = (float(self.bars.open[index]), float(self.bars.close[index]))
        moment = Moment(direction, values, self.args, *prices)
        reason = SENTENCES[self.name](moment) if known else unknown(indicator(self.name).title)
        shown = {name: value if isfinite(value) else None for name, value in values.items()}
        strength = float(self.strength[index])
        return Reading(self.name, shown, Signal.of(direction), strength, reason, known)


def readings(name: str, bars: BarArrays, tick: Decimal, args: Sequence[Decimal | int] = ()) -> Readings:
    """What the indicator said at every bar; an indicator of a series reads the close."""
    return readings_on(Frame(bars, tick), name, args)


def reading(name: str, bars: BarArrays, tick: Decimal, args: Sequence[Decimal | int] = ()) -> Reading:
    """What the indicator says at the last bar; InvalidInput without any bar."""
    if not len(bars):
        raise InvalidInput(f"a reading of {name} needs at least one bar, got none")
    return readings(name, bars, tick, args).at(-1)


def readings_on(frame: Frame, name: str, args: Sequence[Decimal | int] = ()) -> Readings:
    """As `readings`; keep the frame for many indicators of the same bars."""
    return judged(name, Case(frame, indicator(name).numbers(args), compute_on(frame, name, args)))


def judged(name: str, case: Case) -> Readings:
    """What outputs computed before say."""
    with np.errstate(all="ignore"):
        verdict = JUDGES[name](case)
    known = _known(case, name, indicator(name).outputs)
    signal = np.where(known, np.nan_to_num(verdict.direction), 0.0).astype(np.int8)
    bars = case.frame.bars
    return Readings(name, case.args, case.values, signal, _strength(verdict, signal, name), known, bars)


def _known(case: Case, name: str, outputs: tuple[str, ...]) -> BoolArray:
    if name == "support_resistance":
        return np.isfinite(case["support"]) | np.isfinite(case["resistance"])
    return np.isfinite(case[_JUDGED_BY.get(name, outputs[0])])


def _strength(verdict: Verdict, signal: npt.NDArray[np.int8], name: str) -> FloatArray:
    """Held within 0 to 100; none without a side, but for volatility, which never has one."""
    strength = np.clip(np.nan_to_num(verdict.strength, posinf=MOST), 0.0, MOST)
    return strength if name == "atr" else np.where(signal != 0, strength, 0.0)
