"""Within the New York day: opening range breakout (OMC-BT-005) and VWAP pullback (OMC-BT-006)."""

from decimal import Decimal

from omc.market.timeframes import Timeframe
from omc.strategy.model import Rules, SessionSpec, StopSpec, StrategySpec, TargetSpec
from omc.strategy.templates.model import Template, number, risk

_FIRST_MINUTES = 30
# The longest first: the one every deployment has a market for.
_INTRADAY = (Timeframe.H1, Timeframe.M15, Timeframe.M5, Timeframe.M1)


def opening_range_breakout(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """A close outside the range of the first half hour (of the first bar, where bars are longer)."""
    minutes = max(_FIRST_MINUTES, timeframe.ms // 60_000)
    # An hourly bar does not end at half past nine: its day opens with the hour.
    opens = "09:30" if minutes == _FIRST_MINUTES else "09:00"
    return StrategySpec(
        name="Opening range breakout",
        family="opening_range_breakout",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={
            "least": number("0.3", "0.1", "0.5", "0.1"),
            "most": number("3", "2", "4", "0.5"),
        },
        constraints=("$least < $most",),
        features={
            "ceiling": f"opening_range_high({minutes})",
            "floor": f"opening_range_low({minutes})",
            "sane": "between((ceiling - floor) / atr(14), $least, $most)",
        },
        long=Rules("sane and close > ceiling"),
        short=Rules("sane and close < floor"),
        sizing=risk("0.01"),
        stop=StopSpec("price", price="floor", price_short="ceiling"),
        targets=(
            TargetSpec("r", Decimal(2), share=Decimal("0.5")),
            TargetSpec("r", Decimal(3), share=Decimal("0.5")),
        ),
        session=SessionSpec("America/New_York", start=opens, end="14:00", flat_at="14:00"),
        max_reentries=0,
        description="Goes with the first close outside the opening range; flat by 14:00 New York.",
    )


def vwap_pullback(venue: str, symbol: str, timeframe: Timeframe) -> StrategySpec:
    """On the trend's side of VWAP, near it, turning away from it."""
    return StrategySpec(
        name="VWAP pullback",
        family="vwap_pullback",
        source="template",
        venue=venue,
        symbol=symbol,
        timeframe=timeframe,
        params={"near": number("0.5", "0.25", "1", "0.25")},
        features={
            "fair": "session_vwap()",
            "range": "atr(14)",
            "rising": "close > ema(close, 50)",
        },
        long=Rules("rising and close > fair and low - fair <= $near * range and close > high[1]"),
        short=Rules("not rising and close < fair and fair - high <= $near * range and close < low[1]"),
        sizing=risk("0.01"),
        stop=StopSpec(
            "price",
            price="min(low, fair) - 0.3 * range",
            price_short="max(high, fair) + 0.3 * range",
        ),
        targets=(TargetSpec("r", Decimal(2)),),
        session=SessionSpec("America/New_York", start="09:30", end="15:30", flat_at="15:30"),
        max_reentries=2,
        description="With the trend, buys near the day's volume-weighted price; flat by 15:30 New York.",
    )


TEMPLATES = (
    Template(
        template_id="opening_range_breakout",
        name="Opening range breakout",
        category="breakout",
        difficulty="beginner",
        description="The first half hour sets a range; goes with the first close outside it.",
        tags=("breakout", "session", "long", "short"),
        build=opening_range_breakout,
        timeframes=_INTRADAY,
        confidence=Decimal("0.65"),
    ),
    Template(
        template_id="vwap_pullback",
        name="VWAP pullback",
        category="trend",
        difficulty="intermediate",
        description="With the trend, in near the day's volume-weighted price; at most two re-entries a day.",
        tags=("vwap", "pullback", "session", "long", "short"),
        build=vwap_pullback,
        timeframes=_INTRADAY,
        confidence=Decimal("0.70"),
    ),
)
