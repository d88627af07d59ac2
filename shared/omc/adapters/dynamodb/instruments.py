"""Instruments as a backfill adds them; see `market_items` for the keys."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import marshal
from omc.adapters.dynamodb.market_items import instrument_item
from omc.market.model import Instrument

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class DynamoInstruments:
    """The InstrumentBook port."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name

    def add(self, instrument: Instrument) -> None:
        try:
            self._client.put_item(
                TableName=self._table,
                Item=marshal(instrument_item(instrument)),
                ConditionExpression="attribute_not_exists(pk)",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
