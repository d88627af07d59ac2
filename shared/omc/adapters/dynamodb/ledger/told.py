"""The records behind an event of the ledgers: the event names them, the table has their words."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import marshal, unmarshal
from omc.adapters.dynamodb.ledger.items import day_of, record_of, record_pk, thing_prefix
from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.contracts.ledger_events import LEDGER_ERASED, LEDGER_RECORDED
from omc.kernel.errors import InvalidInput, NotFound, Transient
from omc.kernel.events import Event
from omc.ledgers.reading import EVERY_ASSET
from omc.ledgers.records import Record
from omc.ledgers.revisions import without_words
from omc.ledgers.taxonomy import Ledger

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_AT_ONCE = 100
_READS = 5


class ToldRecords:
    """Reads what an event tells of."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name
        self._reader = DynamoRecordReader(client, table_name)

    def of(self, event: Event) -> Sequence[Record]:
        """Of ledger.recorded the revisions that were stored, of ledger.erased all revisions without words.

        NotFound when a revision is not there any more; Transient when the table is busy.
        """
        if event.type == LEDGER_RECORDED:
            return self._stored(event)
        if event.type == LEDGER_ERASED:
            return [record for one in event.data["record_ids"] for record in self._bare(str(one))]
        raise InvalidInput(f"expected {LEDGER_RECORDED} or {LEDGER_ERASED}, got {event.type}")

    def _stored(self, event: Event) -> Sequence[Record]:
        ledger, source = Ledger(event.data["ledger"]), str(event.data["source"])
        keys = [
            (
                record_pk(ledger, source, EVERY_ASSET, day_of(int(one["event_time"]))),
                f"{thing_prefix(int(one['event_time']), str(one['id']))}#{one['revision_id']}",
            )
            for one in event.data["records"]
        ]
        found = dict(self._items(keys))
        missing = [sk for _, sk in keys if sk not in found]
        if missing:
            raise NotFound(f"expected the {len(keys)} records of {event.event_id}, {missing[0]} is gone")
        return [found[sk] for _, sk in keys]

    def _items(self, keys: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Record]]:
        named = [marshal({"pk": pk, "sk": sk}) for pk, sk in dict.fromkeys(keys)]
        for offset in range(0, len(named), _AT_ONCE):
            left: Any = {self._table: {"Keys": named[offset : offset + _AT_ONCE], "ConsistentRead": True}}
            for _ in range(_READS):
                answer = self._client.batch_get_item(RequestItems=left)
                for item in map(unmarshal, answer["Responses"].get(self._table, [])):
                    yield str(item["sk"]), record_of(item)
                left = answer.get("UnprocessedKeys")
                if not left:
                    break
            else:
                raise Transient("the table is busy: it left keys unread", retry_after_s=0.5)

    def _bare(self, record_id: str) -> Iterator[Record]:
        try:
            wordings = self._reader.wordings(record_id)
        except NotFound:
            return
        # The words may be there still: the event leaves before the last of them.
        yield from map(without_words, wordings)
