"""The pairs of a folder of Parquet files named `<venue>_spot_<SYMBOL>_<timeframe>.parquet`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np

from omc.market.model import BarArrays, Instrument
from omc.market.timeframes import Timeframe

_NAME = re.compile(
    r"(?P<venue>[a-z0-9]+)_spot_(?P<base>[A-Z0-9]+?)(?P<quote>USDT|USD|BTC)_(?P<timeframe>\w+)"
)
_COLUMNS = ("open", "high", "low", "close", "volume")
_STEP, _MIN_NOTIONAL = Decimal("0.00001"), Decimal(10)


@dataclass(frozen=True)
class Pair:
    """One file: its market and where its bars lie."""

    instrument: Instrument
    timeframe: Timeframe
    path: Path

    @property
    def label(self) -> str:
        return f"{self.instrument.symbol} {self.timeframe}"

    def bars(self) -> BarArrays:
        """All bars, oldest first."""
        return _read(self.path)


def pairs(folder: Path) -> Iterator[Pair]:
    """In the order of their names; other files are left alone."""
    for path in sorted(folder.glob("*.parquet")):
        named = _NAME.fullmatch(path.stem)
        if named is None or named["timeframe"] not in set(Timeframe):
            continue
        symbol = f"{named['base']}/{named['quote']}"
        bars = _read(path)
        instrument = Instrument(named["venue"], symbol, _tick(bars), _STEP, _MIN_NOTIONAL)
        yield Pair(instrument, Timeframe(named["timeframe"]), path)


def _read(path: Path) -> BarArrays:
    with duckdb.connect() as engine:
        rows = engine.execute(
            "select epoch_ms(timestamp) as ts, open, high, low, close, volume "
            "from read_parquet(?) order by timestamp",
            [str(path)],
        ).fetchnumpy()
    columns = (np.ascontiguousarray(rows[name], dtype=np.float64) for name in _COLUMNS)
    return BarArrays(np.ascontiguousarray(rows["ts"], dtype=np.int64), *columns)


def _tick(bars: BarArrays) -> Decimal:
    """The largest power of ten that all prices are multiples of: what the exchange rounded to."""
    prices = np.concatenate((bars.open, bars.high, bars.low, bars.close))
    for digits in range(9):
        units = prices * 10.0**digits
        if bool(np.all(np.abs(units - np.rint(units)) < 1e-6 * np.maximum(units, 1.0))):
            return Decimal(1).scaleb(-digits)
    return Decimal("0.00000001")
