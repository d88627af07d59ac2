"""What swings between two extremes."""

from omc.market.indicators.definition import Indicator, Reads, length


def _stochastic(n: int, signal: int, smooth: int) -> tuple[int, int, int]:
    both = n + smooth + signal - 2
    return n + smooth - 1, both, both


def _stoch_rsi(rsi: int, n: int, signal: int, smooth: int) -> tuple[int, int]:
    return rsi + n + smooth - 1, rsi + n + smooth + signal - 2


OSCILLATORS = (
    Indicator(
        "rsi", "Relative strength index", Reads.SERIES, "rsi(close, 14)",
        (length("length", 14),), ("value",),
        "BUY under 30, SELL over 70; strength 3 per point past the level", lambda n: (n + 1,),
    ),
    Indicator(
        "stochastic", "Stochastic", Reads.BARS, "stochastic(14, 3)",
        (length("length", 14), length("signal", 3), length("smooth", 1)), ("k", "d", "j"),
        "BUY with %K under 20, SELL over 80; strength 5 per point past the level", _stochastic,
    ),
    Indicator(
        "stoch_rsi", "Stochastic RSI", Reads.SERIES, "stoch_rsi(close, 14, 14, 3)",
        (length("rsi_length", 14), length("length", 14), length("signal", 3), length("smooth", 1)),
        ("k", "d"),
        "BUY with %K under 20, SELL over 80; strength 5 per point past the level", _stoch_rsi,
    ),
    Indicator(
        "cci", "Commodity channel index", Reads.BARS, "cci(20)",
        (length("length", 20, low=2, high=1000),), ("value",),
        "BUY under -100, SELL over 100; strength 1 per point past the level", lambda n: (n,),
    ),
    Indicator(
        "williams_r", "Williams %R", Reads.BARS, "williams_r(14)",
        (length("length", 14),), ("value",),
        "BUY under -80, SELL over -20; strength 5 per point past the level", lambda n: (n,),
    ),
    Indicator(
        "mfi", "Money flow index", Reads.BARS, "mfi(14)",
        (length("length", 14),), ("value",),
        "BUY under 20, SELL over 80; strength 5 per point past the level", lambda n: (n + 1,),
    ),
)  # fmt: skip
