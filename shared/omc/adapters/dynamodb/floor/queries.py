"""What screens ask of the floor table beyond FloorStore and FloorRecords: much at once, and filtered lists.

A board comes in two round trips, however many algorithms it has. Filters read past what does not match;
a page may therefore hold less than was asked for and still have a next one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from omc.adapters.dynamodb.client import Item, marshal, query, unmarshal
from omc.adapters.dynamodb.floor import items
from omc.contracts.floor import record_of
from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm, account_id_of
from omc.floor.changes import EquityPoint, TradeRecord
from omc.floor.operations import Owner
from omc.floor.orders import Order
from omc.floor.ports import Part
from omc.kernel.errors import Transient
from omc.kernel.instants import Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

T = TypeVar("T")
_BATCH = 100
_BATCH_TRIES = 5
# A filtered page gives up looking after so many reads of so many entries.
_READS = 10
_READ = 200


@dataclass(frozen=True)
class Board:
    """Everything of an owner that runs or ran: each algorithm with its account."""

    owner: Owner
    rows: Sequence[tuple[Algorithm, Account]]

    @property
    def accounts(self) -> Sequence[Account]:
        return [account for _, account in self.rows]


class DynamoFloorQueries:
    """Consistent, but for lists of orders: they come by the index, which may lag a moment behind."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name

    def board(self, owner_id: str) -> Board:
        """Newest algorithm first."""
        pk, owner = f"OWNER#{owner_id}", Owner(owner_id)
        algorithm_ids = []
        for item in self._query("pk = :pk", {":pk": pk}):
            if item["sk"] == items.STATE:
                owner = record_of(Owner, item["doc"])
            else:
                algorithm_ids.append(str(item["sk"]).removeprefix("ALGORITHM#"))
        keys = [items.algorithm_key(key) for key in algorithm_ids]
        keys += [items.account_key(account_id_of(key)) for key in algorithm_ids]
        found = self._all(keys)
        rows = [
            (
                record_of(Algorithm, found[items.algorithm_key(key)]),
                record_of(Account, found[items.account_key(account_id_of(key))]),
            )
            for key in algorithm_ids
        ]
        return Board(owner, sorted(rows, key=lambda row: row[0].created_at, reverse=True))

    def orders(self, order_ids: Iterable[str]) -> Sequence[Order]:
        found = self._all([items.order_key(key) for key in order_ids])
        orders = [record_of(Order, doc) for doc in found.values()]
        return sorted(orders, key=lambda order: (order.intent.decided_at, order.order_id), reverse=True)

    def accounts(self, account_ids: Iterable[str]) -> Sequence[Account]:
        found = self._all([items.account_key(key) for key in account_ids])
        return [record_of(Account, doc) for doc in found.values()]

    def orders_where(
        self, owner_id: str, only: Mapping[str, str], after: str | None, limit: int
    ) -> Part[Order]:
        """An owner's orders, newest first; `only`: algorithm_id, state."""
        pk, start = f"ORDERS#{owner_id}", None
        if after is not None:
            key = items.order_key(after.split("#", 1)[1])
            start = {"pk": key[0], "sk": key[1], "gsi1pk": pk, "gsi1sk": after}
        paths = {"algorithm_id": ["doc", "intent", "algorithm_id"], "state": ["doc", "state"]}
        request = {"IndexName": "gsi1", "KeyConditionExpression": "gsi1pk = :pk", **_filter(paths, only, pk)}
        return self._page(Order, request, start, limit, "gsi1sk")

    def trades_where(
        self, owner_id: str, only: Mapping[str, str], after: str | None, limit: int
    ) -> Part[TradeRecord]:
        """An owner's closed trades, newest first; `only`: algorithm_id, mode."""
        pk = f"TRADES#{owner_id}"
        start = None if after is None else {"pk": pk, "sk": after}
        paths = {"algorithm_id": ["doc", "algorithm_id"], "mode": ["doc", "mode"]}
        request = {"KeyConditionExpression": "pk = :pk", "ConsistentRead": True, **_filter(paths, only, pk)}
        return self._page(TradeRecord, request, start, limit, "sk")

    def equity_until(self, account_id: str, at: Ms) -> EquityPoint | None:
        """The last point at or before `at`."""
        return self._point(account_id, "pk = :pk AND sk <= :at", at, forward=False)

    def equity_from(self, account_id: str, at: Ms) -> EquityPoint | None:
        """The first point at or after `at`."""
        return self._point(account_id, "pk = :pk AND sk >= :at", at, forward=True)

    def _point(self, account_id: str, condition: str, at: Ms, *, forward: bool) -> EquityPoint | None:
        page = self._client.query(
            TableName=self._table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=marshal({":pk": f"EQUITY#{account_id}", ":at": items.at(max(at, 0))}),
            ScanIndexForward=forward,
            Limit=1,
            ConsistentRead=True,
        )
        found = [record_of(EquityPoint, unmarshal(item)["doc"]) for item in page["Items"]]
        return found[0] if found else None

    def _page(
        self, kind: type[T], request: dict[str, Any], start: Item | None, limit: int, position: str
    ) -> Part[T]:
        shown: list[Item] = []
        request = {"TableName": self._table, "ScanIndexForward": False, **request}
        request["Limit"] = _READ if "FilterExpression" in request else limit + 1
        for _ in range(_READS):
            begin: dict[str, Any] = {} if start is None else {"ExclusiveStartKey": marshal(start)}
            page = self._client.query(**request, **begin)
            shown += [unmarshal(item) for item in page["Items"]]
            start = unmarshal(page["LastEvaluatedKey"]) if "LastEvaluatedKey" in page else None
            if len(shown) > limit:
                start = shown[limit - 1]
            if start is None or len(shown) > limit:
                break
        records = [record_of(kind, item["doc"]) for item in shown[:limit]]
        return Part(records, None if start is None else str(start[position]))

    def _query(self, condition: str, values: Item) -> Iterator[Item]:
        return query(
            self._client,
            TableName=self._table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=marshal(values),
            ConsistentRead=True,
        )

    def _all(self, keys: Sequence[items.Key]) -> dict[items.Key, Any]:
        """The documents at `keys`, in batches; those that do not exist are left out."""
        found: dict[items.Key, Any] = {}
        for first in range(0, len(keys), _BATCH):
            wanted = [marshal({"pk": pk, "sk": sk}) for pk, sk in keys[first : first + _BATCH]]
            for _ in range(_BATCH_TRIES):
                answer = self._client.batch_get_item(
                    RequestItems={self._table: {"Keys": wanted, "ConsistentRead": True}}
                )
                for item in map(unmarshal, answer["Responses"].get(self._table, [])):
                    found[str(item["pk"]), str(item["sk"])] = item["doc"]
                left = answer["UnprocessedKeys"].get(self._table)
                wanted = [] if left is None else list(left["Keys"])
                if not wanted:
                    break
            else:
                raise Transient(f"expected all of {len(keys)} entries, the table is busy", retry_after_s=0.5)
        return found


def _filter(paths: Mapping[str, Sequence[str]], only: Mapping[str, str], pk: str) -> dict[str, Any]:
    """The values of a query's expressions, and its filter if there is one."""
    values = {":pk": pk, **{f":{name}": value for name, value in only.items()}}
    if not only:
        return {"ExpressionAttributeValues": marshal(values)}
    parts = {part for name in only for part in paths[name]}
    tests = [f"{'.'.join(f'#{part}' for part in paths[name])} = :{name}" for name in only]
    return {
        "ExpressionAttributeValues": marshal(values),
        "ExpressionAttributeNames": {f"#{part}": part for part in parts},
        "FilterExpression": " AND ".join(tests),
    }
