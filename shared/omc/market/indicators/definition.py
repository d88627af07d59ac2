"""What an indicator is to those who call it: name, arguments, outputs, warm-up. Light: no numpy."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms

MAX_LENGTH = 5000


class Reads(StrEnum):
    """SERIES: the first argument is a number per bar, close when left out. BARS: the bars' own columns."""

    SERIES = "a series"
    BARS = "bars"


class ArgKind(StrEnum):
    """LENGTH: whole bars (or hours, touches: a count). FACTOR: a number above 0."""

    LENGTH = "a length"
    FACTOR = "a factor"


class Argument(NamedTuple):
    """low and high are bounds, both included."""

    name: str
    kind: ArgKind
    default: Decimal
    low: Decimal
    high: Decimal

    def checked(self, value: Decimal) -> Decimal:
        """`value`, or InvalidInput that says what was expected."""
        whole = self.kind is not ArgKind.LENGTH or value == value.to_integral_value()
        if not (value.is_finite() and whole and self.low <= value <= self.high):
            what = "a whole number" if self.kind is ArgKind.LENGTH else "a number"
            raise InvalidInput(f"{self.name} is {what} from {self.low:f} to {self.high:f}, got {value}")
        return value


class Indicator(NamedTuple):
    """One entry of the catalog.

    args: besides the series, in order; each may be left out from the right.
    outputs: names of its columns; the first is the value of the bare call.
    ascending: names of two arguments of which the first must be the smaller.
    periods_ms: by output, the longer bars its warm-up is counted in; empty: the bars it is computed over.
    says: when it is BUY or SELL and how strong that is, in words.
    """

    name: str
    title: str
    reads: Reads
    usage: str
    args: tuple[Argument, ...]
    outputs: tuple[str, ...]
    says: str
    bars: Callable[..., Sequence[int]]
    ascending: tuple[str, str] | None = None
    periods_ms: tuple[Ms, ...] = ()

    def filled(self, args: Sequence[Decimal | int] = ()) -> tuple[Decimal, ...]:
        """All arguments, defaults for those left out; InvalidInput where one is wrong or too many."""
        if len(args) > len(self.args):
            raise InvalidInput(f"{self.name} takes at most {len(self.args)} arguments, got {len(args)}")
        given = [Decimal(value) for value in args] + [arg.default for arg in self.args[len(args) :]]
        values = tuple(arg.checked(value) for arg, value in zip(self.args, given, strict=True))
        if self.ascending:
            names = [arg.name for arg in self.args]
            small, large = (values[names.index(name)] for name in self.ascending)
            if small >= large:
                lesser, greater = self.ascending
                raise InvalidInput(f"{lesser} must be below {greater}, got {small:f} and {large:f}")
        return values

    def numbers(self, args: Sequence[Decimal | int] = ()) -> tuple[int | float, ...]:
        """`filled`, lengths as int and factors as float: what formulas take."""
        pairs = zip(self.args, self.filled(args), strict=True)
        return tuple(int(value) if arg.kind is ArgKind.LENGTH else float(value) for arg, value in pairs)

    def warmup(
        self, args: Sequence[Decimal | int] = (), output: str | None = None, bar_ms: Ms | None = None
    ) -> int:
        """Bars until `output` (None: the first) can have its first value, that bar included.

        bar_ms: length of the bars; without it an output of longer bars says how many of those it needs.
        Counted from the structure: a structure indicator may stay undefined for longer, until its market
        has shown a swing. Recursive averages are defined here, long before they have forgotten their seed.
        """
        index = self.outputs.index(output) if output else 0
        needed = self.bars(*self.numbers(args))[index]
        if bar_ms is None or not self.periods_ms:
            return needed
        # Wherever the bars begin, the longer one under way then is not whole.
        each = max(-(-self.periods_ms[index] // bar_ms), 1)
        return needed * each + each - 1


def length(name: str, default: int, low: int = 1, high: int = MAX_LENGTH) -> Argument:
    return Argument(name, ArgKind.LENGTH, Decimal(default), Decimal(low), Decimal(high))


def factor(name: str, default: str, low: str = "0.0001", high: str = "100") -> Argument:
    return Argument(name, ArgKind.FACTOR, Decimal(default), Decimal(low), Decimal(high))
