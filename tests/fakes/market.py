"""A market in memory, for tests of what reads and writes bars; judged by the contract of the real store."""

from collections.abc import Sequence

from omc.contracts.candles import candle_closed
from omc.kernel.errors import NotFound
from omc.kernel.events import Event
from omc.kernel.instants import Ms
from omc.market.bars import to_arrays
from omc.market.gaps import missing_between
from omc.market.model import Bar, BarArrays, Gap, Instrument, Series
from omc.market.ports import AppendResult, GapRecord, RevisionConflict, SeriesHead
from omc.market.revisions import once, revisions
from omc.market.validation import require_bars


class MemoryMarket:
    """Reader, writer, gap book and instruments; `events` holds what was announced, in order.

    It keeps no record of repaired gaps.
    """

    def __init__(self, instruments: Sequence[Instrument] = ()) -> None:
        self.bars: dict[Series, dict[Ms, Bar]] = {}
        self.events: list[Event] = []
        self.conflicts: list[RevisionConflict] = []
        self.notes: dict[Gap, GapRecord] = {}
        self._instruments = {(one.venue, one.symbol): one for one in instruments}

    def append(self, series: Series, bars: Sequence[Bar], *, announce: bool = True) -> AppendResult:
        known, unique = once(series, bars)
        require_bars(series, unique)
        stored = self.bars.get(series, {})
        revised = revisions(series, stored, unique)
        new = [bar for bar in unique if bar.ts not in stored]
        head = self.head(series)
        self.bars[series] = stored | {bar.ts: bar for bar in new}
        self.conflicts.extend(revised)
        if announce:
            self.events.extend(candle_closed(series, bar) for bar in new)
        opened = tuple(
            record.gap
            for record in self.gaps(series)
            if head is None or not head.first_ts < record.gap.first_ts < head.last_ts
        )
        repeats = known.duplicates + len(unique) - len(new) - len(revised)
        return AppendResult(tuple(bar.ts for bar in new), repeats, opened, (*known.conflicts, *revised))

    def put_instrument(self, instrument: Instrument) -> None:
        self._instruments[instrument.venue, instrument.symbol] = instrument

    def range(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> Sequence[Bar]:
        stored = self.bars.get(series, {})
        return tuple(
            stored[ts]
            for ts in sorted(stored)
            if (start is None or ts >= start) and (end is None or ts < end)
        )

    def arrays(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> BarArrays:
        return to_arrays(self.range(series, start, end))

    def head(self, series: Series) -> SeriesHead | None:
        stored = self.bars.get(series)
        return SeriesHead(series, min(stored), max(stored), len(stored)) if stored else None

    def series(self) -> Sequence[Series]:
        return sorted((series for series, bars in self.bars.items() if bars), key=lambda one: one.key)

    def gaps(self, series: Series, *, include_repaired: bool = False) -> Sequence[GapRecord]:
        stamps = sorted(self.bars.get(series, {}))
        found = missing_between(series, stamps)
        return tuple(self.notes.get(gap, GapRecord(gap, detected_at=0)) for gap in found)

    def note(self, record: GapRecord) -> None:
        self.notes[record.gap] = record

    def get(self, venue: str, symbol: str) -> Instrument:
        if (venue, symbol) not in self._instruments:
            raise NotFound(f"expected an instrument known at {venue!r}, got {symbol!r}", code="instrument")
        return self._instruments[venue, symbol]
