"""The few moves every table adapter makes: marshal, transact, query.

Numbers are Decimal on both sides (an int comes back as Decimal: use `integer`), never float.
A refused transaction says which of its items was refused; a busy one is `Transient`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

from omc.kernel.errors import Conflict, Transient

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

Attributes: TypeAlias = "dict[str, AttributeValueTypeDef]"
Item: TypeAlias = dict[str, Any]

MAX_TRANSACTION_ITEMS = 100
CONDITION_FAILED = "ConditionalCheckFailed"
NONE = "None"
_BUSY = {
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
    "ThrottlingError",
    "ThrottlingException",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "InternalServerError",
}

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


class TransactionRefused(Conflict):
    """A condition of a transaction did not hold, so nothing of it was written.

    `reasons` has one code per item, in the order given; items without a quarrel say "None".
    """

    code = "transaction_refused"

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(f"expected every condition to hold, got {', '.join(reasons)}")
        self.reasons = tuple(reasons)

    def refused(self, index: int) -> bool:
        """True if the condition of item `index` was the (or one) reason."""
        return index < len(self.reasons) and self.reasons[index] == CONDITION_FAILED


def marshal(item: Mapping[str, Any]) -> Attributes:
    """Python values as DynamoDB's wire form; TypeError on float."""
    return {name: _serializer.serialize(value) for name, value in item.items()}


def unmarshal(attributes: Mapping[str, Any]) -> Item:
    """Inverse of `marshal`; numbers come as Decimal, sets as sets."""
    return {name: _deserializer.deserialize(value) for name, value in attributes.items()}


def integer(item: Mapping[str, Any], name: str) -> int:
    """An attribute that holds a whole number."""
    return int(item[name])


def transact(client: "DynamoDBClient", items: "Sequence[TransactWriteItemTypeDef]") -> None:
    """All of `items` or none. TransactionRefused if a condition failed, Transient if the table is busy."""
    try:
        client.transact_write_items(TransactItems=items)
    except ClientError as error:
        raise _translated(error) from error


def get_item(client: "DynamoDBClient", table_name: str, pk: str, sk: str) -> Item | None:
    """One item, read consistently; None if there is none."""
    answer = client.get_item(TableName=table_name, Key=marshal({"pk": pk, "sk": sk}), ConsistentRead=True)
    attributes = answer.get("Item")
    return None if attributes is None else unmarshal(attributes)


def query(client: "DynamoDBClient", **request: Any) -> Iterator[Item]:
    """Every item of a Query, page after page; `request` as the API takes it (values marshalled)."""
    while True:
        page = client.query(**request)
        yield from (unmarshal(attributes) for attributes in page["Items"])
        last = page.get("LastEvaluatedKey")
        if not last:
            return
        request = {**request, "ExclusiveStartKey": last}


def page_of(
    client: "DynamoDBClient", start: Mapping[str, Any] | None, limit: int, **request: Any
) -> tuple[list[Item], Item | None]:
    """At most `limit` items of a Query after the key `start`, and the key of the last if there may be more;
    `request` as the API takes it."""
    if start:
        request["ExclusiveStartKey"] = marshal(start)
    answer = client.query(Limit=limit, **request)
    last = answer.get("LastEvaluatedKey")
    return [unmarshal(item) for item in answer["Items"]], unmarshal(last) if last else None


def index_page(
    client: "DynamoDBClient", table_name: str, partition: str, start: Mapping[str, str] | None, limit: int
) -> tuple[list[Item], Item | None]:
    """As `page_of`: a partition of the index `gsi1`, newest first. `start` has pk, sk and gsi1sk."""
    return page_of(
        client, start and {**start, "gsi1pk": partition}, limit,
        TableName=table_name,
        IndexName="gsi1",
        KeyConditionExpression="gsi1pk = :pk",
        ExpressionAttributeValues=marshal({":pk": partition}),
        ScanIndexForward=False,
    )  # fmt: skip


def items_between(
    client: "DynamoDBClient", table_name: str, pk: str, first: str, last: str
) -> Iterator[Item]:
    """Items of a partition with first <= sk <= last, ascending, read consistently."""
    return query(
        client,
        TableName=table_name,
        KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues=marshal({":pk": pk, ":first": first, ":last": last}),
        ConsistentRead=True,
    )


def _translated(error: ClientError) -> Exception:
    code = error.response["Error"]["Code"]
    reasons = [reason.get("Code", NONE) for reason in error.response.get("CancellationReasons", [])]
    if CONDITION_FAILED in reasons:
        return TransactionRefused(reasons)
    if code in _BUSY or any(reason in _BUSY for reason in reasons):
        return Transient(f"the table is busy: {code} {reasons}".strip(), retry_after_s=0.05)
    return error
