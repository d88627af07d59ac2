"""One cell of somebody else's candle file as a time or a number; ValueError says what was expected."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from omc.kernel.instants import Ms, from_iso

_TIMES = "a time such as 2020-01-31T00:00:00Z or a whole number of s, ms, us or ns since 1970"
# Upper ends of what counts as seconds, ms and us: the year 5138 in each unit.
_UNITS = ((10**11, 1_000, 1), (10**14, 1, 1), (10**17, 1, 1_000), (10**20, 1, 1_000_000))


def opened_at(cell: Any) -> Ms:
    """The instant a cell names.

    >>> opened_at("2020-01-31") == opened_at(1580428800) == opened_at("1580428800000")
    True
    """
    if isinstance(cell, date):
        return from_iso(f"{cell.isoformat()}T00:00:00Z")
    if isinstance(cell, int):
        return _since_1970(cell)
    text = str(cell).strip()
    if text.isdecimal():
        return _since_1970(int(text))
    try:
        moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        raise ValueError(f"expected {_TIMES}, got {cell!r}") from None
    return from_iso((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat())


def _since_1970(number: int) -> Ms:
    for limit, factor, divisor in _UNITS:
        if 0 <= number < limit:
            return number * factor // divisor
    raise ValueError(f"expected {_TIMES}, got {number}")


def value_of(cell: Any) -> float:
    """The number a cell holds.

    >>> value_of(" 7195.24 ")
    7195.24
    """
    if isinstance(cell, bool) or cell is None or not isinstance(cell, int | float | str | Decimal):
        raise ValueError(f"expected a number, got {cell!r}")
    try:
        return float(cell)
    except ValueError:
        raise ValueError(f"expected a number, got {cell!r}") from None
