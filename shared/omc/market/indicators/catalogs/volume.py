"""What volume tells; undefined where a volume is missing."""

from omc.market.indicators.definition import Indicator, Reads, length

_SIDE = "BUY with the close above it, SELL below; strength 10 per percent of distance"

VOLUME = (
    Indicator(
        "volume_spike", "Volume against the bars before", Reads.BARS, "volume_spike(20)",
        (length("length", 20),), ("ratio", "average"),
        "from 2 x the average of the bars before on, the bar's direction when its price changed by 1 % or "
        "more; strength 50 + 50 per multiple over 2", lambda n: (n + 1,) * 2,
    ),
    Indicator(
        "obv", "On-balance volume", Reads.BARS, "obv(20, 10)",
        (length("average", 20), length("lookback", 10)), ("value", "average", "divergence"),
        "BUY when price fell and OBV rose over the lookback, SELL the other way, strength 70; else the side "
        "on which OBV crosses its average, strength 40", lambda n, back: (1, n, back + 1),
    ),
    Indicator(
        "vwap", "Volume-weighted average price of the session", Reads.BARS, "vwap(24)",
        (length("hours", 24, high=24),), ("value",), f"sessions of that many hours from 00:00 UTC; {_SIDE}",
        lambda _: (1,),
    ),
    Indicator(
        "poc", "Point of control: the price level with the most volume", Reads.BARS, "poc(20)",
        (length("length", 20, high=200), length("levels", 24, low=2, high=100)), ("value",), _SIDE,
        lambda n, _: (n,),
    ),
    Indicator(
        "ad", "Accumulation and distribution", Reads.BARS, "ad(14)",
        (length("length", 14, low=2),), ("value", "slope"),
        "BUY with a slope over 0.001 of the average volume per bar, SELL under -0.001; "
        "strength 100 x |slope|",
        lambda n: (1, n),
    ),
)  # fmt: skip
