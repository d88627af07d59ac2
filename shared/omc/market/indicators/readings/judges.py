"""The judgement of each indicator, with the thresholds its catalog entry tells."""

from collections.abc import Callable, Mapping

import numpy as np

from omc.market.indicators.readings.rules import Case, Verdict, crossing, levels, outside, past, side
from omc.market.indicators.windows import before
from omc.market.model import FloatArray

CROSS, FLIP, DIVERGENCE, OBV_CROSS = 80.0, 60.0, 70.0, 40.0
HIGH_VOLATILITY, LOW_VOLATILITY = 1.5, 0.5
SPIKE, SPIKE_MOVE = 2.0, 0.01
TREND, WEAK = 25.0, 20.0
STRONG_AROON = 70.0
AD_SLOPE = 0.001
OPTIMAL = (0.62, 0.79)
NEAR_LEVEL = 0.5
AGREEING = 2


def _flat(direction: FloatArray, strength: float) -> Verdict:
    return Verdict(direction, np.full(len(direction), strength))


def _macd(case: Case) -> Verdict:
    histogram, previous = case["histogram"], before(case["histogram"], 1)
    return past(crossing(histogram), np.abs(histogram) / np.abs(histogram - previous))


def _adx(case: Case) -> Verdict:
    trend = case["value"] >= TREND
    return Verdict(np.where(trend, np.sign(case["plus_di"] - case["minus_di"]), 0.0), case["value"])


def _aroon(case: Case) -> Verdict:
    up, down = case["up"] >= STRONG_AROON, case["down"] >= STRONG_AROON
    return Verdict(up.astype(np.float64) - down, np.abs(case["oscillator"]))


def _bollinger(case: Case) -> Verdict:
    # The series need not be the close: its place between the bands tells how far out it is.
    place = case["percent_b"]
    beyond = np.where(place > 1, place - 1, np.where(place < 0, place, 0.0))
    return past(-np.sign(beyond), np.abs(beyond), 200.0)


def _atr(case: Case) -> Verdict:
    ratio = case["ratio"]
    over, under = ratio - HIGH_VOLATILITY, LOW_VOLATILITY - ratio
    strength = np.where(over > 0, 50 + 100 * over, np.where(under > 0, 50 + 100 * under, 0.0))
    return Verdict(np.zeros(len(ratio)), strength)


def _channel(case: Case) -> Verdict:
    beyond = outside(case.close, case["lower"], case["upper"])
    return past(np.sign(beyond), np.abs(beyond), 200.0)


def _volume_spike(case: Case) -> Verdict:
    bars, ratio = case.frame.bars, case["ratio"]
    moved = np.abs(case.frame.close - case.frame.open) >= SPIKE_MOVE * case.frame.open
    direction = np.where((ratio >= SPIKE) & moved, np.sign(bars.close - bars.open), 0.0)
    return past(direction, ratio - SPIKE)


def _obv(case: Case) -> Verdict:
    crossed = crossing(case["value"] - case["average"])
    divergence = np.nan_to_num(case["divergence"])
    direction = np.where(divergence != 0, divergence, crossed)
    return Verdict(direction, np.where(divergence != 0, DIVERGENCE, OBV_CROSS))


def _ad(case: Case) -> Verdict:
    slope = case["slope"]
    return Verdict((slope > AD_SLOPE).astype(np.float64) - (slope < -AD_SLOPE), 100 * np.abs(slope))


def _fair_value_gap(case: Case) -> Verdict:
    return past(np.sign(case["gap"]), np.abs(case["gap"]) / case.atr)


def _liquidity_sweep(case: Case) -> Verdict:
    value, bars = case["value"], case.frame.bars
    depth = np.where(value > 0, case["level"] - bars.low, bars.high - case["level"])
    return past(value, depth / case.atr)


def _break(case: Case) -> Verdict:
    value = case["value"]
    distance = np.where(value > 0, case.close - case["high"], case["low"] - case.close)
    return past(value, distance / case.atr)


def _order_block(case: Case) -> Verdict:
    """Displacement: how far the close that formed the block stood beyond it."""
    value = case["value"]
    up = _formed(case["bullish_upper"], case.close - case["bullish_upper"], case.atr)
    down = _formed(case["bearish_lower"], case["bearish_lower"] - case.close, case.atr)
    return past(value, np.where(value > 0, up, down))


def _formed(edge: FloatArray, distance: FloatArray, atr: FloatArray) -> FloatArray:
    """distance / atr as it was when the standing edge was new."""
    new = np.isfinite(edge) & ~(before(edge, 1) == edge)
    at = np.maximum.accumulate(np.where(new, np.arange(len(edge)), 0)) if len(edge) else np.zeros(0, np.int64)
    return (distance / atr)[at]


def _premium_discount(case: Case) -> Verdict:
    low, high = OPTIMAL
    retrace, middle, half = case["retrace"], (low + high) / 2, (high - low) / 2
    inside = (retrace >= low) & (retrace <= high)
    return Verdict(np.where(inside, case["leg"], 0.0), 100 - 50 * np.abs(retrace - middle) / half)


def _rsi_divergence(case: Case) -> Verdict:
    return past(case["value"], np.abs(case["difference"]), 2.0)


def _support_resistance(case: Case) -> Verdict:
    under = (case.close - case["support"]) / (NEAR_LEVEL * case.atr)
    over = (case["resistance"] - case.close) / (NEAR_LEVEL * case.atr)
    direction = (under <= 1).astype(np.float64) - (over <= 1)
    return Verdict(direction, 100 * (1 - np.where(direction > 0, under, over)))


def _alignment(case: Case) -> Verdict:
    value = case["value"]
    direction = np.where(np.abs(value) >= AGREEING, np.sign(value), 0.0)
    sides = [np.sign(case.close - case[output]) == direction for output in ("hour", "four_hours", "day")]
    return Verdict(direction, 100 * np.sum(sides, axis=0) / len(sides))


JUDGES: Mapping[str, Callable[[Case], Verdict]] = {
    "sma": lambda case: side(case.close, case["value"]),
    "ema": lambda case: side(case.close, case["value"]),
    "wma": lambda case: side(case.close, case["value"]),
    "ma_cross": lambda case: _flat(crossing(case["spread"]), CROSS),
    "ema_cross": lambda case: _flat(crossing(case["spread"]), CROSS),
    "macd": _macd,
    "adx": _adx,
    "aroon": _aroon,
    "psar": lambda case: _flat(crossing(case.close - case["value"]), FLIP),
    "rsi": lambda case: levels(case["value"], 30, 70, 3),
    "stochastic": lambda case: levels(case["k"], 20, 80, 5),
    "stoch_rsi": lambda case: levels(case["k"], 20, 80, 5),
    "cci": lambda case: levels(case["value"], -100, 100, 1),
    "williams_r": lambda case: levels(case["value"], -80, -20, 5),
    "mfi": lambda case: levels(case["value"], 20, 80, 5),
    "bollinger": _bollinger,
    "atr": _atr,
    "channel": _channel,
    "volume_spike": _volume_spike,
    "obv": _obv,
    "vwap": lambda case: side(case.close, case["value"]),
    "poc": lambda case: side(case.close, case["value"]),
    "ad": _ad,
    "fair_value_gap": _fair_value_gap,
    "liquidity_sweep": _liquidity_sweep,
    "order_block": _order_block,
    "premium_discount": _premium_discount,
    "break_of_structure": _break,
    "change_of_character": _break,
    "swing_break": _break,
    "rsi_divergence": _rsi_divergence,
    "support_resistance": _support_resistance,
    "higher_timeframe_alignment": _alignment,
}
