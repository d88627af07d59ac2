"""Strategies in the `lab` table.

OWNER#{owner}    / STRATEGY#{id}       head: name, latest version
STRATEGY#{id}    / VERSION#{n:06}      spec as JSON text, its hash, its owner; never written twice
gsi1: STRATEGIES#{owner} / {created:013}#{id}   heads, for lists
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import (
    Item,
    TransactionRefused,
    get_item,
    index_page,
    integer,
    marshal,
    page_of,
    transact,
)
from omc.contracts.spec import SpecModel, read_spec
from omc.kernel.errors import Conflict, NotFound
from omc.kernel.instants import Ms
from omc.strategy.hashing import spec_hash
from omc.strategy.library import HeadPage, StrategyHead, StrategyVersion, VersionPage
from omc.strategy.model import StrategySpec

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_NEW = "attribute_not_exists(pk)"


class StrategyTable:
    """A StrategyLibrary; see the port for how its moves fail."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def create(self, owner_id: str, strategy_id: str, spec: StrategySpec, now: Ms) -> StrategyVersion:
        first = StrategyVersion(strategy_id, 1, spec, spec_hash(spec), now)
        head = {
            **_head_key(owner_id, strategy_id),
            "gsi1pk": _list_key(owner_id),
            "gsi1sk": f"{now:013}#{strategy_id}",
            "strategy_id": strategy_id,
            "name": spec.name,
            "latest_version": 1,
            "created_at": now,
            "updated_at": now,
        }
        try:
            transact(self._client, [self._put(head), self._put(_version_item(owner_id, first))])
        except TransactionRefused:
            return self._created_before(owner_id, first)
        return first

    def add(
        self, owner_id: str, strategy_id: str, spec: StrategySpec, now: Ms, based_on: int | None = None
    ) -> StrategyVersion:
        latest = self.version(owner_id, strategy_id, self.head(owner_id, strategy_id).latest_version)
        if latest.spec_hash == spec_hash(spec):
            return latest
        if based_on is not None and based_on != latest.version:
            raise _moved_on(based_on, latest.version)
        added = StrategyVersion(strategy_id, latest.version + 1, spec, spec_hash(spec), now)
        try:
            transact(
                self._client, [self._moves_on(owner_id, added), self._put(_version_item(owner_id, added))]
            )
        except TransactionRefused:
            raise _moved_on(latest.version, None) from None
        return added

    def head(self, owner_id: str, strategy_id: str) -> StrategyHead:
        key = _head_key(owner_id, strategy_id)
        item = get_item(self._client, self._table, key["pk"], key["sk"])
        if item is None:
            raise _no_strategy(strategy_id)
        return _head(item)

    def version(self, owner_id: str, strategy_id: str, version: int) -> StrategyVersion:
        key = _version_key(strategy_id, version)
        item = get_item(self._client, self._table, key["pk"], key["sk"])
        if item is None or item["owner_id"] != owner_id:
            raise NotFound(f"no version {version} of a strategy {strategy_id}")
        return _version(item)

    def heads(self, owner_id: str, position: Mapping[str, str] | None, limit: int) -> HeadPage:
        start = position and {
            "pk": f"OWNER#{owner_id}", "sk": position["sk"], "gsi1sk": position["gsi1sk"],
        }  # fmt: skip
        items, last = index_page(self._client, self._table, _list_key(owner_id), start, limit)
        after = last and {"sk": str(last["sk"]), "gsi1sk": str(last["gsi1sk"])}
        return HeadPage(tuple(_head(item) for item in items), after)

    def versions(
        self, owner_id: str, strategy_id: str, position: Mapping[str, str] | None, limit: int
    ) -> VersionPage:
        self.head(owner_id, strategy_id)
        pk = f"STRATEGY#{strategy_id}"
        items, last = page_of(
            self._client, position and {"pk": pk, "sk": position["sk"]}, limit,
            TableName=self._table,
            ScanIndexForward=False,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :versions)",
            ExpressionAttributeValues=marshal({":pk": pk, ":versions": "VERSION#"}),
            ConsistentRead=True,
        )  # fmt: skip
        return VersionPage(tuple(_version(item) for item in items), last and {"sk": str(last["sk"])})

    def _created_before(self, owner_id: str, asked: StrategyVersion) -> StrategyVersion:
        try:
            kept = self.version(owner_id, asked.strategy_id, 1)
        except NotFound:
            raise Conflict(f"expected a new id, {asked.strategy_id} is taken") from None
        if kept.spec_hash != asked.spec_hash:
            raise Conflict(f"expected a new id, {asked.strategy_id} holds another spec")
        return kept

    def _moves_on(self, owner_id: str, added: StrategyVersion) -> "TransactWriteItemTypeDef":
        return {
            "Update": {
                "TableName": self._table,
                "Key": marshal(_head_key(owner_id, added.strategy_id)),
                "UpdateExpression": "SET latest_version = :next, #name = :name, updated_at = :now",
                "ConditionExpression": "latest_version = :read",
                "ExpressionAttributeNames": {"#name": "name"},
                "ExpressionAttributeValues": marshal(
                    {
                        ":next": added.version,
                        ":read": added.version - 1,
                        ":name": added.spec.name,
                        ":now": added.created_at,
                    }
                ),
            }
        }

    def _put(self, item: Mapping[str, Any]) -> "TransactWriteItemTypeDef":
        return {"Put": {"TableName": self._table, "Item": marshal(item), "ConditionExpression": _NEW}}


def _head_key(owner_id: str, strategy_id: str) -> dict[str, str]:
    return {"pk": f"OWNER#{owner_id}", "sk": f"STRATEGY#{strategy_id}"}


def _version_key(strategy_id: str, version: int) -> dict[str, str]:
    return {"pk": f"STRATEGY#{strategy_id}", "sk": f"VERSION#{version:06}"}


def _list_key(owner_id: str) -> str:
    return f"STRATEGIES#{owner_id}"


def _version_item(owner_id: str, version: StrategyVersion) -> dict[str, Any]:
    return {
        **_version_key(version.strategy_id, version.version),
        "owner_id": owner_id,
        "strategy_id": version.strategy_id,
        "version": version.version,
        # Text, not a map: features may only read those above them, and a map forgets their order.
        "spec": SpecModel.of(version.spec).model_dump_json(),
        "spec_hash": version.spec_hash,
        "created_at": version.created_at,
    }


def _head(item: Item) -> StrategyHead:
    return StrategyHead(
        item["strategy_id"],
        item["name"],
        integer(item, "latest_version"),
        integer(item, "created_at"),
        integer(item, "updated_at"),
    )


def _version(item: Item) -> StrategyVersion:
    return StrategyVersion(
        item["strategy_id"],
        integer(item, "version"),
        read_spec(json.loads(item["spec"])),
        item["spec_hash"],
        integer(item, "created_at"),
    )


def _no_strategy(strategy_id: str) -> NotFound:
    return NotFound(f"no strategy {strategy_id}")


def _moved_on(expected: int, latest: int | None) -> Conflict:
    came = "another was added meanwhile" if latest is None else f"it is {latest}"
    return Conflict(f"expected version {expected} to be the latest, {came}; read it and decide again")
