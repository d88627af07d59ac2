"""Alerts, in the `account` table.

OWNER#{owner}      / ALERT#{alert_id}   an alert
WATCHING#{type}    / {alert_id}         the same while it is active, under each of its types, or `*` for any
TOLD#{alert_id}    / {record_id}        that it has told of an event, as long as its notice is kept
PUSH#              as in every table
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import (
    Item,
    TransactionRefused,
    get_item,
    integer,
    marshal,
    query,
)
from omc.adapters.dynamodb.notices import notice_item, notice_ttl_s
from omc.adapters.dynamodb.push import ALERTS, push_put
from omc.adapters.dynamodb.transactor import Transactor
from omc.contracts.http.alerts import notice_push
from omc.kernel.errors import Conflict, NotFound
from omc.ledgers.alerting import MOST_ALERTS, Alert, Channel, Condition, Notice
from omc.ledgers.taxonomy import EventType, Priority

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_ANY = "*"
# The place in the transaction of `tell` that says whether it has told before.
_TOLD = 1


class AlertTable:
    """The AlertBook port; Transient when the table stays busy."""

    def __init__(self, client: "DynamoDBClient", table: str, transactor: Transactor) -> None:
        self._client, self._table, self._transactor = client, table, transactor

    def create(self, alert: Alert) -> Alert:
        mine = self.of_owner(alert.owner_id)
        made = next((one for one in mine if one.alert_id == alert.alert_id), None)
        if made is not None:
            return made
        if len(mine) >= MOST_ALERTS:
            raise Conflict(
                f"expected at most {MOST_ALERTS} alerts, one more was asked for", code="alerts_full"
            )
        try:
            self._transactor.write([self._kept(alert, new=True), *self._watched(alert)])
        except TransactionRefused:
            return self.get(alert.owner_id, alert.alert_id)
        return alert

    def get(self, owner_id: str, alert_id: str) -> Alert:
        item = get_item(self._client, self._table, _owner_pk(owner_id), _alert_sk(alert_id))
        if item is None:
            raise NotFound(f"no such alert: {alert_id[:80]}")
        return _alert(item)

    def of_owner(self, owner_id: str) -> Sequence[Alert]:
        values = marshal({":pk": _owner_pk(owner_id), ":alerts": _alert_sk("")})
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :alerts)",
            ExpressionAttributeValues=values,
            ConsistentRead=True,
        )
        return sorted(map(_alert, found), key=lambda one: (-one.created_at, one.alert_id))

    def replace(self, alert: Alert) -> Alert:
        before = self.get(alert.owner_id, alert.alert_id)
        after = Alert(**{**vars(alert), "version": alert.version + 1})
        gone = _places(before) - _places(after)
        try:
            self._transactor.write(
                [self._kept(after, new=False), *self._watched(after), *self._unwatched(alert.alert_id, gone)]
            )
        except TransactionRefused:
            raise Conflict("expected the alert as it was read, it has changed; read it again") from None
        return after

    def remove(self, owner_id: str, alert_id: str) -> None:
        alert = self.get(owner_id, alert_id)
        delete = self._delete(_owner_pk(owner_id), _alert_sk(alert_id))
        delete["Delete"]["ConditionExpression"] = "version = :version"
        delete["Delete"]["ExpressionAttributeValues"] = marshal({":version": alert.version})
        try:
            self._transactor.write([delete, *self._unwatched(alert_id, _places(alert))])
        except TransactionRefused:
            raise Conflict("expected the alert as it was read, it has changed; try again") from None

    def watching(self, event_type: EventType) -> Sequence[Alert]:
        found: dict[str, Alert] = {}
        for place in (event_type.value, _ANY):
            items = query(
                self._client,
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues=marshal({":pk": _watching_pk(place)}),
                ConsistentRead=True,
            )
            found |= {alert.alert_id: alert for alert in map(_alert, items)}
        return [found[alert_id] for alert_id in sorted(found)]

    def tell(self, alert: Alert, notice: Notice) -> bool:
        mark = {"pk": f"TOLD#{alert.alert_id}", "sk": notice.record_id, "ttl": notice_ttl_s(notice)}
        told = self._put(mark)
        told["Put"]["ConditionExpression"] = "attribute_not_exists(pk)"
        push = push_put(
            self._table, alert.owner_id, ALERTS, "alert_triggered", notice_push(notice), notice.notice_id
        )
        try:
            self._transactor.write([self._unchanged(alert), told, self._put(notice_item(notice)), push])
        except TransactionRefused as refused:
            if refused.refused(_TOLD):
                return False
            raise
        return True

    def _kept(self, alert: Alert, *, new: bool) -> "TransactWriteItemTypeDef":
        write = self._put(
            {**_alert_item(alert), **_key(_owner_pk(alert.owner_id), _alert_sk(alert.alert_id))}
        )
        write["Put"]["ConditionExpression"] = "attribute_not_exists(pk)" if new else "version = :before"
        if not new:
            write["Put"]["ExpressionAttributeValues"] = marshal({":before": alert.version - 1})
        return write

    def _watched(self, alert: Alert) -> "Iterable[TransactWriteItemTypeDef]":
        item = _alert_item(alert)
        return [self._put({**item, **_key(_watching_pk(one), alert.alert_id)}) for one in _places(alert)]

    def _unwatched(self, alert_id: str, places: Iterable[str]) -> "Iterable[TransactWriteItemTypeDef]":
        return [self._delete(_watching_pk(place), alert_id) for place in places]

    def _unchanged(self, alert: Alert) -> "TransactWriteItemTypeDef":
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": marshal(_key(_owner_pk(alert.owner_id), _alert_sk(alert.alert_id))),
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": marshal({":version": alert.version}),
            }
        }

    def _put(self, item: Item) -> "TransactWriteItemTypeDef":
        return {"Put": {"TableName": self._table, "Item": marshal(item)}}

    def _delete(self, pk: str, sk: str) -> "TransactWriteItemTypeDef":
        return {"Delete": {"TableName": self._table, "Key": marshal(_key(pk, sk))}}


def _places(alert: Alert) -> set[str]:
    """Where it is found by the events it may fire on."""
    if not alert.active:
        return set()
    return {one.value for one in alert.condition.types} or {_ANY}


def _key(pk: str, sk: str) -> dict[str, str]:
    return {"pk": pk, "sk": sk}


def _owner_pk(owner_id: str) -> str:
    return f"OWNER#{owner_id}"


def _alert_sk(alert_id: str) -> str:
    return f"ALERT#{alert_id}"


def _watching_pk(place: str) -> str:
    return f"WATCHING#{place}"


def _alert_item(alert: Alert) -> Item:
    return {
        "alert_id": alert.alert_id,
        "owner_id": alert.owner_id,
        "types": sorted(alert.condition.types),
        "coins": sorted(alert.condition.coins),
        "least": alert.condition.least.value,
        "channels": [one.value for one in alert.channels],
        "created_at": alert.created_at,
        "since": alert.since,
        "active": alert.active,
        "version": alert.version,
    }


def _alert(item: Item) -> Alert:
    return Alert(
        alert_id=str(item["alert_id"]),
        owner_id=str(item["owner_id"]),
        condition=Condition(
            frozenset(map(EventType, item["types"])), frozenset(item["coins"]), Priority(item["least"])
        ),
        channels=tuple(map(Channel, item["channels"])),
        created_at=integer(item, "created_at"),
        since=integer(item, "since"),
        active=bool(item["active"]),
        version=integer(item, "version"),
    )
