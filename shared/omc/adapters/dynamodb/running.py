"""Updates of what runs: conditions on being alive, and the seats that bound how many run at once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import marshal
from omc.backtest.service.runs import RunState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

ACTIVE = {":pending": RunState.PENDING.value, ":running": RunState.RUNNING.value}
IS_ACTIVE = "#state IN (:pending, :running)"


def state_update(
    table: str, key: tuple[str, str], expression: str, condition: str, values: Mapping[str, Any],
    names: Mapping[str, str] | None = None,
) -> "TransactWriteItemTypeDef":  # fmt: skip
    """An update of the item at (pk, sk); `#state` is its state, `names` are further ones."""
    update = seats_update(table, key, expression, condition, values)
    update["Update"]["ExpressionAttributeNames"] = {"#state": "state", **(names or {})}
    return update


def seats_update(
    table: str, key: tuple[str, str], expression: str, condition: str | None, values: Mapping[str, Any]
) -> "TransactWriteItemTypeDef":
    """An update of an owner's seats, or of the house's."""
    pk, sk = key
    update: TransactWriteItemTypeDef = {
        "Update": {
            "TableName": table,
            "Key": marshal({"pk": pk, "sk": sk}),
            "UpdateExpression": expression,
            "ExpressionAttributeValues": marshal(values),
        }
    }
    if condition is not None:
        update["Update"]["ConditionExpression"] = condition
    return update
