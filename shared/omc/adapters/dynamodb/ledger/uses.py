"""The book of calls of language models: who asked, what it took, what it cost."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import marshal, query
from omc.adapters.dynamodb.ledger.items import day_of
from omc.kernel.ids import derived_id
from omc.kernel.instants import DAY_MS, SECOND_MS
from omc.ledgers.enrichment.model import ModelUse

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_KEPT_MS = 400 * DAY_MS
_NUMBERS = ("at", "posts", "tokens_in", "tokens_out", "cached", "latency_ms")


class DynamoUses:
    """The ModelUses port."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name

    def add(self, use: ModelUse) -> None:
        told = asdict(use)
        item = {
            "pk": _pk(use.role, day_of(use.at)),
            "sk": f"{use.at:013d}#{derived_id('use', *(str(value) for value in told.values()))}",
            "use": told,
            "ttl": (use.at + _KEPT_MS) // SECOND_MS,
        }
        self._client.put_item(TableName=self._table, Item=marshal(item))

    def of_day(self, role: str, day: str) -> Sequence[ModelUse]:
        """Calls of a UTC day such as `2024-03-05`, oldest first."""
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": _pk(role, day)}),
        )
        return [
            ModelUse(**{**item["use"], **{name: int(item["use"][name]) for name in _NUMBERS}})
            for item in found
        ]


def _pk(role: str, day: str) -> str:
    return f"USES#{role}#{day}"
