"""The bars an algorithm may see, kept warm per series and anchor, so that history is read once."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from omc.kernel.instants import SECOND_MS, Ms
from omc.market.bars import to_arrays
from omc.market.model import Bar, BarArrays, Series
from omc.market.ports import BarReader, GapBook

LATE_BAR_PATIENCE_MS = 5 * SECOND_MS


@dataclass
class Run:
    """Bars from the anchor on, ascending, and the same as columns."""

    bars: list[Bar] = field(default_factory=list)
    stamps: list[Ms] = field(default_factory=list)
    columns: BarArrays | None = None


class History:
    """Lives as long as its process; a bar stored behind what was read already is not seen any more."""

    def __init__(self, reader: BarReader, gaps: GapBook) -> None:
        self._reader, self._gaps = reader, gaps
        self._runs: dict[tuple[str, Ms], Run] = {}

    def next_after(self, series: Series, anchor: Ms, cursor: Ms | None, now: Ms) -> tuple[Bar, int] | None:
        """The next bar that exists after `cursor`, and its index from the anchor; None while there is none.

        Where bars are missing before it, a short while is left for them to come.
        """
        run = self._runs.setdefault((series.key, anchor), Run())
        if not run.stamps or (cursor is not None and cursor >= run.stamps[-1]):
            self._extend(series, anchor, run)
        index = 0 if cursor is None else bisect_right(run.stamps, cursor)
        if index >= len(run.bars):
            return None
        bar = run.bars[index]
        if (
            cursor is not None
            and bar.ts - cursor > series.timeframe.ms
            and self._may_come(series, cursor, now)
        ):
            # What comes late must be read in its place: forget the bars beyond the hole.
            self._runs.pop((series.key, anchor))
            return None
        return bar, index

    def bar(self, series: Series, anchor: Ms, ts: Ms) -> Bar | None:
        """The bar that opened at `ts`."""
        run = self._runs.setdefault((series.key, anchor), Run())
        if not run.stamps or run.stamps[-1] < ts:
            self._extend(series, anchor, run)
        index = bisect_left(run.stamps, ts)
        return run.bars[index] if index < len(run.bars) and run.stamps[index] == ts else None

    def columns(self, series: Series, anchor: Ms, count: int) -> BarArrays:
        """The first `count` bars from the anchor: what may be known at the close of the last of them."""
        run = self._runs[(series.key, anchor)]
        if run.columns is None or len(run.columns) != len(run.bars):
            run.columns = to_arrays(run.bars)
        return run.columns.head(count)

    def _extend(self, series: Series, anchor: Ms, run: Run) -> None:
        start = anchor if not run.stamps else run.stamps[-1] + 1
        fresh = self._reader.range(series, start)
        run.bars.extend(fresh)
        run.stamps.extend(bar.ts for bar in fresh)

    def _may_come(self, series: Series, cursor: Ms, now: Ms) -> bool:
        """True while bars missing right after `cursor` were noticed only a moment ago."""
        missing = cursor + series.timeframe.ms
        for record in self._gaps.gaps(series):
            first, count = record.gap.first_ts, record.gap.count
            if first <= missing < first + count * series.timeframe.ms:
                return now - record.detected_at < LATE_BAR_PATIENCE_MS
        return False
