"""What a finer timeframe tells of the inside of a bar: which of its levels was reached first (OMC-BT-032)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from omc.backtest.market import TickBars
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms
from omc.market.model import Bar, BarArrays, Instrument
from omc.market.timeframes import Timeframe
from omc.trading.bracket import Touch, touched, without_reached
from omc.trading.model import Direction, Levels


@dataclass(frozen=True)
class Finer:
    """Bars of the same market in a finer timeframe; length_ms: of the coarse bars they explain."""

    market: TickBars
    length_ms: Ms

    @classmethod
    def of(cls, bars: BarArrays, instrument: Instrument, timeframe: Timeframe, coarse: Timeframe) -> "Finer":
        """InvalidInput unless `coarse` is a multiple of `timeframe`."""
        if timeframe.ms >= coarse.ms or coarse.ms % timeframe.ms:
            raise InvalidInput(f"expected bars finer than {coarse} that fit into it, got {timeframe}")
        return cls(TickBars.of(bars, instrument, timeframe), coarse.ms)

    def inside(self, ts: Ms) -> Sequence[Bar]:
        """The finer bars of the coarse bar that opened at `ts`."""
        first, end = np.searchsorted(self.market.ts, (ts, ts + self.length_ms))
        return [self.market.bar(index) for index in range(int(first), int(end))]


def touches_in(
    levels: Levels, bar: Bar, direction: Direction, held: Decimal, finer: Finer | None
) -> tuple[Touch, ...]:
    """The exits that `bar` forces, in the order the finer bars tell; by the coarse bar's own rule where there
    are none of it, or they reach no level."""
    touches: tuple[Touch, ...] = ()
    left, present = held, levels
    for small in finer.inside(bar.ts) if finer is not None else ():
        found = touched(present, small, direction, left)
        touches += found
        left -= sum((touch.quantity for touch in found), Decimal(0))
        if not left:
            return touches
        present = without_reached(present, found)
    return touches or touched(levels, bar, direction, held)
