"""The bars a run is made on: stored ones, or such as are merged from a shorter timeframe."""

from dataclasses import dataclass

from omc.backtest.service.stored import MINIMUM_BARS, lacking, stored_of
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms
from omc.market.frames import frame_of
from omc.market.higher import higher_bars
from omc.market.model import BarArrays, Series
from omc.market.ports import BarReader
from omc.market.timeframes import Timeframe


@dataclass(frozen=True)
class Histories:
    """`bars` reads history and recent bars as one. InvalidInput `too_few_bars` names what is lacking."""

    bars: BarReader

    def stored(self, series: Series, start: Ms | None, end: Ms | None) -> BarArrays:
        """Bars as they are stored."""
        return _enough(series, self.bars.arrays(series, start, end))

    def any(self, series: Series, start: Ms | None, end: Ms | None) -> tuple[BarArrays, Timeframe | None]:
        """Bars stored or merged, and the timeframe they were merged from."""
        found = stored_of(self.bars, series, start, end, merge=True)
        made_of = found.made_of(series)
        if made_of is None:
            return self.stored(series, start, end), None
        shorter = self.bars.arrays(found.source, start, end)
        merged = higher_bars(shorter, made_of.ms, frame_of(series.timeframe)).bars
        return _enough(series, merged), made_of


def _enough(series: Series, bars: BarArrays) -> BarArrays:
    if len(bars) < MINIMUM_BARS:
        raise InvalidInput(lacking(series, len(bars)), code="too_few_bars")
    return bars
