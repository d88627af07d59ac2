"""Reads records: one query per source, asset and day, newest first, merged as they come."""

import re
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import Item, get_item, integer, marshal, query
from omc.adapters.dynamodb.ledger import items
from omc.kernel.errors import InvalidInput, NotFound
from omc.kernel.instants import DAY_MS, utc_day
from omc.ledgers.reading import EVERY_ASSET, RecordPage, RecordQuery
from omc.ledgers.records import Record
from omc.ledgers.taxonomy import Ledger

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

MOST_DAYS = 100
# After every sort key that begins with the same time.
_END = "~"
_CURSOR = re.compile(r"\d{13}#rec-[0-9a-f]{32}#\d{13}-[0-9a-f]{16}")


class DynamoRecordReader:
    """The RecordReader port; all reads are consistent. A thing whose time the source has corrected stands at
    both times."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name

    def page(self, query: RecordQuery) -> RecordPage:
        """See RecordReader. InvalidInput for more than 100 days: each is a query of its own."""
        _check(query)
        found = list(islice(self._chosen(query), query.limit + 1))
        shown = found[: query.limit]
        cursor = str(shown[-1]["sk"]) if len(found) > query.limit else None
        return RecordPage([items.record_of(item) for item in shown], cursor)

    def wordings(self, record_id: str) -> Sequence[Record]:
        item = get_item(self._client, self._table, items.head_pk(record_id), items.HEAD)
        if item is None:
            raise NotFound(f"expected the id of a record, got {record_id[:80]!r}", code="record_unknown")
        found = revisions_of(self._client, self._table, items.head_of(item))
        if not found:
            raise NotFound(f"record {record_id} is older than what is kept here", code="record_unknown")
        return [items.record_of(one) for one in reversed(found)]

    def sources(self, ledger: Ledger) -> Sequence[str]:
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": f"SOURCES#{ledger.value}"}),
        )
        return [str(item["sk"]) for item in found]

    def _chosen(self, query: RecordQuery) -> Iterator[Item]:
        known = (
            item
            for item in self._newest_first(query)
            if query.known_by is None or integer(item, "known_at") <= query.known_by
        )
        if query.revisions:
            return known
        # Wordings of a thing lie side by side, the last first.
        return (next(group) for _, group in groupby(known, key=lambda item: _thing(str(item["sk"]))))

    def _newest_first(self, query: RecordQuery) -> Iterator[Item]:
        sources = [query.source] if query.source else self.sources(query.ledger)
        before = _before(query)
        last = min(query.end - 1, int(before[:13]))
        for day in range(utc_day(last), utc_day(query.start) - 1, -1):
            days = [self._day(query, source, items.day_of(day * DAY_MS), before) for source in sources]
            yield from merge(*days, key=lambda item: str(item["sk"]), reverse=True)

    def _day(self, asked: RecordQuery, source: str, day: str, before: str) -> Iterator[Item]:
        """A source's day, down from `before`, which is left out itself."""
        values = {
            ":pk": items.record_pk(asked.ledger, source, asked.asset, day),
            ":first": f"{asked.start:013d}",
            ":last": before,
        }
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=marshal(values),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=asked.limit + 1,
        )
        return (item for item in found if item["sk"] != before)


def revisions_of(client: "DynamoDBClient", table: str, head: items.Head) -> list[Item]:
    """Every revision of a thing, as it stands under `*`, by time of knowing."""
    found: list[Item] = []
    for event_time in head.places:
        values: dict[str, Any] = {
            ":pk": items.record_pk(head.ledger, head.source, EVERY_ASSET, items.day_of(event_time)),
            ":thing": f"{items.thing_prefix(event_time, head.record_id)}#",
        }
        found += query(
            client,
            TableName=table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :thing)",
            ExpressionAttributeValues=marshal(values),
            ConsistentRead=True,
        )
    return sorted(found, key=lambda item: integer(item, "known_at"))


def _check(query: RecordQuery) -> None:
    if not 0 <= query.start < query.end or query.end - query.start > MOST_DAYS * DAY_MS:
        raise InvalidInput(
            f"expected a start before the end and at most {MOST_DAYS} days, got {query.start}, {query.end}",
            code="range",
        )
    if query.limit < 1:
        raise InvalidInput(f"expected a limit of at least 1, got {query.limit}")
    if query.cursor is not None and not _CURSOR.fullmatch(query.cursor):
        raise InvalidInput("expected the cursor of a page before", code="cursor")


def _before(query: RecordQuery) -> str:
    """The sort key that all of the page come before."""
    if query.cursor is None:
        return f"{query.end - 1:013d}{_END}"
    return query.cursor if query.revisions else _thing(query.cursor)


def _thing(sk: str) -> str:
    return sk.rpartition("#")[0]
