"""Single flight: who may work alone on something, and until when."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import get_item, integer, marshal
from omc.kernel.instants import SECOND_MS, Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_REFUSED = "ConditionalCheckFailedException"
_TTL_S = 24 * 3600


class Leases:
    """Lease items; one whose time is over belongs to whoever takes it."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name

    def take(self, name: str, holder: str, now: Ms, until: Ms) -> bool:
        """True if `holder` now has the lease until `until`; taking one's own again extends it."""
        item = {"pk": f"LEASE#{name}", "sk": "LEASE", "holder": holder, "until": until}
        try:
            self._client.put_item(
                TableName=self._table,
                Item=marshal({**item, "ttl": until // SECOND_MS + _TTL_S}),
                ConditionExpression="attribute_not_exists(pk) OR #until <= :now OR holder = :holder",
                ExpressionAttributeNames={"#until": "until"},
                ExpressionAttributeValues=marshal({":now": now, ":holder": holder}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == _REFUSED:
                return False
            raise
        return True

    def held(self, name: str, now: Ms) -> bool:
        """True while somebody has it."""
        item = get_item(self._client, self._table, f"LEASE#{name}", "LEASE")
        return item is not None and integer(item, "until") > now

    def release(self, name: str, holder: str) -> None:
        """Gives the lease back, if `holder` still has it."""
        try:
            self._client.delete_item(
                TableName=self._table,
                Key=marshal({"pk": f"LEASE#{name}", "sk": "LEASE"}),
                ConditionExpression="holder = :holder",
                ExpressionAttributeValues=marshal({":holder": holder}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise
