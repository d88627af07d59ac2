"""Whose a backtest run is, for code that must not carry what reading a whole run takes.

Reads one attribute of the item that `omc.adapters.dynamodb.backtests` writes; a test holds the two together.
"""

from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import marshal, unmarshal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def owner_of_run(client: "DynamoDBClient", table: str, run_id: str) -> str | None:
    """The owner's id; None when there is no such run."""
    answer = client.get_item(
        TableName=table,
        Key=marshal({"pk": f"RUN#{run_id}", "sk": "RUN"}),
        ProjectionExpression="owner_id",
        ConsistentRead=True,
    )
    item = answer.get("Item")
    return None if item is None else str(unmarshal(item)["owner_id"])
