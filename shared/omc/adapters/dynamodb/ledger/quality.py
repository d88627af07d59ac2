"""Standings of quality: the last of all names as one item, and a year of each name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import TransactionRefused, get_item, marshal, query
from omc.adapters.dynamodb.outbox import outbox_put
from omc.adapters.dynamodb.push import EVERYONE, push_put
from omc.adapters.dynamodb.transactor import Transactor
from omc.contracts.quality import format_standing, parse_standing
from omc.kernel.errors import Conflict
from omc.kernel.events import Event
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms
from omc.ledgers.quality.ports import Standing, Told

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutTypeDef, TransactWriteItemTypeDef

_KEPT_MS = 365 * DAY_MS
_NOW = "QUALITY"
# What one transaction takes; the rest of a long history follows in others.
_MOST = 100


class DynamoQuality:
    """The QualityBook port; all reads are consistent."""

    def __init__(self, client: "DynamoDBClient", table_name: str, transactor: Transactor) -> None:
        self._client, self._table, self._transactor = client, table_name, transactor

    def current(self) -> Sequence[Standing]:
        item = get_item(self._client, self._table, _NOW, _NOW)
        return [] if item is None else [parse_standing(str(one)) for one in item["standings"]]

    def history(self, name: str, start: Ms, end: Ms, limit: int) -> Sequence[Standing]:
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=marshal(
                {":pk": f"{_NOW}#{name}", ":first": f"{start:013d}", ":last": f"{end - 1:013d}"}
            ),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
        )
        return [parse_standing(str(item["standing"])) for _, item in zip(range(limit), found, strict=False)]

    def keep(
        self, standings: Sequence[Standing], events: Sequence[Event], told: Sequence[Told], last_at: Ms | None
    ) -> None:
        writes = [
            self._current(standings, last_at),
            *(outbox_put(self._table, event) for event in events),
            *(push_put(self._table, EVERYONE, f"ledger:{one.ledger.value}", one.type, one.data, one.push_id)
              for one in told),
        ]  # fmt: skip
        room = _MOST - len(writes)
        writes += [self._history(one) for one in standings[:room]]
        try:
            self._transactor.write(writes)
        except TransactionRefused:
            raise Conflict(
                "expected to be the only one who looks at quality, another did", code="looked"
            ) from None
        rest = standings[room:]
        for first in range(0, len(rest), _MOST):
            self._transactor.write([self._history(one) for one in rest[first : first + _MOST]])

    def _current(self, standings: Sequence[Standing], last_at: Ms | None) -> "TransactWriteItemTypeDef":
        at = max((one.at for one in standings), default=last_at or 0)
        item = {"pk": _NOW, "sk": _NOW, "at": at, "standings": [format_standing(one) for one in standings]}
        put: PutTypeDef = {"TableName": self._table, "Item": marshal(item)}
        if last_at is None:
            # Or one of nothing: there was no collector to look at.
            put["ConditionExpression"] = "attribute_not_exists(pk) OR size(standings) = :none"
            put["ExpressionAttributeValues"] = marshal({":none": 0})
        else:
            put["ConditionExpression"] = "#at = :last"
            put["ExpressionAttributeNames"] = {"#at": "at"}
            put["ExpressionAttributeValues"] = marshal({":last": last_at})
        return {"Put": put}

    def _history(self, standing: Standing) -> "TransactWriteItemTypeDef":
        item = {
            "pk": f"{_NOW}#{standing.score.name}",
            "sk": f"{standing.at:013d}",
            "standing": format_standing(standing),
            "ttl": (standing.at + _KEPT_MS) // SECOND_MS,
        }
        return {"Put": {"TableName": self._table, "Item": marshal(item)}}
