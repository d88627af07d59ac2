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
    """How much of equity a position takes; 0 < fraction <= 1.

    fraction: of equity to hold. risk: of equity to lose if the stop is hit. atr: of equity to lose if price
    moves by `multiple` x ATR(`period`). half_kelly: half of what Kelly's formula says of the run's own closed
    round trips, `fraction` before there are enough of them and never more than it.
    """

    kind: Literal["fraction", "risk", "atr", "half_kelly"]
    fraction: Decimal
    multiple: Decimal | None = None
    period: int | None = None


@dataclass(frozen=True)
class StopSpec:
    """Where the stop stands; the fields its kind names are set.

    fraction: of the fill price. atr: `multiple` x ATR(`period`) of the signal's bar. structure: the lowest
    low (for shorts the highest high) of the last `period` bars, `multiple` x ATR(14) beyond it. price:
    expressions that give the level, `price` for longs and `price_short` for shorts. trailing: follows the
    closes at the distance it started with; not for `price` and `structure`.
    """

    kind: Literal["fraction", "atr", "structure", "price"]
    fraction: Decimal | None = None
    multiple: Decimal | None = None
    period: int | None = None
    price: str | None = None
    price_short: str | None = None
    trailing: bool = False


@dataclass(frozen=True)
class TargetSpec:
    """Where a target stands and how much of the position it takes off.

    `value` is a fraction of the fill price, a multiple of ATR(`period`), or a multiple of the initial stop
    distance (r). price: a level given by `price` for longs and `price_short` for shorts, as known at the
    signal's bar. share: part of the entered quantity, 0 < share <= 1.
    """

    kind: Literal["fraction", "atr", "r", "price"]
    value: Decimal | None = None
    period: int | None = None
    price: str | None = None
    price_short: str | None = None
    share: Decimal = Decimal(1)


@dataclass(frozen=True)
class LimitEntrySpec:
    """Entries wait at a limit for `valid_bars` bars; the fields its kind names are set.

    fraction: below the close of the signal's bar, for shorts above it, by that much of it; 0 is the close.
    atr: by `multiple` x ATR(`period`). price: expressions that give the limit, `price` for longs and
    `price_short` for shorts. All is told from the signal's bar and those before it.
    """

    kind: Literal["fraction", "atr", "price"]
    valid_bars: int
    fraction: Decimal | None = None
    multiple: Decimal | None = None
    period: int | None = None
    price: str | None = None
    price_short: str | None = None


@dataclass(frozen=True)
class SessionSpec:
    """When entries are allowed: bars that close in [start, end) of `days`, by the clock of `timezone`.

    start, end, flat_at: HH:MM; an end at or before the start lies on the next day. days: 0 is Monday.
    flat_at: a position is left at the first close at or after that time of the day (reason: time).
    """

    timezone: str = "UTC"
    start: str = "00:00"
    end: str = "00:00"
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    flat_at: str | None = None


@dataclass(frozen=True)
class CustomIndicator:
    """A user's own name for an expression; `args` are the parameters it names as `$arg`."""

    args: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Member:
    """One voice of an ensemble or one specialist of a regime: rules of its own, by name."""

    name: str
    long: Rules | None = None
    short: Rules | None = None
    weight: Decimal = Decimal(1)
    strength: str | None = None


@dataclass(frozen=True)
class EnsembleSpec:
    """Members that vote: sum of weight x direction x strength, acted on beyond `threshold` (OMC-BT-019).

    A member speaks from the bar its entry holds until its exit does. weighting: as given (fixed), all equal,
    inverse to the volatility of each member's own returns over the last `window` bars, or by its Sharpe ratio
    on the part of the data that tuning may see (validation); the last two fall back to equal before `window`.
    """

    members: tuple[Member, ...]
    threshold: Decimal
    weighting: Literal["fixed", "equal", "inverse_volatility", "validation_sharpe"] = "fixed"
    window: int = 100


@dataclass(frozen=True)
class RegimeSpec:
    """What changes with the regime (OMC-BT-020, 021): parameter sets by regime, or a specialist for each.

    The regime is told from closed bars and must hold for `hold_bars` before it counts.
    """

    params: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    specialists: Mapping[str, str] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    hold_bars: int = 3


@dataclass(frozen=True)
class StrategySpec:
    """One version of a strategy on one market.

    features: name -> expression; each may read those above it. constraints: comparisons of params that
    every parameter set must meet, such as `$fast < $slow`. time_stop_bars also declares the maximum holding.
    indicators: the user's own, by name. targets: in the order they are reached, shares up to 1 in sum.
    max_reentries: entries of one direction after the first in one day of the session. limit_entry: None:
    entries meet the market at the next open.
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
    targets: tuple[TargetSpec, ...] = ()
    time_stop_bars: int | None = None
    session: SessionSpec | None = None
    max_reentries: int | None = None
    indicators: Mapping[str, CustomIndicator] = field(default_factory=dict)
    ensemble: EnsembleSpec | None = None
    regimes: RegimeSpec | None = None
    limit_entry: LimitEntrySpec | None = None
    source: Literal["manual", "template", "llm", "lab_model"] = "manual"
    description: str = ""

    @property
    def members(self) -> tuple[Member, ...]:
        """Those whose rules decide in its place; none for a plain spec."""
        voters = self.ensemble.members if self.ensemble else ()
        return voters + (self.regimes.members if self.regimes else ())

    @property
    def sides(self) -> tuple[str, ...]:
        """long, short or both: which ways it trades, by its own rules or by those of its members."""
        long = any(rules is not None for rules in (self.long, *(member.long for member in self.members)))
        short = any(rules is not None for rules in (self.short, *(member.short for member in self.members)))
        return (("long",) if long else ()) + (("short",) if short else ())

    def defaults(self) -> dict[str, Decimal]:
        """The parameter set of the spec as it stands."""
        return {name: param.default for name, param in self.params.items()}
