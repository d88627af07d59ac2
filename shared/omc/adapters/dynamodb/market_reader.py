"""Reads the `market` table: bars, heads, gaps, series and instruments. Never scans."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from omc.adapters.dynamodb import market_items as items
from omc.adapters.dynamodb.client import get_item, items_between, marshal, query
from omc.kernel.errors import NotFound
from omc.kernel.instants import Ms
from omc.market.bars import to_arrays
from omc.market.columns import between, empty, joined
from omc.market.model import Bar, BarArrays, Instrument, Series
from omc.market.ports import GapRecord, SeriesHead

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

# As many bars are read afresh each time; more are worth remembering.
_SHORT_BARS = 500


class DynamoMarketReader:
    """BarReader, GapBook and Instruments over the table; all reads are consistent."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name
        self._runs: dict[Series, tuple[int, BarArrays]] = {}

    def range(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> Sequence[Bar]:
        head = self.table_head(series)
        if head is None or head.hot_from is None:
            return ()
        first = head.hot_from if start is None else max(start, head.hot_from)
        after = series.timeframe.close_of(head.extent.last_ts)
        last = after if end is None else min(end, after)
        return self._between(series, first, last)

    def arrays(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> BarArrays:
        """Long runs are remembered: what reads them bar after bar pays for the new bars only."""
        if start is not None and end is not None and end - start <= _SHORT_BARS * series.timeframe.ms:
            return to_arrays(self.range(series, start, end))
        head = self.table_head(series)
        if head is None or head.hot_from is None:
            return empty()
        return between(self._remembered(series, head, head.hot_from), start, end)

    def _remembered(self, series: Series, head: items.Head, hot_from: Ms) -> BarArrays:
        """Every bar of the series in the table, as of `head`."""
        after = series.timeframe.close_of(head.extent.last_ts)
        rewrites, run = self._runs.get(series, (-1, empty()))
        known = rewrites == head.rewrites and len(run) > 0
        first = int(run.ts[-1]) + 1 if known else hot_from
        fresh = to_arrays(self._between(series, first, after))
        run = joined(run, fresh) if known else fresh
        self._runs[series] = (head.rewrites, run)
        return run

    def head(self, series: Series) -> SeriesHead | None:
        head = self.table_head(series)
        return None if head is None else head.extent

    def table_head(self, series: Series) -> items.Head | None:
        item = get_item(self._client, self._table, items.head_pk(series), items.HEAD)
        return None if item is None else items.head_of(series, item)

    def gaps(self, series: Series, *, include_repaired: bool = False) -> Sequence[GapRecord]:
        head = self.head(series)
        if head is None:
            return ()
        found = (items.gap_of(series, item) for item in self._partition(items.gap_pk(series)))
        # Records beyond the head were left by a history import that has not finished.
        return tuple(
            record
            for record in found
            if head.first_ts < record.gap.first_ts < head.last_ts
            and (include_repaired or record.repaired_at is None)
        )

    def series(self) -> Sequence[Series]:
        """Every series with a stored bar, by key."""
        return tuple(Series.parse(str(item["sk"])) for item in self._partition(items.SERIES_LIST))

    def get(self, venue: str, symbol: str) -> Instrument:
        item = get_item(self._client, self._table, f"INSTRUMENT#{venue}", symbol)
        if item is None:
            raise NotFound(f"expected an instrument known at {venue!r}, got {symbol!r}", code="instrument")
        return items.instrument_of(venue, item)

    def _between(self, series: Series, first: Ms, after: Ms) -> Sequence[Bar]:
        if first >= after:
            return ()
        names = items.buckets(series, first, after)
        return tuple(bar for name in names for bar in self._bucket(series, name, first, after))

    def _bucket(self, series: Series, name: str, first: Ms, after: Ms) -> Sequence[Bar]:
        pk, last = items.bar_pk(series, name), items.sort_key(after - 1)
        found = items_between(self._client, self._table, pk, items.sort_key(first), last)
        return [items.bar_of(item) for item in found]

    def _partition(self, pk: str) -> Sequence[dict[str, object]]:
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": pk}),
            ConsistentRead=True,
        )
        return list(found)
