"""Strategies made of others: a vote of three, and a specialist for each regime (OMC-BT-019, 021)."""

from decimal import Decimal

from omc.market.timeframes import Timeframe
from omc.strategy.model import EnsembleSpec, Member, RegimeSpec, Rules, StopSpec, StrategySpec
from omc.strategy.templates.model import Template, risk, whole

_TREND_PARAMS = {"fast": whole(10, 5, 20, 5), "slow": whole(30, 20, 100, 10)}
_REVERSION_PARAMS = {"weak": whole(30, 20, 40, 5)}
_TREND = Member(
    "trend",
    long=Rules(
        "sma(close, $fast) crosses_above sma(close, $slow)",
        "sma(close, $fast) crosses_below sma(close, $slow)",
    ),
    short=Rules(
        "sma(close, $fast) crosses_below sma(close, $slow)",
        "sma(close, $fast) crosses_above sma(close, $slow)",
    ),
)
_REVERSION = Member(
    "reversion",
    long=Rules("rsi(close, 14) < $weak", "rsi(close, 14) > 50"),
    short=Rules("rsi(close, 14) > 100 - $weak", "rsi(close, 14) < 50"),
)
_BREAKOUT = Member(
    "breakout",
    long=Rules("close > highest(high, $channel)[1]", "close < lowest(low, 10)[1]"),
    short=Rules("close < lowest(low, $channel)[1]", "close > highest(high, 10)[1]"),
)


def vote_of_three(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """Trend, reversion and breakout vote; calmer members weigh more."""
    return StrategySpec(
        name="Vote of three",
        family="ensemble",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params=_TREND_PARAMS | _REVERSION_PARAMS | {"channel": whole(20, 15, 55, 10)},
        constraints=("$fast < $slow",),
        ensemble=EnsembleSpec((_TREND, _REVERSION, _BREAKOUT), Decimal("0.5"), "inverse_volatility"),
        sizing=risk("0.01"),
        stop=StopSpec("atr", multiple=Decimal(3), period=14),
        description="Acts when a weighted majority of trend, reversion and breakout agrees.",
    )


def specialists(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """Trend rules in trends, reversion in ranges, nothing when the market is wild."""
    return StrategySpec(
        name="Specialists by regime",
        family="ensemble",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params=_TREND_PARAMS | _REVERSION_PARAMS,
        constraints=("$fast < $slow",),
        regimes=RegimeSpec(
            specialists={"trend_up": "trend", "trend_down": "trend", "range": "reversion"},
            members=(_TREND, _REVERSION),
        ),
        sizing=risk("0.01"),
        stop=StopSpec("atr", multiple=Decimal(3), period=14),
        description="Lets the specialist of the present regime decide, and stands aside in high volatility.",
    )


TEMPLATES = (
    Template(
        template_id="ensemble",
        name="Vote of three",
        category="ensemble",
        difficulty="advanced",
        description="Three strategies vote, weighted by how calm each has been; acts on a clear majority.",
        tags=("ensemble", "long", "short"),
        build=vote_of_three,
    ),
    Template(
        template_id="specialists",
        name="Specialists by regime",
        category="ensemble",
        difficulty="advanced",
        description="A strategy for trends, one for ranges, none for wild markets; the regime says which.",
        tags=("ensemble", "regimes", "long", "short"),
        build=specialists,
    ),
)
