"""Strategies to start from: built for any market, each a spec like any other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from omc.kernel.errors import NotFound
from omc.market.timeframes import Timeframe
from omc.strategy.model import Param, ParamRange, Rules, SizingSpec, StopSpec, StrategySpec

DISCLAIMER = (
    "A starting point, not advice. Results of the past do not tell those of the future; "
    "test it on your market, with its costs, before any money depends on it."
)
_RISK_PER_TRADE = SizingSpec("risk", Decimal("0.01"))


@dataclass(frozen=True)
class Preset:
    """A named parameter set of a template."""

    name: str
    params: Mapping[str, Decimal]


@dataclass(frozen=True)
class Template:
    """`build(venue, symbol, timeframe)` gives the spec with its default parameters and search ranges."""

    template_id: str
    name: str
    category: str
    difficulty: Literal["beginner", "intermediate", "advanced"]
    description: str
    tags: tuple[str, ...]
    presets: tuple[Preset, ...]
    build: Callable[[str, str, Timeframe], StrategySpec]
    disclaimer: str = DISCLAIMER


def moving_average_cross(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """Long while the fast simple average is above the slow one (OMC-BT-014)."""
    return StrategySpec(
        name="Moving-average cross",
        family="ma_cross",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={"fast": _whole(10, 5, 50, 5), "slow": _whole(30, 20, 200, 10)},
        features={"fast_ma": "sma(close, $fast)", "slow_ma": "sma(close, $slow)"},
        constraints=("$fast < $slow",),
        long=Rules("fast_ma crosses_above slow_ma", "fast_ma crosses_below slow_ma"),
        sizing=_RISK_PER_TRADE,
        stop=StopSpec("atr", multiple=Decimal(3), period=14),
        description="Buys when the fast average crosses above the slow one, sells when it crosses back.",
    )


def rsi_reversion(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """Buy weakness, sell strength (OMC-BT-013)."""
    return StrategySpec(
        name="RSI reversion",
        family="rsi_reversion",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={
            "period": _whole(14, 6, 26, 4),
            "oversold": _whole(30, 20, 40, 5),
            "overbought": _whole(70, 60, 80, 5),
        },
        features={"strength": "rsi(close, $period)"},
        constraints=("$oversold < $overbought",),
        long=Rules("strength < $oversold", "strength > $overbought"),
        sizing=_RISK_PER_TRADE,
        stop=StopSpec("atr", multiple=Decimal(3), period=14),
        description="Buys when RSI says oversold, sells when it says overbought.",
    )


def template(template_id: str) -> Template:
    """The template of that id, or NotFound."""
    found = TEMPLATES.get(template_id)
    if found is None:
        raise NotFound(f"expected one of {', '.join(TEMPLATES)}, got {template_id!r}")
    return found


def _whole(default: int, low: int, high: int, step: int) -> Param:
    return Param(Decimal(default), ParamRange(Decimal(low), Decimal(high), Decimal(step)))


def _averages(name: str, fast: int, slow: int) -> Preset:
    return Preset(name, {"fast": Decimal(fast), "slow": Decimal(slow)})


_ALL = (
    Template(
        template_id="ma_cross",
        name="Moving-average cross",
        category="trend",
        difficulty="beginner",
        description="Follows trends: in when a fast average rises above a slow one, out when it falls below.",
        tags=("trend", "moving average", "long"),
        presets=(
            _averages("Default 10/30", 10, 30),
            _averages("Aggressive 5/15", 5, 15),
            _averages("Conservative 20/50", 20, 50),
            _averages("Medium 10/50", 10, 50),
            _averages("Golden cross 50/200", 50, 200),
        ),
        build=moving_average_cross,
    ),
    Template(
        template_id="rsi_reversion",
        name="RSI reversion",
        category="mean reversion",
        difficulty="beginner",
        description="Bets on the way back: in when RSI is under 30, out when it is over 70.",
        tags=("mean reversion", "rsi", "long"),
        presets=(
            Preset(
                "Default 14, 30/70",
                {"period": Decimal(14), "oversold": Decimal(30), "overbought": Decimal(70)},
            ),
        ),
        build=rsi_reversion,
    ),
)
TEMPLATES: Mapping[str, Template] = {entry.template_id: entry for entry in _ALL}
