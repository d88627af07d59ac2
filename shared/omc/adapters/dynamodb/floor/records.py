"""FloorRecords over the table: one owner's lists, newest first, part by part."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from omc.adapters.dynamodb.client import Item, items_between, marshal, unmarshal
from omc.adapters.dynamodb.floor.items import at
from omc.contracts.floor import record_of
from omc.floor.changes import EquityPoint, FillRecord, TradeRecord
from omc.floor.decision import Signal
from omc.floor.journal import Entry
from omc.floor.orders import Order
from omc.floor.ports import Part
from omc.kernel.instants import Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

T = TypeVar("T")


class DynamoFloorRecords:
    """Orders come by the index, which may lag a moment behind; the rest is read consistently."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name

    def orders_of(self, owner_id: str, after: str | None, limit: int) -> Part[Order]:
        start = None
        if after is not None:
            order_id = after.split("#", 1)[1]
            start = {
                "pk": f"ORDER#{order_id}", "sk": "STATE", "gsi1pk": f"ORDERS#{owner_id}", "gsi1sk": after,
            }  # fmt: skip
        found = self._page(f"ORDERS#{owner_id}", start, limit, index=True)
        return _part(Order, found, limit, "gsi1sk")

    def trades_of(self, owner_id: str, after: str | None, limit: int) -> Part[TradeRecord]:
        pk = f"TRADES#{owner_id}"
        return _part(TradeRecord, self._page(pk, _start(pk, after), limit), limit, "sk")

    def signals_of(self, owner_id: str, after: str | None, limit: int) -> Part[Signal]:
        pk = f"SIGNALS#{owner_id}"
        return _part(Signal, self._page(pk, _start(pk, after), limit), limit, "sk")

    def equity_of(self, account_id: str, since: Ms) -> Sequence[EquityPoint]:
        found = self._range(f"EQUITY#{account_id}", at(max(since, 0)), "9" * 13)
        return [record_of(EquityPoint, item["doc"]) for item in found]

    def entries_of(self, account_id: str) -> Sequence[Entry]:
        found = self._range(f"ACCOUNT#{account_id}", "JOURNAL#", "JOURNAL#~")
        return [record_of(Entry, item["doc"]) for item in found]

    def fills_of(self, order_id: str) -> Sequence[FillRecord]:
        found = self._range(f"ORDER#{order_id}", "FILL#", "FILL#~")
        return [record_of(FillRecord, item["doc"]) for item in found]

    def _range(self, pk: str, first: str, last: str) -> Sequence[Item]:
        return list(items_between(self._client, self._table, pk, first, last))

    def _page(self, pk: str, start: Item | None, limit: int, *, index: bool = False) -> Sequence[Item]:
        """One entry more than asked for, to know whether there is another part."""
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "gsi1pk = :pk" if index else "pk = :pk",
            "ExpressionAttributeValues": marshal({":pk": pk}),
            "ScanIndexForward": False,
            "Limit": limit + 1,
        }
        if index:
            request["IndexName"] = "gsi1"
        if start is not None:
            request["ExclusiveStartKey"] = marshal(start)
        return [unmarshal(item) for item in self._client.query(**request)["Items"]]


def _start(pk: str, after: str | None) -> Item | None:
    return None if after is None else {"pk": pk, "sk": after}


def _part(kind: type[T], found: Sequence[Item], limit: int, position: str) -> Part[T]:
    shown = found[:limit]
    last = str(shown[-1][position]) if len(found) > limit else None
    return Part([record_of(kind, item["doc"]) for item in shown], last)
