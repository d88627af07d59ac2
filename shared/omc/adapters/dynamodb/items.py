"""Plain values to DynamoDB attribute values and back, for the low-level client and for stream records.

Every adapter of this package speaks to `boto3.client("dynamodb")`: transactions, stream images and
items then have one shape. Whole numbers come back as int, others as Decimal; floats are refused.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

Item: TypeAlias = dict[str, Any]

_SERIALIZE = TypeSerializer().serialize
_DESERIALIZE = TypeDeserializer().deserialize


def to_item(values: Mapping[str, Any]) -> Item:
    """Attribute values of `values`; None is left out, because an absent attribute says the same."""
    return {name: _SERIALIZE(value) for name, value in values.items() if value is not None}


def from_item(item: Mapping[str, Any]) -> Item:
    """Inverse of `to_item`."""
    return {name: _plain(_DESERIALIZE(value)) for name, value in item.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else value
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    return value
