"""History from a file into the house: all of it or nothing of it, and as often as one likes.

A file is read and judged whole before the first byte is written. Then bars go to the lake, and the table
learns what the lake holds (head, gaps); no event is published for history. What is stored stands: a bar
that says otherwise is refused, counted and kept as a revision. A death half-way is mended by repeating it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from local.candles.files import first_row, read_file
from omc.kernel.errors import InvalidInput, NotFound
from omc.kernel.instants import Ms
from omc.market.archiving import keep
from omc.market.columns import COLUMNS, between, empty
from omc.market.model import BarArrays, Gap, Instrument, Series
from omc.market.validation import decimal_of, problems, refuse
from omc.wiring.market import Market

Progress = Callable[[str], None]

_STEP = Decimal("0.00001")
_MINIMUM_NOTIONAL = Decimal("10")
_FINEST = Decimal("1E-12")


@dataclass(frozen=True)
class ImportReport:
    """What an import did; gaps are those open now.

    `rows` = `stored` + `duplicates` + `conflicts` + `kept_for_replay`.
    """

    series: Series
    rows: int
    stored: int
    duplicates: int
    conflicts: int
    gaps: tuple[Gap, ...]
    first_ts: Ms
    last_ts: Ms
    kept_for_replay: int = 0

    @property
    def missing(self) -> int:
        return sum(gap.count for gap in self.gaps)


def import_file(
    path: Path,
    series: Series,
    market: Market,
    progress: Progress,
    instrument: Instrument | None = None,
    replay_from: Ms | None = None,
) -> ImportReport:
    """Imports a CSV or Parquet file; InvalidInput with row and reason if it is malformed."""
    progress(f"reading {path.name}")
    rows = first_row(path)
    return import_bars(
        read_file(path), series, market, progress, instrument, first=rows, replay_from=replay_from
    )


def import_bars(
    arrays: BarArrays,
    series: Series,
    market: Market,
    progress: Progress,
    instrument: Instrument | None = None,
    *,
    first: int = 1,
    replay_from: Ms | None = None,
) -> ImportReport:
    """Imports columns; `first` is the number of the first row in messages.

    Bars opened from `replay_from` on do not become history: they wait for a replay to tell them.
    """
    _judge(series, arrays, first)
    later = empty() if replay_from is None else between(arrays, replay_from, None)
    history = between(arrays, None, replay_from)
    progress(f"storing {len(history)} bars of {series.key}")
    _know_instrument(market, series, arrays, instrument)
    market.replay.add(series, later)
    kept = keep(market.store, market.lake, series, history)
    new = len(kept.new)
    return ImportReport(
        series=series,
        rows=len(arrays),
        stored=new,
        duplicates=len(history) - new - kept.conflicts,
        conflicts=kept.conflicts,
        gaps=tuple(record.gap for record in market.store.gaps(series)),
        first_ts=int(arrays.ts[0]),
        last_ts=int(arrays.ts[-1]),
        kept_for_replay=len(later),
    )


def _judge(series: Series, arrays: BarArrays, first: int) -> None:
    if not len(arrays):
        raise InvalidInput("expected at least one bar, got none", code="bad_file")
    refuse(series, problems(arrays, series.timeframe), first)
    steps, counts = np.unique(np.diff(arrays.ts), return_counts=True)
    usual = int(steps[counts.argmax()]) if len(steps) else series.timeframe.ms
    if usual != series.timeframe.ms:
        wanted = f"bars of {series.timeframe.value}, {series.timeframe.ms // 1000} s apart"
        raise InvalidInput(f"expected {wanted}, got bars mostly {usual // 1000} s apart", code="bad_bars")


def _know_instrument(
    market: Market, series: Series, arrays: BarArrays, instrument: Instrument | None
) -> None:
    """Sets the instrument's rules; without any given or known, the tick is the finest digit in the file."""
    if instrument is None:
        try:
            market.store.get(series.venue, series.symbol)
        except NotFound:
            tick = finest_tick(arrays)
            instrument = Instrument(series.venue, series.symbol, tick, _STEP, _MINIMUM_NOTIONAL)
    if instrument is not None:
        market.store.put_instrument(instrument)


def finest_tick(arrays: BarArrays) -> Decimal:
    """The power of ten that every price is a multiple of."""
    prices = np.unique(np.concatenate([getattr(arrays, name) for name in COLUMNS[1:5]]))
    exponents = (decimal_of(price).as_tuple().exponent for price in prices.tolist())
    places = max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0)
    return max(Decimal(1).scaleb(-max(places, 0)), _FINEST)
