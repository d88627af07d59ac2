"""What price has built: gaps, swings and their breaks, levels, zones. 1 bullish, -1 bearish, 0 neither.

A swing of strength s is known s bars after its bar. Distances are measured in ATR(14).
"""

from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.market.indicators.definition import Indicator, Reads, factor, length

ATR_BARS = 15


def _swings(_length: int, strength: int) -> tuple[int, ...]:
    return (2 * strength + 1,) * 3


STRUCTURE = (
    Indicator(
        "fair_value_gap", "Fair value gap", Reads.BARS, "fair_value_gap(0.1)",
        (factor("least", "0.1"),), ("gap", "upper", "lower"),
        "BUY when a bar's low stays above the high of two bars before by `least` ATR or more, SELL "
        "mirrored; strength 50 + 50 x gap / ATR", lambda _: (ATR_BARS,) * 3,
    ),
    Indicator(
        "liquidity_sweep", "Liquidity sweep", Reads.BARS, "liquidity_sweep(20, 0.05)",
        (length("length", 20), factor("tolerance", "0.05")), ("value", "level"),
        "BUY when the low passes the lowest of the bars before by more than `tolerance` ATR and the close is "
        "back above it, SELL mirrored; strength 50 + 50 x depth / ATR",
        lambda n, _: (max(n + 1, ATR_BARS),) * 2,
    ),
    Indicator(
        "break_of_structure", "Break of structure", Reads.BARS, "break_of_structure(20, 3)",
        (length("length", 20, low=2), length("strength", 3, high=100)), ("value", "high", "low"),
        "BUY when the close crosses above the last swing high of `length` bars, SELL below the last swing "
        "low; strength 50 + 50 x distance / ATR", _swings,
    ),
    Indicator(
        "change_of_character", "Change of character", Reads.BARS, "change_of_character(30, 3)",
        (length("length", 30, low=2), length("strength", 3, high=100)), ("value", "trend", "high", "low"),
        "a break of structure against the direction of the break before it; "
        "strength 50 + 50 x distance / ATR",
        lambda _, strength: (2 * strength + 1,) * 4,
    ),
    Indicator(
        "order_block", "Order block", Reads.BARS, "order_block(30, 0.2)",
        (length("length", 30), factor("displacement", "0.2")),
        ("value", "bullish_upper", "bullish_lower", "bearish_upper", "bearish_lower"),
        "BUY when price returns into the last falling bar before a close `displacement` ATR or more above "
        "it, within `length` bars and unless closed through, SELL mirrored; "
        "strength 50 + 50 x displacement / ATR",
        lambda *_: (ATR_BARS,) * 5,
    ),
    Indicator(
        "premium_discount", "Premium and discount", Reads.BARS, "premium_discount(100, 3)",
        (length("length", 100, low=2), length("strength", 3, high=100)),
        ("position", "retrace", "leg", "high", "low"),
        "between the last swing low (0) and swing high (1): BUY at 62 to 79 % retrace of a rise, SELL "
        "of a fall; strength 100 in the middle of that zone, 50 at its edges",
        lambda _, strength: (2 * strength + 1,) * 5,
    ),
    Indicator(
        "swing_break", "Swing break", Reads.BARS, "swing_break(20, 2)",
        (length("length", 20, low=2), length("strength", 2, high=100)), ("value", "high", "low"),
        "BUY when the close crosses above the highest swing high of `length` bars, SELL below the lowest "
        "swing low; strength 50 + 50 x distance / ATR", _swings,
    ),
    Indicator(
        "rsi_divergence", "Divergence of price and RSI", Reads.BARS, "rsi_divergence(14, 14)",
        (length("rsi_length", 14), length("lookback", 14)), ("value", "difference"),
        "BUY when the close is the lowest of the lookback and RSI is above its value at the lowest close "
        "before, SELL mirrored; strength 50 + 2 per point of RSI",
        lambda rsi, back: (rsi + 1 + back,) * 2,
    ),
    Indicator(
        "support_resistance", "Support and resistance", Reads.BARS, "support_resistance(200, 2)",
        (
            length("length", 200, low=2, high=500), length("touches", 2, low=2, high=20),
            length("strength", 3, high=100),
        ),
        ("support", "resistance"),
        "levels touched by `touches` swings within 0.25 ATR: BUY within 0.5 ATR above the next support, SELL "
        "below the next resistance, neither between two; strength 100 on the level, 0 at 0.5 ATR",
        lambda _n, _touches, strength: (max(2 * strength + 1, ATR_BARS),) * 2,
    ),
    Indicator(
        "higher_timeframe_alignment", "Alignment of higher timeframes", Reads.BARS,
        "higher_timeframe_alignment(50)",
        (length("length", 50),), ("value", "hour", "four_hours", "day"),
        "sides of the close against the EMA of closed bars of 60 min, 240 min and a day, summed: BUY from 2 "
        "on, SELL from -2 on; strength 100 x agreeing / 3", lambda n: (n,) * 4,
        # The sum is known when two of the averages are.
        periods_ms=(4 * HOUR_MS, HOUR_MS, 4 * HOUR_MS, DAY_MS),
    ),
)  # fmt: skip
