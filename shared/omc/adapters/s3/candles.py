"""Candles in the lake: one Parquet object per series and year.

    {prefix}/venue=sample/symbol=BTC-USDT/timeframe=1h/year=2020/part-0.parquet

Columns: ts int64 (ms UTC, open time), open, high, low, close, volume float64; rows ascending. A year is
replaced as a whole, so a reader sees it before or after, never between; a writer whose year was changed
meanwhile reads again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from omc.adapters.s3.client import Listed, get_object, list_objects, put_if_unchanged
from omc.adapters.s3.parquet import from_parquet, to_parquet
from omc.kernel.errors import Transient
from omc.kernel.instants import Ms, from_iso, to_iso
from omc.market.columns import COLUMNS, between, differing, joined
from omc.market.model import Bar, BarArrays, IntArray, Series
from omc.market.ports import SeriesHead
from omc.market.validation import from_columns

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

CANDLES = "candles"
REPLAY = "replay"
_CACHED = 64
_TURNS = 5


@dataclass(frozen=True)
class Addition:
    """What adding bars did: open times new to the lake, bars it had, open times whose value it refused."""

    stored: IntArray
    duplicates: int
    conflicts: IntArray


class LakeCandles:
    """BarReader over the lake, and its writer; objects read once are kept while their tag stays."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str = CANDLES) -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix
        self._read: dict[str, tuple[str, BarArrays]] = {}

    def range(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> Sequence[Bar]:
        return from_columns(self.arrays(series, start, end))

    def arrays(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> BarArrays:
        runs = [self._object(entry) for entry in self._parts(series) if _may_hold(entry.key, start, end)]
        return between(joined(*runs), start, end)

    def head(self, series: Series) -> SeriesHead | None:
        stored = self.arrays(series).ts
        return SeriesHead(series, int(stored[0]), int(stored[-1]), len(stored)) if len(stored) else None

    def add(self, series: Series, arrays: BarArrays) -> Addition:
        """Adds bars (ascending, validated); what is stored stands. Adding again finishes what was cut off.

        Transient if other writers of the series are faster time after time.
        """
        for _ in range(_TURNS):
            parts = list(self._parts(series))
            stored = joined(*(self._object(entry) for entry in parts))
            new = ~np.isin(arrays.ts, stored.ts, assume_unique=True)
            if self._write(series, joined(stored, arrays), arrays.ts[new], parts):
                conflicts = differing(stored, arrays)
                return Addition(arrays.ts[new], int((~new).sum()) - len(conflicts), conflicts)
        raise Transient(f"expected a turn at the lake's {series.key}, lost {_TURNS} to other writers")

    def _write(self, series: Series, merged: BarArrays, new: IntArray, parts: Sequence[Listed]) -> bool:
        """Replaces the years that have new bars; False when a year has changed since it was listed."""
        etags = {entry.key: entry.etag for entry in parts}
        for year, rows in _by_year(merged.ts):
            if not np.isin(merged.ts[rows], new, assume_unique=True).any():
                continue
            key = f"{self._folder(series)}year={year}/part-0.parquet"
            body = to_parquet({name: getattr(merged, name)[rows] for name in COLUMNS})
            if not put_if_unchanged(self._client, self._bucket, key, body, etags.get(key)):
                return False
        return True

    def _folder(self, series: Series) -> str:
        symbol = series.symbol.replace("/", "-")
        timeframe = series.timeframe.value
        return f"{self._prefix}/venue={series.venue}/symbol={symbol}/timeframe={timeframe}/"

    def _parts(self, series: Series) -> Iterator[Listed]:
        return list_objects(self._client, self._bucket, self._folder(series))

    def _object(self, entry: Listed) -> BarArrays:
        etag, arrays = self._read.get(entry.key, ("", None))
        if arrays is not None and etag == entry.etag:
            return arrays
        body = get_object(self._client, self._bucket, entry.key)
        # Deleted between listing and reading: as if it had not been listed.
        arrays = joined() if body is None else BarArrays(**from_parquet(body, COLUMNS))
        if len(self._read) >= _CACHED:
            self._read.clear()
        self._read[entry.key] = (entry.etag, arrays)
        return arrays


def _may_hold(key: str, start: Ms | None, end: Ms | None) -> bool:
    year = int(key.split("/year=")[1][:4])
    opens, closes = from_iso(f"{year}-01-01T00:00:00Z"), from_iso(f"{year + 1}-01-01T00:00:00Z")
    return (start is None or start < closes) and (end is None or end > opens)


def _by_year(ts: IntArray) -> Iterator[tuple[int, IntArray]]:
    """Row numbers of each UTC year."""
    if not len(ts):
        return
    for year in range(_year(ts[0]), _year(ts[-1]) + 1):
        bounds = [from_iso(f"{edge}-01-01T00:00:00Z") for edge in (year, year + 1)]
        first, after = (int(row) for row in np.searchsorted(ts, bounds))
        if after > first:
            yield year, np.arange(first, after, dtype=np.int64)


def _year(ts: np.int64) -> int:
    return int(to_iso(int(ts))[:4])
