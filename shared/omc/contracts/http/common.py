"""What every wire model shares: closed models, decimals as strings, times in ISO-8601 with Z, pages.

    class Balance(Wire):
        cash: DecimalString = Field(description="Free cash, quote currency")
        as_of: Instant = Field(description="When it was true")

A `DecimalString` is a Decimal and an `Instant` is int ms UTC in Python; on the wire both are strings.
"""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from omc.kernel.instants import Ms, from_iso, to_iso

T = TypeVar("T")

# DynamoDB keeps 38 digits; and "1e999999999" must not become a text of a gigabyte.
_MAX_CHARS = 64
_MAX_MAGNITUDE = 38


class Wire(BaseModel):
    """Base of every body: unknown fields are refused, so that a typo is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, str) and len(value) <= _MAX_CHARS:
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise ValueError('expected a decimal number in a string such as "0.1"') from None
    else:
        # A JSON number has been through binary floating point in someone's hands already.
        raise ValueError('expected a decimal number in a string such as "0.1"')
    if not number.is_finite():
        raise ValueError("expected a finite decimal number")
    if number and abs(number.adjusted()) > _MAX_MAGNITUDE:
        raise ValueError(f"expected a decimal number between 1e-{_MAX_MAGNITUDE} and 1e{_MAX_MAGNITUDE}")
    return number


def _decimal_text(value: Decimal) -> str:
    return format(value, "f")


def _instant(value: Any) -> Ms:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise ValueError("expected an ISO-8601 time with a zone such as 2020-09-13T12:26:40Z")
    try:
        return from_iso(value)
    except ValueError:
        raise ValueError("expected an ISO-8601 time with a zone such as 2020-09-13T12:26:40Z") from None


DecimalString = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    PlainSerializer(_decimal_text, return_type=str),
    WithJsonSchema({"type": "string", "format": "decimal", "examples": ["0.1"]}),
]
Instant = Annotated[
    Ms,
    BeforeValidator(_instant),
    PlainSerializer(to_iso, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2020-09-13T12:26:40.000Z"]}),
]


class Page(Wire, Generic[T]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[T] = Field(description="The entries of this page")
    next_cursor: str | None = Field(default=None, description="Hand it back as `cursor` to read on")
