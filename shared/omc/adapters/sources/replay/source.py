"""A market that already happened, told bar by bar as if each closed now.

Bars come from the lake below the replay prefix; everything that opens after the cursor is hidden, whatever
time it is. The cursor moves with the caller: the instant given as `now` is the close of its last bar.
"""

from collections.abc import Sequence

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms
from omc.market.columns import between
from omc.market.model import Bar, Series
from omc.market.ports import BarReader
from omc.market.validation import from_columns

_PAGE = 500


class ReplaySource:
    """BarSource over bars kept for a replay."""

    def __init__(self, told: BarReader) -> None:
        self._told = told

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> Sequence[Bar]:
        arrays = self._told.arrays(series)
        if not len(arrays):
            raise InvalidInput(f"expected bars of {series.key} kept for a replay, got none")
        # A bar is closed at `now` if it opened a whole bar earlier: the end is excluded, hence the 1.
        return from_columns(between(arrays, since, now - series.timeframe.ms + 1).head(_PAGE))
