"""Remembered expressions answer as parsed ones do: neither values nor verdicts leak from call to call."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.local_aws.cloud import Cloud

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def table(cloud: Cloud) -> Any:
    """A partition of ten numbered items."""
    table = cloud.aws.resource("dynamodb").Table(cloud["Notes"])
    with table.batch_writer() as batch:
        for number in range(10):
            batch.put_item(Item={"pk": "numbers", "sk": str(number), "n": number})
    return table


def _query(table: Any, condition: str, **values: object) -> list[int]:
    found = table.query(
        KeyConditionExpression="pk = :pk",
        FilterExpression=condition,
        ExpressionAttributeValues={":pk": "numbers", **{f":{name}": value for name, value in values.items()}},
    )
    return [int(item["n"]) for item in found["Items"]]


def test_one_expression_with_other_values_gives_other_items(table: Any) -> None:
    condition = "n >= :low AND (n < :high OR contains(sk, :text))"
    assert _query(table, condition, low=2, high=4, text="9") == [2, 3, 9]
    assert _query(table, condition, low=7, high=8, text="x") == [7]


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("n > > :low", "Syntax error"),
        ("((n = :low))", "redundant parentheses"),
        ("value = :low", "reserved keyword"),
    ],
)
def test_a_wrong_expression_is_refused_every_time(table: Any, condition: str, complaint: str) -> None:
    for _ in range(2):
        with pytest.raises(ClientError, match=complaint):
            _query(table, condition, low=1)
