"""FloorStore over the table: a commit is one transaction whose conditions are the versions that were read."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from omc.adapters.dynamodb.client import Item, get_item, integer, marshal, query, unmarshal
from omc.adapters.dynamodb.floor import items
from omc.adapters.dynamodb.outbox import outbox_put
from omc.adapters.dynamodb.push import push_put
from omc.adapters.dynamodb.transactor import Transactor
from omc.contracts.floor import document, record_of
from omc.floor.accounts import Account, Kill
from omc.floor.algorithms import Algorithm
from omc.floor.audit import AuditRecord
from omc.floor.changes import Changes
from omc.floor.operations import Operation, Owner
from omc.floor.orders import Order
from omc.kernel.errors import NotFound
from omc.kernel.instants import Ms
from omc.strategy.model import StrategySpec

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

T = TypeVar("T")
_FREE = "(attribute_not_exists(killed) OR killed = :free)"


class DynamoFloorStore:
    """All reads are consistent. A busy table is retried with pauses, then Transient."""

    def __init__(self, client: "DynamoDBClient", table_name: str, transactor: Transactor) -> None:
        self._client, self._table, self._transactor = client, table_name, transactor

    def commit(self, changes: Changes) -> None:
        self._transactor.write(list(self._writes(changes)))

    def deploy(self, changes: Changes, spec: StrategySpec) -> None:
        algorithm = changes.algorithm
        assert algorithm is not None
        algorithm_id, owner_id = algorithm.algorithm_id, algorithm.owner_id
        listed: list[Item] = [
            {"pk": f"ALGORITHM#{algorithm_id}", "sk": "SPEC", "doc": document(spec)},
            {"pk": f"OWNER#{owner_id}", "sk": f"ALGORITHM#{algorithm_id}"},
            {"pk": items.OWNERS, "sk": owner_id},
            {"pk": items.series_pk(algorithm.series.key), "sk": algorithm_id},
            {"pk": items.RUNNING, "sk": algorithm_id},
        ]
        self._transactor.write([*self._writes(changes), *(self._put(item) for item in listed)])

    def engage_kill(self, account_id: str, kill: Kill) -> Account:
        """Conditioned on nothing but the flag itself: no other writer can make it lose its turn."""
        pk, sk = items.account_key(account_id)
        failed = self._client.exceptions.ConditionalCheckFailedException
        try:
            answer = self._transactor.patiently(
                lambda: self._client.update_item(
                    TableName=self._table,
                    Key=marshal({"pk": pk, "sk": sk}),
                    UpdateExpression="SET doc.kill = :kill, killed = :yes, version = version + :one,"
                    " doc.version = doc.version + :one",
                    ConditionExpression="attribute_exists(pk) AND killed = :no",
                    ExpressionAttributeValues=marshal(
                        {":kill": document(kill), ":yes": True, ":no": False, ":one": 1}
                    ),
                    ReturnValues="ALL_NEW",
                )
            )
        except failed:
            return self.account(account_id)
        return record_of(Account, unmarshal(answer["Attributes"])["doc"])

    def account(self, account_id: str) -> Account:
        return self._read(Account, items.account_key(account_id))

    def algorithm(self, algorithm_id: str) -> Algorithm:
        return self._read(Algorithm, items.algorithm_key(algorithm_id))

    def order(self, order_id: str) -> Order:
        return self._read(Order, items.order_key(order_id))

    def operation(self, operation_id: str) -> Operation:
        return self._read(Operation, items.operation_key(operation_id))

    def owner(self, owner_id: str) -> Owner:
        try:
            return self._read(Owner, items.owner_key(owner_id))
        except NotFound:
            return Owner(owner_id)

    def spec(self, algorithm_id: str) -> StrategySpec:
        return self._read(StrategySpec, (f"ALGORITHM#{algorithm_id}", "SPEC"))

    def subscribers(self, series_key: str) -> Sequence[str]:
        return self._names(items.series_pk(series_key))

    def running(self) -> Sequence[str]:
        return self._names(items.RUNNING)

    def unfinished(self) -> Sequence[str]:
        return self._names(items.UNFINISHED)

    def algorithms_of(self, owner_id: str) -> Sequence[str]:
        names = self._names(f"OWNER#{owner_id}", "ALGORITHM#")
        return [name.removeprefix("ALGORITHM#") for name in names]

    def owners(self) -> Sequence[str]:
        return self._names(items.OWNERS)

    def audits(self, subject: str) -> Sequence[AuditRecord]:
        return [record_of(AuditRecord, item["doc"]) for item in self._partition(f"AUDIT#{subject}")]

    def watched_at(self) -> Ms | None:
        return self._last(items.WATCH)

    def watched(self, at: Ms) -> None:
        self._note(items.WATCH, at)

    def reconciled_at(self) -> Ms | None:
        return self._last(items.RECONCILED)

    def reconciled(self, at: Ms) -> None:
        self._note(items.RECONCILED, at)

    def _last(self, key: items.Key) -> Ms | None:
        item = get_item(self._client, self._table, *key)
        return None if item is None else integer(item, "at")

    def _note(self, key: items.Key, at: Ms) -> None:
        self._client.put_item(TableName=self._table, Item=marshal({"pk": key[0], "sk": key[1], "at": at}))

    def _writes(self, changes: Changes) -> "Iterator[TransactWriteItemTypeDef]":
        guarded = changes.unless_killed
        for record, item in items.versioned(changes):
            guard = isinstance(record, Account) and record.account_id == guarded
            if guard:
                guarded = None
            yield self._put_version(item, record.version, guard=guard)
        if guarded is not None:
            yield self._check_free(items.account_key(guarded))
        if changes.unless_owner_killed is not None:
            yield self._check_free(items.owner_key(changes.unless_owner_killed))
        for item in items.records(changes):
            yield self._put(item, once=True)
        yield from self._lists(changes)
        for event in changes.events:
            yield outbox_put(self._table, event)
        for one in changes.notices:
            yield push_put(self._table, one.owner_id, "floor", one.type, one.data, one.notice_id)

    def _lists(self, changes: Changes) -> "Iterator[TransactWriteItemTypeDef]":
        """Who runs and what is unfinished, kept in step with the records themselves."""
        algorithm, operation = changes.algorithm, changes.operation
        if algorithm is not None and not algorithm.status.running:
            yield self._delete((items.RUNNING, algorithm.algorithm_id))
            yield self._delete((items.series_pk(algorithm.series.key), algorithm.algorithm_id))
        if operation is not None and operation.finished:
            yield self._delete((items.UNFINISHED, operation.operation_id))
        elif operation is not None and operation.version == 0:
            yield self._put({"pk": items.UNFINISHED, "sk": operation.operation_id})

    def _put(self, item: Item, *, once: bool = False) -> "TransactWriteItemTypeDef":
        if not once:
            return {"Put": {"TableName": self._table, "Item": marshal(item)}}
        condition = "attribute_not_exists(pk)"
        return {"Put": {"TableName": self._table, "Item": marshal(item), "ConditionExpression": condition}}

    def _put_version(self, item: Item, version: int, *, guard: bool) -> "TransactWriteItemTypeDef":
        condition = "version = :version" if version else "attribute_not_exists(pk)"
        values: Item = {":version": version} if version else {}
        if guard:
            condition, values = f"{condition} AND {_FREE}", values | {":free": False}
        if not values:
            return self._put(item, once=True)
        return {
            "Put": {
                "TableName": self._table,
                "Item": marshal(item),
                "ConditionExpression": condition,
                "ExpressionAttributeValues": marshal(values),
            }
        }

    def _check_free(self, key: items.Key) -> "TransactWriteItemTypeDef":
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": marshal({"pk": key[0], "sk": key[1]}),
                "ConditionExpression": _FREE,
                "ExpressionAttributeValues": marshal({":free": False}),
            }
        }

    def _delete(self, key: items.Key) -> "TransactWriteItemTypeDef":
        return {"Delete": {"TableName": self._table, "Key": marshal({"pk": key[0], "sk": key[1]})}}

    def _read(self, kind: type[T], key: items.Key) -> T:
        item = get_item(self._client, self._table, *key)
        if item is None:
            name = key[0].split("#", 1)[1]
            raise NotFound(f"expected a known {kind.__name__.lower()}, got {name!r}")
        return record_of(kind, item["doc"])

    def _names(self, pk: str, prefix: str = "") -> Sequence[str]:
        return [item["sk"] for item in self._partition(pk, prefix)]

    def _partition(self, pk: str, prefix: str = "") -> Iterator[Item]:
        condition, values = "pk = :pk", {":pk": pk}
        if prefix:
            condition, values = f"{condition} AND begins_with(sk, :prefix)", values | {":prefix": prefix}
        return query(
            self._client,
            TableName=self._table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=marshal(values),
            ConsistentRead=True,
        )
