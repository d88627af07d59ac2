"""History from one place and the recent tail from another, read as one series."""

from collections.abc import Sequence

from omc.kernel.instants import Ms
from omc.market.columns import joined
from omc.market.model import Bar, BarArrays, Series
from omc.market.ports import BarReader, SeriesHead
from omc.market.validation import from_columns


class JoinedBars:
    """BarReader over two: a bar in both is read once, history's."""

    def __init__(self, history: BarReader, recent: BarReader) -> None:
        self._history, self._recent = history, recent

    def range(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> Sequence[Bar]:
        return from_columns(self.arrays(series, start, end))

    def arrays(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> BarArrays:
        return joined(self._history.arrays(series, start, end), self._recent.arrays(series, start, end))

    def head(self, series: Series) -> SeriesHead | None:
        """The recent store's head: it counts adopted history too."""
        return self._recent.head(series) or self._history.head(series)
