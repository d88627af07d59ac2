"""With the trend, at a better price: the first pullback (OMC-BT-007) and the daily one (OMC-BT-009)."""

from decimal import Decimal

from omc.market.timeframes import Timeframe
from omc.strategy.model import Rules, StopSpec, StrategySpec, TargetSpec
from omc.strategy.templates.model import Template, number, risk, whole


def first_pullback(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """After an impulse, the first retrace of 2 to 8 % that turns."""
    return StrategySpec(
        name="First pullback",
        family="first_pullback",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={"length": whole(20, 10, 40, 5), "impulse": number("4", "2", "8", "1")},
        features={
            "peak": "highest(high, $length)",
            "range": "atr(14)",
            "surge": "peak - lowest(low, $length) > $impulse * range",
            "retrace": "(peak - lowest(low, 3)) / peak",
            "turn": "close > high[1] and close[1] <= high[2]",
        },
        long=Rules("surge and between(retrace, 0.02, 0.08) and turn and close > sma(close, $length)"),
        sizing=risk("0.01"),
        stop=StopSpec("price", price="lowest(low, 3) - 0.2 * range"),
        targets=(TargetSpec("r", Decimal("2.5")),),
        time_stop_bars=60,
        description="Joins a strong move at its first pullback, once a bar closes above the one before.",
    )


def daily_trend_pullback(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """In a daily up-trend, a retrace of 3 to 12 % that turns."""
    trend = "close > sma(close, 50) and sma(close, 20) > sma(close, 50)"
    return StrategySpec(
        name="Daily trend pullback",
        family="daily_trend_pullback",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={"length": whole(20, 10, 60, 10)},
        features={
            "trend": trend if timeframe is Timeframe.D1 else f"({trend}) @ 1d",
            "peak": "highest(high, $length)",
            "retrace": "(peak - lowest(low, 5)) / peak",
        },
        long=Rules("trend and between(retrace, 0.03, 0.12) and close > high[1]", "not trend"),
        sizing=risk("0.01"),
        stop=StopSpec("structure", period=5, multiple=Decimal("0.2")),
        targets=(
            TargetSpec("r", Decimal("1.5"), share=Decimal("0.5")),
            TargetSpec("r", Decimal("2.5"), share=Decimal("0.5")),
        ),
        description="Buys the dip of a daily up-trend; half off at 1.5 times the risk, the rest at 2.5.",
    )


TEMPLATES = (
    Template(
        template_id="first_pullback",
        name="First pullback",
        category="trend",
        difficulty="intermediate",
        description="After an impulse, buys the first retrace of 2 to 8 % when it turns.",
        tags=("trend", "pullback", "long"),
        build=first_pullback,
        confidence=Decimal("0.72"),
    ),
    Template(
        template_id="daily_trend_pullback",
        name="Daily trend pullback",
        category="trend",
        difficulty="intermediate",
        description="In a daily up-trend, buys a retrace of 3 to 12 % and takes profit in two steps.",
        tags=("trend", "pullback", "higher timeframe", "long"),
        build=daily_trend_pullback,
        timeframes=(Timeframe.D1, Timeframe.H4, Timeframe.H1, Timeframe.M15),
        confidence=Decimal("0.68"),
    ),
)
