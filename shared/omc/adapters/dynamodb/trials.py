"""How often a family was tried, in the `lab` table; kept for good.

FAMILY#{owner}/{family} / TRIALS            count, effective: sums over all sources
FAMILY#{owner}/{family} / SOURCE#{source}   what one search or run added; its presence counts it once
"""

from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import TransactionRefused, get_item, integer, marshal, transact
from omc.backtest.tuning.overfitting.trials import NO_TRIALS, Trials

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_TOTAL = "TRIALS"


class TrialTable:
    """A TrialCounts."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def add(self, family: str, source_id: str, trials: Trials) -> Trials:
        amounts = {"count": trials.count, "effective": _exact(trials.effective)}
        source = {"pk": f"FAMILY#{family}", "sk": f"SOURCE#{source_id}", **amounts}
        put: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table,
                "Item": marshal(source),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        total: TransactWriteItemTypeDef = {
            "Update": {
                "TableName": self._table,
                "Key": marshal({"pk": f"FAMILY#{family}", "sk": _TOTAL}),
                "UpdateExpression": "ADD #count :count, effective :effective",
                "ExpressionAttributeNames": {"#count": "count"},
                "ExpressionAttributeValues": marshal({f":{name}": value for name, value in amounts.items()}),
            }
        }
        # Refused: counted before, the sum holds it.
        with suppress(TransactionRefused):
            transact(self._client, [put, total])
        return self.total(family)

    def total(self, family: str) -> Trials:
        item = get_item(self._client, self._table, f"FAMILY#{family}", _TOTAL)
        return NO_TRIALS if item is None else Trials(integer(item, "count"), float(item["effective"]))


def _exact(value: float) -> Decimal:
    """Six places: more would be noise, and sums of them stay exact."""
    return Decimal(f"{value:.6f}")
