"""What a bar must satisfy to enter the house, and the one precision all of its copies share. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.instants import to_iso
from omc.market.bars import to_arrays
from omc.market.model import Bar, BarArrays, BoolArray, FloatArray, Series
from omc.market.timeframes import Timeframe

_REPORTED = 20


@dataclass(frozen=True)
class RowProblem:
    """A row that is no bar: its number counted from 0, and what was expected and came."""

    row: int
    reason: str


def canonical(value: Decimal) -> Decimal:
    """`value` at float64's precision, so that table, lake and columns hold the same number.

    Numbers of up to 15 digits stay as they are, and those are what venues quote.

    >>> canonical(Decimal("7195.2400"))
    Decimal('7195.24')
    """
    return decimal_of(float(value))


def decimal_of(value: float) -> Decimal:
    """The shortest decimal whose nearest float64 is `value`.

    >>> decimal_of(11.0)
    Decimal('11')
    """
    return Decimal(repr(value).removesuffix(".0"))


def canonical_bar(bar: Bar) -> Bar:
    """The bar with every number canonical."""
    return Bar(bar.ts, *(canonical(value) for value in (bar.open, bar.high, bar.low, bar.close, bar.volume)))


def from_columns(arrays: BarArrays) -> tuple[Bar, ...]:
    """Bars in decimals whose nearest float64 are the columns' values."""
    names = ("open", "high", "low", "close", "volume")
    columns = ([decimal_of(value) for value in getattr(arrays, name).tolist()] for name in names)
    return tuple(Bar(ts, *values) for ts, *values in zip(arrays.ts.tolist(), *columns, strict=True))


def problems(arrays: BarArrays, timeframe: Timeframe) -> list[RowProblem]:
    """Every row that breaks a rule, with the first rule it breaks; order of rows is judged too."""
    found: dict[int, str] = {}
    for broken, reason in _rules(arrays, timeframe):
        for row in np.flatnonzero(broken).tolist():
            found.setdefault(row, reason(row))
    return [RowProblem(row, found[row]) for row in sorted(found)]


def require_bars(series: Series, bars: Sequence[Bar]) -> None:
    """InvalidInput naming row and reason unless `bars` are ascending, well-formed bars of the series."""
    refuse(series, problems(to_arrays(bars), series.timeframe))


def refuse(series: Series, rows: Sequence[RowProblem], first_row: int = 0) -> None:
    """InvalidInput if there is any problem; rows are reported counted from `first_row`."""
    if not rows:
        return
    fields = tuple(FieldError(f"row {row.row + first_row}", row.reason) for row in rows[:_REPORTED])
    raise InvalidInput(
        f"expected well-formed bars of {series.key}, got {len(rows)} bad rows;"
        f" first: {fields[0].path}: {fields[0].message}",
        fields=fields,
        code="bad_bars",
    )


class _Reason:
    """Says for one row what was expected and what came."""

    def __init__(self, expected: str, *columns: FloatArray) -> None:
        self.expected, self.columns = expected, columns

    def __call__(self, row: int) -> str:
        return (
            f"expected {self.expected}, got {', '.join(repr(float(column[row])) for column in self.columns)}"
        )


def _rules(arrays: BarArrays, timeframe: Timeframe) -> list[tuple[BoolArray, "_Reason | _TimeReason"]]:
    o, h, low, c, v = arrays.open, arrays.high, arrays.low, arrays.close, arrays.volume
    finite = np.isfinite(o) & np.isfinite(h) & np.isfinite(low) & np.isfinite(c) & np.isfinite(v)
    behind = np.concatenate([np.zeros(min(1, len(arrays)), dtype=np.bool_), np.diff(arrays.ts) <= 0])
    grid = f"an open time on the {timeframe.value} grid"
    return [
        (arrays.ts % timeframe.ms != 0, _TimeReason(grid, arrays)),
        (behind, _TimeReason("open times strictly ascending", arrays)),
        (~finite, _Reason("finite open, high, low, close, volume", o, h, low, c, v)),
        (np.minimum(o, np.minimum(low, c)) <= 0, _Reason("positive open, low and close", o, low, c)),
        (v < 0, _Reason("a volume of 0 or more", v)),
        (h < np.maximum(o, c), _Reason("high >= open and close", h, o, c)),
        (low > np.minimum(o, c), _Reason("low <= open and close", low, o, c)),
    ]


class _TimeReason:
    def __init__(self, expected: str, arrays: BarArrays) -> None:
        self.expected, self.ts = expected, arrays.ts

    def __call__(self, row: int) -> str:
        return f"expected {self.expected}, got {to_iso(int(self.ts[row]))}"
