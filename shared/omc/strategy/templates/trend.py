"""Following trends: moving-average cross (OMC-BT-014)."""

from decimal import Decimal

from omc.market.timeframes import Timeframe
from omc.strategy.model import Rules, StopSpec, StrategySpec
from omc.strategy.templates.model import Template, preset, risk, whole


def moving_average_cross(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """Long while the fast simple average is above the slow one."""
    return StrategySpec(
        name="Moving-average cross",
        family="ma_cross",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={"fast": whole(10, 5, 50, 5), "slow": whole(30, 20, 200, 10)},
        features={"fast_ma": "sma(close, $fast)", "slow_ma": "sma(close, $slow)"},
        constraints=("$fast < $slow",),
        long=Rules("fast_ma crosses_above slow_ma", "fast_ma crosses_below slow_ma"),
        sizing=risk("0.01"),
        stop=StopSpec("atr", multiple=Decimal(3), period=14),
        description="Buys when the fast average crosses above the slow one, sells when it crosses back.",
    )


TEMPLATES = (
    Template(
        template_id="ma_cross",
        name="Moving-average cross",
        category="trend",
        difficulty="beginner",
        description="Follows trends: in when a fast average rises above a slow one, out when it falls below.",
        tags=("trend", "moving average", "long"),
        presets=(
            preset("Default 10/30", fast=10, slow=30),
            preset("Aggressive 5/15", fast=5, slow=15),
            preset("Conservative 20/50", fast=20, slow=50),
            preset("Medium 10/50", fast=10, slow=50),
            preset("Golden cross 50/200", fast=50, slow=200),
        ),
        build=moving_average_cross,
    ),
)
