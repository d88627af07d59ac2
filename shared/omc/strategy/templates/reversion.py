"""Betting on the way back: RSI (OMC-BT-013), the mean (OMC-BT-012), the edges of a range (OMC-BT-008)."""

from decimal import Decimal

from omc.market.timeframes import Timeframe
from omc.strategy.model import Rules, StopSpec, StrategySpec, TargetSpec
from omc.strategy.templates.model import Template, number, preset, risk, whole


def rsi_reversion(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """Buy weakness, sell strength."""
    return StrategySpec(
        name="RSI reversion",
        family="rsi_reversion",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={
            "period": whole(14, 6, 26, 4),
            "oversold": whole(30, 20, 40, 5),
            "overbought": whole(70, 60, 80, 5),
        },
        features={"strength": "rsi(close, $period)"},
        constraints=("$oversold < $overbought",),
        long=Rules("strength < $oversold", "strength > $overbought"),
        sizing=risk("0.01"),
        stop=StopSpec("atr", multiple=Decimal(3), period=14),
        description="Buys when RSI says oversold, sells when it says overbought.",
    )


def mean_reversion(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """Against a close too far from its average, back to it."""
    return StrategySpec(
        name="Mean reversion",
        family="mean_reversion_ma",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={"length": whole(20, 10, 50, 5), "width": number("2", "1.5", "3", "0.25")},
        features={
            "mean": "sma(close, $length)",
            "away": "$width * stdev(close, $length)",
            "range": "atr(14)",
        },
        long=Rules("close < mean - away", "close >= mean"),
        short=Rules("close > mean + away", "close <= mean"),
        sizing=risk("0.008"),
        stop=StopSpec(
            "price", price="lowest(low, 5) - 0.5 * range", price_short="highest(high, 5) + 0.5 * range"
        ),
        targets=(TargetSpec("price", price="mean", price_short="mean"),),
        time_stop_bars=40,
        description="Trades back to the average when the close is two deviations away from it.",
    )


def range_fade(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """Buy the floor of a range and sell its ceiling, for the middle."""
    return StrategySpec(
        name="Range fade",
        family="range_fade",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={"length": whole(20, 10, 60, 10), "quiet": whole(20, 15, 30, 5)},
        features={
            "ceiling": "highest(high, $length)[1]",
            "floor": "lowest(low, $length)[1]",
            "range": "atr(14)",
            "flat": "adx(14) < $quiet",
        },
        long=Rules("flat and abs(low - floor) <= 0.2 * range and close > floor"),
        short=Rules("flat and abs(high - ceiling) <= 0.2 * range and close < ceiling"),
        sizing=risk("0.008"),
        stop=StopSpec("price", price="floor - 0.3 * range", price_short="ceiling + 0.3 * range"),
        targets=(TargetSpec("price", price="(ceiling + floor) / 2", price_short="(ceiling + floor) / 2"),),
        time_stop_bars=60,
        description="In a market without trend, trades from the edge of the range back to its middle.",
    )


TEMPLATES = (
    Template(
        template_id="rsi_reversion",
        name="RSI reversion",
        category="mean reversion",
        difficulty="beginner",
        description="Bets on the way back: in when RSI is under 30, out when it is over 70.",
        tags=("mean reversion", "rsi", "long"),
        presets=(preset("Default 14, 30/70", period=14, oversold=30, overbought=70),),
        build=rsi_reversion,
    ),
    Template(
        template_id="mean_reversion_ma",
        name="Mean reversion",
        category="mean reversion",
        difficulty="advanced",
        description="Fades a close more than two deviations from its average; the average is the target.",
        tags=("mean reversion", "bands", "long", "short"),
        build=mean_reversion,
        confidence=Decimal("0.58"),
    ),
    Template(
        template_id="range_fade",
        name="Range fade",
        category="mean reversion",
        difficulty="intermediate",
        description="Buys the floor of a range and sells its ceiling, while ADX says there is no trend.",
        tags=("range", "long", "short"),
        build=range_fade,
        confidence=Decimal("0.60"),
    ),
)
