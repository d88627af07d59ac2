"""How far prices reach: bands, ranges, channels."""

from omc.market.indicators.frame import Frame, Source
from omc.market.indicators.windows import before, deviation, highest, lowest, mean
from omc.market.model import FloatArray

Columns = tuple[FloatArray, ...]


def bollinger(source: Source, length: int, width: float) -> Columns:
    """Bands of the population deviation. z_score: distance from the middle in deviations."""
    middle, spread = source.average(length), deviation(source.values, length)
    upper, lower = middle + 1.0 * width * spread, middle + -1.0 * width * spread
    percent_b = (source.values - lower) / (upper - lower)
    edges = (source.back(middle), source.back(upper), source.back(lower))
    return *edges, percent_b, (upper - lower) / middle, (source.values - middle) / spread


def atr(frame: Frame, length: int, average: int) -> Columns:
    """true_range: of the bar alone; percent: of the close, 0 to 100 and up."""
    value = frame.atr(length)
    usual = mean(value, average)
    return (
        *(frame.price(value), frame.price(usual), value / usual),
        *(frame.price(frame.atr(1)), 100 * value / frame.close),
    )


def channel(frame: Frame, length: int) -> Columns:
    """Of the bars before: this bar is not in it."""
    upper, lower = before(highest(frame.high, length), 1), before(lowest(frame.low, length), 1)
    middle = (upper + lower) / 2
    return frame.price(middle), frame.price(upper), frame.price(lower), (upper - lower) / middle
