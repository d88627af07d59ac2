"""What sources keep between runs, and the calls their plans allow."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import get_item, integer, marshal, unmarshal
from omc.kernel.instants import DAY_MS, SECOND_MS
from omc.kernel.ports import Clock
from omc.ledgers.errors import QuotaSpent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_REFUSED = "ConditionalCheckFailedException"
# Longer than the longest period, a month.
_COUNTED_MS = 100 * DAY_MS


class DynamoMemory:
    """The Memory port of one instance of a source."""

    def __init__(self, client: "DynamoDBClient", table_name: str, instance: str) -> None:
        self._client, self._table, self._pk = client, table_name, f"MEMORY#{instance}"

    def get(self, name: str) -> str | None:
        item = get_item(self._client, self._table, self._pk, name)
        return None if item is None else str(item["value"])

    def put(self, name: str, value: str) -> None:
        item = {"pk": self._pk, "sk": name, "value": value}
        self._client.put_item(TableName=self._table, Item=marshal(item))


class DynamoQuotas:
    """The Quotas port: one counter a name and period, moved on only while it stays within what is allowed."""

    def __init__(self, client: "DynamoDBClient", table_name: str, clock: Clock) -> None:
        self._client, self._table, self._clock = client, table_name, clock

    def take(self, name: str, period: str, allowed: int, calls: int = 1) -> int:
        spent = QuotaSpent(f"expected {calls} calls left of {allowed} in {period} for {name}, got fewer")
        if calls > allowed:
            raise spent
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=marshal({"pk": f"QUOTA#{name}", "sk": period}),
                UpdateExpression="ADD taken :calls SET #ttl = :ttl",
                ConditionExpression="attribute_not_exists(taken) OR taken <= :most",
                ExpressionAttributeNames={"#ttl": "ttl"},
                ExpressionAttributeValues=marshal(
                    {
                        ":calls": calls,
                        ":most": allowed - calls,
                        ":ttl": (self._clock.now() + _COUNTED_MS) // SECOND_MS,
                    }
                ),
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == _REFUSED:
                raise spent from None
            raise
        return allowed - integer(unmarshal(answer["Attributes"]), "taken")

    def give_back(self, name: str, period: str, calls: int) -> None:
        self._client.update_item(
            TableName=self._table,
            Key=marshal({"pk": f"QUOTA#{name}", "sk": period}),
            UpdateExpression="ADD taken :back",
            ExpressionAttributeValues=marshal({":back": -calls}),
        )

    def left(self, name: str, period: str, allowed: int) -> int:
        item = get_item(self._client, self._table, f"QUOTA#{name}", period)
        return allowed - (0 if item is None else integer(item, "taken"))
