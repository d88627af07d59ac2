"""What a template is, and the words its specs are written with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from omc.kernel.errors import InvalidInput
from omc.market.timeframes import Timeframe
from omc.strategy.model import Param, ParamRange, SizingSpec, StrategySpec

Build = Callable[[str, str, Timeframe], StrategySpec]

DISCLAIMER = (
    "A starting point, not advice. Results of the past do not tell those of the future; "
    "test it on your market, with its costs, before any money depends on it."
)
# OMC-BT-015: what a template may put at risk in one trade.
MAX_RISK = Decimal("0.05")
ANY = tuple(reversed(Timeframe))


@dataclass(frozen=True)
class Preset:
    """A named parameter set of a template."""

    name: str
    params: Mapping[str, Decimal]


@dataclass(frozen=True)
class Template:
    """`spec(venue, symbol, timeframe)` gives the strategy with its default parameters and search ranges.

    timeframes: what it makes sense on, the one to start with first. confidence: 0 to 1, a start value of its
    author, to be replaced by measured results; None where nobody gave one.
    """

    template_id: str
    name: str
    category: str
    difficulty: Literal["beginner", "intermediate", "advanced"]
    description: str
    tags: tuple[str, ...]
    build: Build
    timeframes: tuple[Timeframe, ...] = ANY
    presets: tuple[Preset, ...] = ()
    confidence: Decimal | None = None
    disclaimer: str = DISCLAIMER

    def spec(self, venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
        """InvalidInput on a timeframe that the template does not make sense on."""
        if timeframe not in self.timeframes:
            fit = ", ".join(self.timeframes)
            raise InvalidInput(
                f"{self.name} is made for bars of {fit}, got {timeframe}", code="wrong_timeframe"
            )
        return self.build(venue, symbol, timeframe)


def risk(fraction: str) -> SizingSpec:
    """Lose this fraction of equity if the stop is hit."""
    return SizingSpec("risk", Decimal(fraction))


def whole(default: int, low: int, high: int, step: int) -> Param:
    return Param(Decimal(default), ParamRange(Decimal(low), Decimal(high), Decimal(step)))


def number(default: str, low: str, high: str, step: str) -> Param:
    return Param(Decimal(default), ParamRange(Decimal(low), Decimal(high), Decimal(step)))


def preset(name: str, **params: int | str) -> Preset:
    return Preset(name, {key: Decimal(value) for key, value in params.items()})
