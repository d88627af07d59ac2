"""Backfills in the `market` table.

BACKFILLS               / {asked_at:013}#{backfill_id}   the list
BACKFILL#{backfill_id}  / BACKFILL                       the backfill
BACKFILL#{backfill_id}  / PAGE#{page:05}                 a page that is kept: its checkpoint
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import (
    Item,
    TransactionRefused,
    get_item,
    integer,
    marshal,
    query,
    transact,
)
from omc.kernel.errors import Conflict, NotFound
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms
from omc.market.backfilling.model import Backfill, BackfillState
from omc.market.records import Series

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_LIST, _ITEM, _REFUSED = "BACKFILLS", "BACKFILL", "ConditionalCheckFailedException"
_KEPT_MS = 180 * DAY_MS
_NUMBERS = (
    "asked_at", "start", "end", "page_bars", "pages", "attempt", "stored", "duplicates", "conflicts",
    "version",
)  # fmt: skip
_TEXTS = ("asked_by", "note")


class DynamoBackfills:
    """The BackfillBook port; all reads are consistent."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name

    def create(self, backfill: Backfill) -> Backfill:
        listed = {"pk": _LIST, "sk": f"{backfill.asked_at:013}#{backfill.backfill_id}", "ttl": _ttl(backfill)}
        put: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table,
                "Item": marshal(_item(backfill)),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        try:
            transact(self._client, [put, {"Put": {"TableName": self._table, "Item": marshal(listed)}}])
        except TransactionRefused:
            return self.get(backfill.backfill_id)
        return backfill

    def get(self, backfill_id: str) -> Backfill:
        item = get_item(self._client, self._table, _pk(backfill_id), _ITEM)
        if item is None:
            raise NotFound(f"no backfill {backfill_id[:80]}", code="backfill_unknown")
        return _backfill(item)

    def save(self, backfill: Backfill) -> Backfill:
        following = {**_item(backfill), "version": backfill.version + 1}
        try:
            self._client.put_item(
                TableName=self._table,
                Item=marshal(following),
                ConditionExpression="version = :version",
                ExpressionAttributeValues=marshal({":version": backfill.version}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise
            raise Conflict(
                f"expected version {backfill.version} of {backfill.backfill_id}, it has changed since",
                code="backfill_changed",
            ) from None
        return _backfill(following)

    def latest(self, limit: int) -> Sequence[Backfill]:
        listed = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": _LIST}),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
        )
        return [self.get(str(item["sk"]).partition("#")[2]) for item in islice(listed, limit)]

    def checkpoint(self, backfill_id: str, page: int, bars: int, now: Ms) -> None:
        item = {"pk": _pk(backfill_id), "sk": f"PAGE#{page:05}", "page": page, "bars": bars, "kept_at": now}
        ends = (now + _KEPT_MS) // SECOND_MS
        self._client.put_item(TableName=self._table, Item=marshal({**item, "ttl": ends}))

    def checkpoints(self, backfill_id: str) -> Mapping[int, int]:
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :page)",
            ExpressionAttributeValues=marshal({":pk": _pk(backfill_id), ":page": "PAGE#"}),
            ConsistentRead=True,
        )
        return {integer(item, "page"): integer(item, "bars") for item in found}


def _pk(backfill_id: str) -> str:
    return f"BACKFILL#{backfill_id}"


def _ttl(backfill: Backfill) -> int:
    return (backfill.asked_at + _KEPT_MS) // SECOND_MS


def _item(backfill: Backfill) -> Item:
    told = {name: getattr(backfill, name) for name in (*_NUMBERS, *_TEXTS)}
    maybe = {name: getattr(backfill, name) for name in ("first_ts", "ended_at", "error")}
    return {
        "pk": _pk(backfill.backfill_id),
        "sk": _ITEM,
        "backfill_id": backfill.backfill_id,
        "series": backfill.series.key,
        "state": backfill.state.value,
        **told,
        **{name: value for name, value in maybe.items() if value is not None},
        "ttl": _ttl(backfill),
    }


def _backfill(item: Item) -> Backfill:
    numbers: dict[str, Any] = {name: integer(item, name) for name in _NUMBERS}
    texts: dict[str, Any] = {name: str(item[name]) for name in _TEXTS}
    return Backfill(
        backfill_id=str(item["backfill_id"]),
        series=Series.parse(str(item["series"])),
        state=BackfillState(item["state"]),
        first_ts=integer(item, "first_ts") if "first_ts" in item else None,
        ended_at=integer(item, "ended_at") if "ended_at" in item else None,
        error=str(item["error"]) if "error" in item else None,
        **numbers,
        **texts,
    )
