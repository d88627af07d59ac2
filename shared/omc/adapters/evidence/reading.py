"""Readings that parsers share. An answer of another shape is SourceChanged; a row that is no record is
left out with a sentence, unless every row is."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from omc.kernel.errors import OmcError
from omc.kernel.instants import SECOND_MS, Ms
from omc.ledgers.errors import SourceChanged
from omc.ledgers.records import Record
from omc.ledgers.sources import Checked

T = TypeVar("T")
R = TypeVar("R", bound=Record)


def dig(document: Any, *path: str | int) -> Any:
    """The value at a path of keys and places; SourceChanged names the part that is not there."""
    here = document
    for depth, key in enumerate(path):
        try:
            here = here[key]
        except (KeyError, IndexError, TypeError):
            spoken = ".".join(str(part) for part in path[: depth + 1])
            raise SourceChanged(f"expected {spoken} in the answer, got {_kind(here)}") from None
    return here


def object_at(document: Any, *path: str | int) -> dict[str, Any]:
    """The object at a path; SourceChanged for anything else."""
    found = dig(document, *path)
    if not isinstance(found, dict):
        raise SourceChanged(f"expected an object as {'.'.join(map(str, path))}, got {_kind(found)}")
    return found


def rows_of(rows: Any, read: Callable[[Any], T | None], place: str) -> tuple[list[T], list[str]]:
    """Every row read, and a sentence for each that could not be; None of `read` leaves a row out silently.

    SourceChanged when `rows` is no list, or when it has rows and none could be read.
    """
    if not isinstance(rows, list):
        raise SourceChanged(f"expected a list of rows from {place}, got {_kind(rows)}")
    found: list[T] = []
    wrong: list[str] = []
    for number, row in enumerate(rows):
        try:
            one = read(row)
        except (OmcError, ValueError, KeyError, TypeError, ArithmeticError, AttributeError) as error:
            wrong.append(f"row {number}: {error if str(error) else type(error).__name__}")
            continue
        if one is not None:
            found.append(one)
    if wrong and not found:
        raise SourceChanged(f"expected rows we can read from {place}, got {len(wrong)} others; {wrong[0]}")
    return found, wrong


def distinct(records: Iterable[R]) -> list[R]:
    """One record a thing: of those that an answer tells twice, the later."""
    return list({record.natural_key: record for record in records}.values())


def at_least(items: Sequence[T], least: int, place: str) -> Sequence[T]:
    """The items; SourceChanged if there are fewer than a page of this kind ever has."""
    if len(items) < least:
        raise SourceChanged(f"expected at least {least} entries on {place}, got {len(items)}")
    return items


def integer_text(row: dict[str, Any], name: str) -> int:
    """A whole number, written as a number or as text."""
    value = dig(row, name)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise SourceChanged(f"expected a whole number as {name}, got {value!r}")
    try:
        return int(value)
    except ValueError:
        raise SourceChanged(f"expected a whole number as {name}, got {value!r}") from None


def decimal_in(row: dict[str, Any], name: str) -> Decimal:
    """A finite number, written as a number or as text: "NaN" is none."""
    number = decimal_or_none(dig(row, name), name)
    if number is None:
        raise SourceChanged(f"expected a number as {name}, got null")
    return number


def decimal_or_none(value: Any, name: str) -> Decimal | None:
    """A finite number, or None where there is none; SourceChanged for anything else."""
    if value is None or value == "":
        return None
    try:
        number = Decimal(value) if not isinstance(value, bool | float) else Decimal(str(value))
    except (InvalidOperation, TypeError, ValueError):
        raise SourceChanged(f"expected a number as {name}, got {value!r}") from None
    if not number.is_finite():
        raise SourceChanged(f"expected a finite number as {name}, got {value!r}")
    return number


def instant_in(row: dict[str, Any], name: str) -> Ms:
    """An ISO-8601 time; one without a zone is UTC, as sources write it."""
    text = dig(row, name)
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise SourceChanged(f"expected an ISO-8601 time as {name}, got {text!r}") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * SECOND_MS)


def checking(ask: Callable[[], Any], now: Callable[[], Ms], began: Ms) -> Checked:
    """A connection test: a refusal or a strange answer is what was found, not an error of the test."""
    try:
        ask()
    except OmcError as error:
        return Checked(False, error.message, now() - began)
    return Checked(True, "The source answered as expected.", now() - began)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return f"an object with {', '.join(sorted(map(str, value))[:8]) or 'nothing'}"
    return "a list" if isinstance(value, list) else repr(value)[:80]
