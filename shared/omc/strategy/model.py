"""A strategy spec: plain data, immutable, hashed. `omc.strategy.compile` says what its expressions mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from omc.market.timeframes import Timeframe


@dataclass(frozen=True)
class ParamRange:
    """Values a search may try: low, low + step, ... up to high."""

    low: Decimal
    high: Decimal
    step: Decimal

    def values(self) -> tuple[Decimal, ...]:
        """
        >>> [str(value) for value in ParamRange(Decimal(5), Decimal(12), Decimal(5)).values()]
        ['5', '10']
        """
        count = int((self.high - self.low) / self.step) + 1
        return tuple(self.low + self.step * index for index in range(count))


@dataclass(frozen=True)
class Param:
    """A number expressions name as `$param`."""

    default: Decimal
    search: ParamRange | None = None


@dataclass(frozen=True)
class Rules:
    """When to open and when to leave a position of one direction: boolean expressions."""

    enter: str
    exit: str | None = None


@dataclass(frozen=True)
class SizingSpec:
    """`fraction` of equity to hold (fraction) or to lose if the stop is hit (risk); 0 < fraction <= 1."""

    kind: Literal["fraction", "risk"]
    fraction: Decimal


@dataclass(frozen=True)
class StopSpec:
    """Where the stop stands; the field its kind names is set.

    fraction: of the fill price. atr: `multiple` x ATR(`period`) of the signal's bar. price: an expression
    that gives the level, not for specs that trade both ways. trailing: follows the closes, not for `price`.
    """

    kind: Literal["fraction", "atr", "price"]
    fraction: Decimal | None = None
    multiple: Decimal | None = None
    period: int | None = None
    price: str | None = None
    trailing: bool = False


@dataclass(frozen=True)
class TargetSpec:
    """Where the target stands: `value` is a fraction of the fill price, a multiple of ATR(`period`),
    or a multiple of the initial stop distance (r)."""

    kind: Literal["fraction", "atr", "r"]
    value: Decimal
    period: int | None = None


@dataclass(frozen=True)
class StrategySpec:
    """One version of a strategy on one market.

    features: name -> expression; each may read those above it. constraints: comparisons of params that
    every parameter set must meet, such as `$fast < $slow`. time_stop_bars also declares the maximum holding.
    """

    name: str
    family: str
    venue: str
    symbol: str
    timeframe: Timeframe
    sizing: SizingSpec
    long: Rules | None = None
    short: Rules | None = None
    params: Mapping[str, Param] = field(default_factory=dict)
    features: Mapping[str, str] = field(default_factory=dict)
    constraints: tuple[str, ...] = ()
    stop: StopSpec | None = None
    target: TargetSpec | None = None
    time_stop_bars: int | None = None
    description: str = ""

    def defaults(self) -> dict[str, Decimal]:
        """The parameter set of the spec as it stands."""
        return {name: param.default for name, param in self.params.items()}
