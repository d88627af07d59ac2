"""Marks of bars that may not be true, beside them in the `market` table: SUSPECT#{series} / {ts:013}."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import integer, items_between, marshal
from omc.adapters.dynamodb.market_items import sort_key
from omc.kernel.instants import Ms
from omc.market.anomalies import Suspicion
from omc.market.records import Series
from omc.market.screening import Suspect

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class DynamoSuspects:
    """The SuspectBook port."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name

    def mark(self, series: Series, found: Sequence[Suspect]) -> None:
        for one in found:
            item: dict[str, Any] = {
                "pk": _pk(series),
                "sk": sort_key(one.ts),
                "ts": one.ts,
                "reasons": [reason.value for reason in one.reasons],
                "marked_at": one.marked_at,
            }
            if one.confirmed_by is not None:
                item["confirmed_by"] = one.confirmed_by
            self._client.put_item(TableName=self._table, Item=marshal(item))

    def suspects(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> Sequence[Suspect]:
        first = sort_key(max(start or 0, 0))
        # The end is left out.
        last = "9" * 13 if end is None else sort_key(max(end - 1, 0))
        return [_suspect(item) for item in items_between(self._client, self._table, _pk(series), first, last)]


def _pk(series: Series) -> str:
    return f"SUSPECT#{series.key}"


def _suspect(item: dict[str, Any]) -> Suspect:
    reasons = tuple(Suspicion(str(one)) for one in item["reasons"])
    by = str(item["confirmed_by"]) if "confirmed_by" in item else None
    return Suspect(integer(item, "ts"), reasons, integer(item, "marked_at"), by)
