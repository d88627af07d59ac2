"""The market store: every bar once, every new bar announced once, every missing one on record.

A batch of bars, their events and pushes, the gap records they change and the series' head are one
transaction, conditioned on each bar being absent and on the head's version. A writer that dies leaves
whole batches only; one that lost its turn reads again. So appending again is always the remedy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from omc.adapters.dynamodb import market_items as items
from omc.adapters.dynamodb.client import MAX_TRANSACTION_ITEMS, Item, TransactionRefused, marshal, transact
from omc.adapters.dynamodb.market_reader import DynamoMarketReader
from omc.adapters.dynamodb.outbox import outbox_put
from omc.adapters.dynamodb.push import push_put
from omc.contracts.candles import candle_closed
from omc.kernel.errors import Transient
from omc.kernel.instants import Ms
from omc.kernel.ports import Clock
from omc.market.gaps import Arrival, arrive, fresh, still_open
from omc.market.model import Bar, Instrument, IntArray, Series
from omc.market.ports import AppendResult, BarReader, GapRecord, SeriesHead
from omc.market.revisions import once, revisions
from omc.market.validation import require_bars

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ConditionCheckTypeDef, PutTypeDef, TransactWriteItemTypeDef

# Per bar at most 1 item (3 if announced: bar, event, push) and 2 gap records; per batch the head, the
# entry in the list of series and one more gap record: below DynamoDB's limit of 100.
_ANNOUNCED_BATCH = 18
_SILENT_BATCH = 30
_TURNS = 8
_REFUSED = "ConditionalCheckFailedException"


@dataclass(frozen=True)
class _State:
    head: items.Head | None
    open_gaps: tuple[GapRecord, ...]

    @property
    def extent(self) -> SeriesHead | None:
        return None if self.head is None else self.head.extent

    def fresh(self, arriving: Sequence[Ms]) -> list[Ms]:
        return fresh(self.extent, self.open_gaps, arriving)

    def after(self, arrival: Arrival, came: Sequence[Ms], hot_from: Ms | None) -> "_State":
        before = self.head or items.Head(arrival.head, None, 0)
        known = [ts for ts in (hot_from, before.hot_from) if ts is not None]
        late = self.head is not None and came[0] < before.extent.last_ts
        head = items.Head(arrival.head, min(known, default=None), before.version + 1, before.rewrites + late)
        return _State(head, still_open(self.open_gaps, arrival, came))


class DynamoMarketStore(DynamoMarketReader):
    """BarWriter over the table, and its reader.

    `history` (the lake) is asked for the value of a bar that is stored but not in the table.
    """

    def __init__(
        self, client: "DynamoDBClient", table_name: str, clock: Clock, history: BarReader | None = None
    ) -> None:
        super().__init__(client, table_name)
        self._clock, self._history = clock, history

    def append(self, series: Series, bars: Sequence[Bar], *, announce: bool = True) -> AppendResult:
        """See BarWriter."""
        result, pending = once(series, bars)
        require_bars(series, pending)
        for _ in range(_TURNS):
            state = self._state(series, [bar.ts for bar in pending])
            new = set(state.fresh([bar.ts for bar in pending]))
            result = self._settle(series, [bar for bar in pending if bar.ts not in new], result)
            pending = [bar for bar in pending if bar.ts in new]
            result, pending = self._write(series, pending, state, announce, result)
            if not pending:
                return result
        raise Transient(f"expected a turn at {series.key}, lost {_TURNS} to other writers", retry_after_s=0.1)

    def adopt_history(self, series: Series, stored: IntArray) -> None:
        """The lake now holds the bars opened at `stored` (ascending): make head and gap records say so.

        No event, no push. May be repeated; a death in the middle is mended by repeating it.
        """
        for _ in range(_TURNS):
            state = self._state(series, stored.tolist())
            new = state.fresh(stored.tolist())
            try:
                if new:
                    self._adopt(series, state, new)
                return
            except TransactionRefused:
                continue
        raise Transient(f"expected a turn at {series.key}, lost {_TURNS} to other writers", retry_after_s=0.1)

    def note(self, record: GapRecord) -> None:
        """See GapBook."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item=marshal(items.gap_item(record)),
                ConditionExpression="#missing = :missing AND attribute_not_exists(repaired_at)",
                ExpressionAttributeNames={"#missing": "missing"},
                ExpressionAttributeValues=marshal({":missing": record.gap.count}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise

    def put_instrument(self, instrument: Instrument) -> None:
        """Sets the rules of an instrument, replacing those there were."""
        self._client.put_item(TableName=self._table, Item=marshal(items.instrument_item(instrument)))

    def _state(self, series: Series, arriving: Sequence[Ms]) -> _State:
        head = self.table_head(series)
        if head is None or all(ts > head.extent.last_ts for ts in arriving):
            return _State(head, ())
        return _State(head, tuple(self.gaps(series)))

    def _settle(self, series: Series, known: Sequence[Bar], result: AppendResult) -> AppendResult:
        """Counts bars stored already; those that came with another value are recorded and refused."""
        if not known:
            return result
        first, after = known[0].ts, series.timeframe.close_of(known[-1].ts)
        stored = {bar.ts: bar for bar in self.range(series, first, after)}
        if self._history is not None and any(bar.ts not in stored for bar in known):
            stored = {bar.ts: bar for bar in self._history.range(series, first, after)} | stored
        revised = revisions(series, stored, known)
        for conflict in revised:
            item = items.revision_item(conflict, self._clock.now())
            self._client.put_item(TableName=self._table, Item=marshal(item))
        duplicates = result.duplicates + len(known) - len(revised)
        return replace(result, duplicates=duplicates, conflicts=(*result.conflicts, *revised))

    def _write(
        self, series: Series, bars: Sequence[Bar], state: _State, announce: bool, result: AppendResult
    ) -> tuple[AppendResult, list[Bar]]:
        """Writes batch after batch; returns the result so far and the bars left when a turn was lost."""
        left = {bar.ts: bar for bar in bars}
        for batch in _batches(bars, state.extent, _ANNOUNCED_BATCH if announce else _SILENT_BATCH):
            came = [bar.ts for bar in batch]
            arrival = arrive(series, state.extent, state.open_gaps, came, self._clock.now())
            after = state.after(arrival, came, came[0])
            try:
                transact(
                    self._client, [*self._bars(series, batch, announce), *self._book(state, after, arrival)]
                )
            except TransactionRefused:
                break
            for ts in came:
                del left[ts]
            state = after
            stored = tuple(sorted((*result.stored, *came)))
            result = replace(result, stored=stored, gaps=(*result.gaps, *arrival.opened))
        return result, list(left.values())

    def _adopt(self, series: Series, state: _State, came: Sequence[Ms]) -> None:
        arrival = arrive(series, state.extent, state.open_gaps, came, self._clock.now())
        *writes, head = self._book(state, state.after(arrival, came, None), arrival)
        size = MAX_TRANSACTION_ITEMS - 1
        for offset in range(0, len(writes), size):
            transact(self._client, [self._turn(series, state), *writes[offset : offset + size]])
        # The head last: until it stands, readers see the series as it was.
        transact(self._client, [head])

    def _bars(
        self, series: Series, batch: Sequence[Bar], announce: bool
    ) -> "Iterator[TransactWriteItemTypeDef]":
        now = self._clock.now()
        for bar in batch:
            yield self._put(items.bar_item(series, bar, now), "attribute_not_exists(pk)")
            if announce:
                event = candle_closed(series, bar)
                yield outbox_put(self._table, event)
                channel = f"candles:{series.key}"
                yield push_put(self._table, "*", channel, "candle_closed", event.data, event.event_id)

    def _book(self, state: _State, after: _State, arrival: Arrival) -> "list[TransactWriteItemTypeDef]":
        """Gap records, the entry in the list of series, and last the head, for its next writer's turn."""
        writes = [self._put(items.gap_item(record)) for record in arrival.records]
        assert after.head is not None
        head = items.head_item(after.head)
        if state.head is None:
            listed = {"pk": items.SERIES_LIST, "sk": arrival.head.series.key}
            return [*writes, self._put(listed), self._put(head, "attribute_not_exists(pk)")]
        return [*writes, self._put(head, "version = :version", {":version": state.head.version})]

    def _turn(self, series: Series, state: _State) -> "TransactWriteItemTypeDef":
        """Holds as long as nobody else moved the head."""
        key = marshal({"pk": items.head_pk(series), "sk": items.HEAD})
        if state.head is None:
            condition: ConditionCheckTypeDef = {
                "TableName": self._table, "Key": key, "ConditionExpression": "attribute_not_exists(pk)",
            }  # fmt: skip
        else:
            condition = {
                "TableName": self._table, "Key": key, "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": marshal({":version": state.head.version}),
            }  # fmt: skip
        return {"ConditionCheck": condition}

    def _put(
        self, item: Item, condition: str | None = None, values: Item | None = None
    ) -> "TransactWriteItemTypeDef":
        put: PutTypeDef = {"TableName": self._table, "Item": marshal(item)}
        if condition is not None:
            put["ConditionExpression"] = condition
        if values is not None:
            put["ExpressionAttributeValues"] = marshal(values)
        return {"Put": put}


def _batches(bars: Sequence[Bar], extent: SeriesHead | None, size: int) -> Iterator[Sequence[Bar]]:
    """Each batch ascending. Bars before the head come nearest first, so that no gap opens only to close."""
    earlier = [] if extent is None else [bar for bar in bars if bar.ts < extent.first_ts]
    later = bars[len(earlier) :]
    for offset in range(0, len(later), size):
        yield later[offset : offset + size]
    for end in range(len(earlier), 0, -size):
        yield earlier[max(0, end - size) : end]
