"""Strength that goes on: swing momentum (OMC-BT-011)."""

from decimal import Decimal

from omc.market.timeframes import Timeframe
from omc.strategy.model import Rules, StopSpec, StrategySpec, TargetSpec
from omc.strategy.templates.model import Template, number, risk


def swing_momentum(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """A close near the day's high while the averages stand in order; the stop trails."""
    return StrategySpec(
        name="Swing momentum",
        family="swing_momentum",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={"strong": number("0.7", "0.5", "0.9", "0.1")},
        features={
            "place": "(close - day_low()) / (day_high() - day_low())",
            "order": "sma(close, 20) > sma(close, 50)",
        },
        long=Rules("order and place >= $strong", "not order"),
        sizing=risk("0.01"),
        stop=StopSpec("atr", multiple=Decimal("1.5"), period=14, trailing=True),
        targets=(TargetSpec("r", Decimal("2.5")),),
        description="Buys strength in an up-trend and lets a trailing stop take it out.",
    )


TEMPLATES = (
    Template(
        template_id="swing_momentum",
        name="Swing momentum",
        category="momentum",
        difficulty="intermediate",
        description="Buys closes in the top of the day's range in an up-trend; the stop trails.",
        tags=("momentum", "trailing stop", "long"),
        build=swing_momentum,
    ),
)
