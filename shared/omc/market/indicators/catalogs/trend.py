"""Averages, their crosses, and what tells a trend."""

from omc.market.indicators.definition import Indicator, Reads, factor, length

_SIDE = "BUY above it, SELL below; strength 10 per percent of distance"
_CROSS = "BUY when fast crosses above slow, SELL when below; strength 80"


def _twice(fast: int, slow: int) -> tuple[int, int, int]:
    return slow, fast, slow


def _macd(_fast: int, slow: int, signal: int) -> tuple[int, int, int]:
    return slow, slow + signal - 1, slow + signal - 1


TREND = (
    Indicator(
        "sma", "Simple moving average", Reads.SERIES, "sma(close, 20)",
        (length("length", 20),), ("value",), _SIDE, lambda n: (n,),
    ),
    Indicator(
        "ema", "Exponential moving average", Reads.SERIES, "ema(close, 20)",
        (length("length", 20),), ("value",), _SIDE, lambda n: (n,),
    ),
    Indicator(
        "wma", "Weighted moving average", Reads.SERIES, "wma(close, 20)",
        (length("length", 20),), ("value",), _SIDE, lambda n: (n,),
    ),
    Indicator(
        "ma_cross", "Cross of two simple averages", Reads.SERIES, "ma_cross(close, 50, 200)",
        (length("fast", 50), length("slow", 200)), ("spread", "fast", "slow"), _CROSS, _twice,
        ascending=("fast", "slow"),
    ),
    Indicator(
        "ema_cross", "Cross of two exponential averages", Reads.SERIES, "ema_cross(close, 12, 26)",
        (length("fast", 12), length("slow", 26)), ("spread", "fast", "slow"), _CROSS, _twice,
        ascending=("fast", "slow"),
    ),
    Indicator(
        "macd", "Moving average convergence and divergence", Reads.SERIES, "macd(close, 12, 26, 9)",
        (length("fast", 12), length("slow", 26), length("signal", 9)), ("line", "signal", "histogram"),
        "BUY when the histogram turns positive, SELL when negative; strength 50 to 100 by the share of the "
        "step that lies past zero", _macd, ascending=("fast", "slow"),
    ),
    Indicator(
        "adx", "Average directional index", Reads.BARS, "adx(14)",
        (length("length", 14, low=2),), ("value", "plus_di", "minus_di", "adxr"),
        "from 25 on a trend: BUY with +DI over -DI, SELL the other way; strength = ADX; under 20 weak",
        lambda n: (2 * n, n + 1, n + 1, 3 * n - 1),
    ),
    Indicator(
        "aroon", "Aroon", Reads.BARS, "aroon(25)",
        (length("length", 25, low=2),), ("oscillator", "up", "down"),
        "BUY with up at 70 or more and down under 70, SELL the other way; strength = |oscillator|",
        lambda n: (n + 1,) * 3,
    ),
    Indicator(
        "psar", "Parabolic stop and reverse", Reads.BARS, "psar(0.02, 0.2)",
        (factor("step", "0.02", high="1"), factor("maximum", "0.2", high="1")), ("value",),
        "BUY when price rises through it, SELL when it falls through; strength 60", lambda *_: (2,),
    ),
)  # fmt: skip
