"""Figures as people read them. The stored figure stays as it is; this only shows it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from omc.kernel.instants import Ms

NONE = "–"


def percent(value: str | float | None, digits: int = 1, *, signed: bool = False) -> str:
    """A fraction in hundredths.

    >>> percent("0.1234")
    '12.3 %'
    """
    if value is None:
        return NONE
    number = 100.0 * float(value)
    return f"{_signed(number, digits) if signed else _grouped(number, digits)} %"


def number(value: str | float | None, digits: int = 2) -> str:
    return NONE if value is None else _grouped(float(value), digits)


def count(value: str | float | None) -> str:
    return NONE if value is None else _grouped(float(value), 0)


def money(value: str | float | None, *, signed: bool = False) -> str:
    if value is None:
        return NONE
    return _signed(float(value), 2) if signed else _grouped(float(value), 2)


def day(instant: Ms | None) -> str:
    """
    >>> day(1_600_000_000_000)
    '13 Sep 2020'
    """
    if instant is None:
        return NONE
    at = datetime.fromtimestamp(instant / 1000, UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def value_of(block: Mapping[str, Any], name: str) -> str | None:
    """The figure of a metric block, None where it has none."""
    entry = block.get(name)
    return None if entry is None else entry["value"]


def printable(text: str) -> str:
    """What the built-in fonts can show; the rest as a question mark, never as an error."""
    return text.encode("cp1252", errors="replace").decode("cp1252")


def words(name: str) -> str:
    """
    >>> words("max_drawdown")
    'Max drawdown'
    """
    plain = name.replace("_", " ")
    return plain[:1].upper() + plain[1:]


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = _MONTHS


def _grouped(value: float, digits: int) -> str:
    # A thin gap between thousands would be better; the built-in fonts have none.
    text = f"{abs(value):,.{digits}f}".replace(",", "\u00a0")
    return f"\u2013{text}" if value < 0 and float(f"{abs(value):.{digits}f}") > 0 else text


def _signed(value: float, digits: int) -> str:
    text = _grouped(value, digits)
    return f"+{text}" if float(f"{value:.{digits}f}") > 0 else text
