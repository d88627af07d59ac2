"""Out of a range: the retest of a broken level (OMC-BT-010)."""

from decimal import Decimal

from omc.market.timeframes import Timeframe
from omc.strategy.model import Rules, StopSpec, StrategySpec, TargetSpec
from omc.strategy.templates.model import Template, risk, whole


def breakout_retest(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """Not the breakout itself but the first time price comes back to the level and holds."""
    return StrategySpec(
        name="Breakout retest",
        family="breakout_retest",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={"length": whole(20, 10, 60, 10), "patience": whole(10, 5, 20, 5)},
        features={
            "ceiling": "highest(high, $length)[1]",
            "floor": "lowest(low, $length)[1]",
            "up": "close crosses_above ceiling",
            "down": "close crosses_below floor",
            "broken_up": "value_when(up, ceiling)",
            "broken_down": "value_when(down, floor)",
            "range": "atr(14)",
        },
        long=Rules(
            "between(bars_since(up), 1, $patience) and low <= broken_up + 0.5 * range and close > broken_up"
        ),
        short=Rules(
            "between(bars_since(down), 1, $patience) and high >= broken_down - 0.5 * range "
            "and close < broken_down"
        ),
        sizing=risk("0.01"),
        stop=StopSpec("atr", multiple=Decimal(1), period=14),
        targets=(TargetSpec("r", Decimal(2)),),
        time_stop_bars=60,
        description="After a break, waits for price to come back to the level, and goes with the break.",
    )


TEMPLATES = (
    Template(
        template_id="breakout_retest",
        name="Breakout retest",
        category="breakout",
        difficulty="advanced",
        description="A level breaks, price returns within ten bars and holds: in for twice the risk.",
        tags=("breakout", "level", "long", "short"),
        build=breakout_retest,
        confidence=Decimal("0.62"),
    ),
)
