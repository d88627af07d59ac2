"""How far prices reach: bands, ranges, channels."""

from omc.market.indicators.definition import Indicator, Reads, factor, length

VOLATILITY = (
    Indicator(
        "bollinger", "Bollinger bands (population deviation)", Reads.SERIES, "bollinger(close, 20, 2)",
        (length("length", 20), factor("width", "2")),
        ("middle", "upper", "lower", "percent_b", "width", "z_score"),
        "BUY under the lower band, SELL over the upper; strength 50 + 200 x distance / width of the bands",
        lambda n, _: (n,) * 6,
    ),
    Indicator(
        "atr", "Average true range (Wilder)", Reads.BARS, "atr(14)",
        (length("length", 14), length("average", 20)),
        ("value", "average", "ratio", "true_range", "percent"),
        "never a direction; over 1.5 x its average high volatility, under 0.5 x low; strength 50 + 100 x the "
        "distance of the ratio past that",
        lambda n, average: (n + 1, n + average, n + average, 2, n + 1),
    ),
    Indicator(
        "channel", "High and low of the bars before", Reads.BARS, "channel(20)",
        (length("length", 20),), ("middle", "upper", "lower", "width"),
        "BUY with the close over the upper edge, SELL under the lower; strength 50 + 200 x distance / width",
        lambda n: (n + 1,) * 4,
    ),
)  # fmt: skip
