"""Whose a backtest run or a search is, for code that must not carry what reading a whole one takes.

Reads one attribute of the items that `omc.adapters.dynamodb.backtests` and `searches` write; a test holds
them together.
"""

from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import marshal, unmarshal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def owner_of_run(client: "DynamoDBClient", table: str, run_id: str) -> str | None:
    """The owner's id; None when there is no such run."""
    return _owner(client, table, f"RUN#{run_id}", "RUN")


def owner_of_search(client: "DynamoDBClient", table: str, search_id: str) -> str | None:
    """The owner's id; None when there is no such search."""
    return _owner(client, table, f"SEARCH#{search_id}", "SEARCH")


def _owner(client: "DynamoDBClient", table: str, pk: str, sk: str) -> str | None:
    answer = client.get_item(
        TableName=table,
        Key=marshal({"pk": pk, "sk": sk}),
        ProjectionExpression="owner_id",
        ConsistentRead=True,
    )
    item = answer.get("Item")
    return None if item is None else str(unmarshal(item)["owner_id"])
