"""The sentence of each indicator."""

from collections.abc import Mapping

from omc.market.indicators.readings.wording import Moment, Wording, apart, cross, levels, price, side, sided


def _macd(moment: Moment) -> str:
    histogram = price(moment["histogram"])
    if moment.direction:
        turned = "positive" if moment.direction > 0 else "negative"
        return f"MACD's histogram turned {turned}: {histogram}"
    return f"MACD's histogram {histogram} kept its sign"


def _adx(moment: Moment) -> str:
    value, plus, minus = moment["value"], moment["plus_di"], moment["minus_di"]
    lines = f"+DI {plus:.1f}, -DI {minus:.1f}"
    if value >= 25:
        way = "up" if plus > minus else "down" if plus < minus else "without direction"
        return f"ADX {apart(value, 25)} is 25 or more, a trend {way}: {lines}"
    if value < 20:
        return f"ADX {apart(value, 20)} is under 20, no trend: {lines}"
    return f"ADX {apart(value, 25)} is between 20 and 25, a trend at most beginning: {lines}"


def _aroon(moment: Moment) -> str:
    lines = f"Aroon up {moment['up']:.0f}, down {moment['down']:.0f}"
    if moment.direction:
        return f"{lines}: only {'up' if moment.direction > 0 else 'down'} is 70 or more"
    return f"{lines}: not one of them alone is 70 or more"


def _bollinger(moment: Moment) -> str:
    edge = {1: ("under the lower", "lower"), -1: ("over the upper", "upper")}.get(moment.direction)
    close = price(moment.close)
    if edge is None:
        return f"The close {close} is between the bands {price(moment['lower'])} and {price(moment['upper'])}"
    return f"The close {close} is {edge[0]} band {price(moment[edge[1]])}"


def _atr(moment: Moment) -> str:
    ratio = moment["ratio"]
    kind = "high volatility" if ratio > 1.5 else "low volatility" if ratio < 0.5 else "usual volatility"
    return f"ATR {price(moment['value'])} is {ratio:.2f} x its average of {price(moment['average'])}: {kind}"


def _volume_spike(moment: Moment) -> str:
    ratio, moved = moment["ratio"], 100 * (moment.close / moment.open - 1)
    start = f"Volume is {ratio:.2f} x the average of {moment.args[0]} bars before"
    if moment.direction:
        return f"{start}, while price moved {moved:+.2f} %"
    if ratio < 2:
        return f"{start}, under 2 x"
    return f"{start}, but price moved only {moved:+.2f} %"


def _obv(moment: Moment) -> str:
    value, average, lookback = price(moment["value"]), price(moment["average"]), moment.args[1]
    if moment["divergence"] > 0:
        return f"On-balance volume rose over {lookback} bars while price fell"
    if moment["divergence"] < 0:
        return f"On-balance volume fell over {lookback} bars while price rose"
    if moment.direction:
        verb = "crossed above" if moment.direction > 0 else "crossed below"
        return f"On-balance volume {value} {verb} its average {average}"
    return f"On-balance volume {value} neither parts from price nor crosses its average {average}"


def _ad(moment: Moment) -> str:
    slope = moment["slope"]
    kind = {1: "accumulation", -1: "distribution"}.get(moment.direction, "neither")
    limit = {1: "over 0.001", -1: "under -0.001"}.get(moment.direction, "within 0.001 of 0")
    return f"The slope of accumulation, {slope:.4f} of the average volume per bar, is {limit}: {kind}"


def _premium_discount(moment: Moment) -> str:
    if not moment["leg"]:
        return f"The swing high {price(moment['high'])} and low {price(moment['low'])} are of one bar: no leg"
    retrace, leg = 100 * moment["retrace"], "rise" if moment["leg"] > 0 else "fall"
    zone = "inside" if moment.direction else "outside"
    low, high = price(moment["low"]), price(moment["high"])
    return f"{retrace:.1f} % of the {leg} between {low} and {high} is given back, {zone} 62 to 79 %"


def _rsi_divergence(moment: Moment) -> str:
    difference, back = moment["difference"], moment.args[1]
    if moment.direction > 0:
        return f"The lowest close of {back} bars, but RSI {difference:.2f} above its value at the low before"
    if moment.direction < 0:
        return (
            f"The highest close of {back} bars, but RSI {-difference:.2f} below its value at the high before"
        )
    return f"Price and RSI do not part at an extreme of {back} bars"


def _support_resistance(moment: Moment) -> str:
    close, support, resistance = price(moment.close), moment["support"], moment["resistance"]
    if moment.direction > 0:
        return f"The close {close} is within 0.5 ATR above the support {price(support)}"
    if moment.direction < 0:
        return f"The close {close} is within 0.5 ATR below the resistance {price(resistance)}"
    told = [f"{name} {price(level)}" for name, level in moment.values.items() if level == level]
    return f"The close {close} is not near just one level: {', '.join(told)}"


def _alignment(moment: Moment) -> str:
    told = []
    for label, output in (("hour", "hour"), ("4 hours", "four_hours"), ("day", "day")):
        average = moment[output]
        known = average == average
        where = "above" if moment.close > average else "below" if moment.close < average else "at"
        told.append(f"{where} that of the {label}" if known else f"that of the {label} not known")
    return f"The close {price(moment.close)} against EMA({moment.args[0]}): {', '.join(told)}"


SENTENCES: Mapping[str, Wording] = {
    "sma": side("SMA({0})"),
    "ema": side("EMA({0})"),
    "wma": side("WMA({0})"),
    "ma_cross": cross("SMA"),
    "ema_cross": cross("EMA"),
    "macd": _macd,
    "adx": _adx,
    "aroon": _aroon,
    "psar": sided(
        "The close {close} rose through the parabolic stop, now {value}",
        "The close {close} fell through the parabolic stop, now {value}",
        "The close {close} stays on its side of the parabolic stop {value}",
    ),
    "rsi": levels("RSI", 30, 70),
    "stochastic": levels("Stochastic %K", 20, 80, "k"),
    "stoch_rsi": levels("Stochastic RSI %K", 20, 80, "k"),
    "cci": levels("CCI", -100, 100),
    "williams_r": levels("Williams %R", -80, -20),
    "mfi": levels("Money flow index", 20, 80),
    "bollinger": _bollinger,
    "atr": _atr,
    "channel": sided(
        "The close {close} is over {upper}, the high of the bars before",
        "The close {close} is under {lower}, the low of the bars before",
        "The close {close} is inside the channel {lower} to {upper}",
    ),
    "volume_spike": _volume_spike,
    "obv": _obv,
    "vwap": side("session's VWAP"),
    "poc": side("point of control"),
    "ad": _ad,
    "fair_value_gap": sided(
        "A bullish gap of {gap} from {lower} to {upper}",
        "A bearish gap ({gap}) from {upper} to {lower}",
        "No fair value gap at this bar",
    ),
    "liquidity_sweep": sided(
        "The low swept {level} and the close {close} is back above it",
        "The high swept {level} and the close {close} is back below it",
        "No liquidity sweep at this bar",
    ),
    "order_block": sided(
        "Price is back in the bullish order block {bullish_lower} to {bullish_upper}",
        "Price is back in the bearish order block {bearish_lower} to {bearish_upper}",
        "Price is in no order block, or in two",
    ),
    "premium_discount": _premium_discount,
    "break_of_structure": sided(
        "The close {close} broke the swing high {high}",
        "The close {close} broke the swing low {low}",
        "No break of structure at this bar",
    ),
    "change_of_character": sided(
        "Against a falling trend the close {close} broke the swing high {high}",
        "Against a rising trend the close {close} broke the swing low {low}",
        "No change of character at this bar",
    ),
    "swing_break": sided(
        "The close {close} crossed above {high}, the highest swing high",
        "The close {close} crossed below {low}, the lowest swing low",
        "No swing is broken at this bar",
    ),
    "rsi_divergence": _rsi_divergence,
    "support_resistance": _support_resistance,
    "higher_timeframe_alignment": _alignment,
}
