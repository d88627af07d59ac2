"""What an expression means, bar by bar."""

from decimal import Decimal

import pytest

from omc.market.model import BarArrays
from omc.strategy.model import Param
from tests.unit.strategy.support import TICK as _TICK
from tests.unit.strategy.support import entries, market, rule

RISE_AND_FALL = [10.0, 10.0, 11.0, 12.0, 13.0, 12.0, 11.0, 10.0]


@pytest.mark.parametrize(
    ("expression", "bars"),
    [
        ("close > 11", [3, 4, 5]),
        ("close >= 11", [2, 3, 4, 5, 6]),
        ("close == 12", [3, 5]),
        ("close != 12", [0, 1, 2, 4, 6, 7]),
        ("10 < close < 13", [2, 3, 5, 6]),
        ("close > close[1]", [2, 3, 4]),
        ("close < close[2]", [6, 7]),
        ("not close > 11", [0, 1, 2, 6, 7]),
        ("close > 11 and close > close[1]", [3, 4]),
        ("close > 12 or close < 11", [0, 1, 4, 7]),
        ("close - 2 * 3 > 6", [4]),
        ("(close - 2) * 3 > 27", [3, 4, 5]),
        ("-close < -12", [4]),
        ("close / 2 == 6", [3, 5]),
        ("close crosses_above 11", [3]),
        ("crosses_above(close, 11)", [3]),
        ("close crosses_below 12", [6]),
        ("close crosses_above sma(close, 2) and volume > 1", [2]),
        ("close crosses_above 11 or crosses_below(close, 12)", [3, 6]),
        ("between(close, 11, 12)", [2, 3, 5, 6]),
        ("not between(close, 11, 12)", [0, 1, 4, 7]),
        ("for_bars(close > close[1], 3)", [4]),
        ("for_bars(close > 10, 2)[1]", [4, 5, 6, 7]),
        ("highest(close, 3) == close and close > 10", [2, 3, 4]),
        ("lowest(close, 3) == close", [5, 6, 7]),
        ("max(close, 12) == 12", [0, 1, 2, 3, 5, 6, 7]),
        ("min(open, close, 11.5) == 11.5", [4, 5]),
        ("abs(close - close[1]) == 1", [2, 3, 4, 5, 6, 7]),
        ("close\n  > 11\n", [3, 4, 5]),
    ],
)
def test_an_expression_holds_on_the_bars_it_describes(expression: str, bars: list[int]) -> None:
    assert entries(expression, RISE_AND_FALL) == bars


def test_a_touch_from_equality_counts_as_a_cross_and_staying_equal_does_not() -> None:
    assert entries("close crosses_above 11", [10, 11, 11, 12, 11, 12]) == [3, 5]


def test_a_parameter_stands_for_its_value_in_lengths_factors_and_numbers() -> None:
    params = {"n": Param(Decimal(3)), "level": Param(Decimal(10))}
    assert entries("sma(close, $n) > $level + 1", RISE_AND_FALL, params=params) == [4, 5, 6]
    assert rule("close[$n * 2 - 1] > 1", params=params).warmup_bars == 6


def test_a_feature_may_be_a_number_or_a_condition() -> None:
    features = {"mean": "sma(close, 2)", "rising": "mean > mean[1]"}
    assert entries("rising and not (mean > 12)", RISE_AND_FALL, features=features) == [2, 3]


def test_equal_averages_tie_exactly_whatever_the_prices() -> None:
    """Sums of 0.1 in binary differ by rounding; sums of ticks do not."""
    closes = [100.1, 100.2, 100.3] * 20
    assert entries("sma(close, 3) != sma(close, 30)", closes) == []


@pytest.mark.parametrize(
    "expression",
    [
        "close > sma(close, 7)",
        "close < sma(close, 7)",
        "close != ema(close, 7)",
        "rsi(close, 5) != 50",
        "atr(5) > 0",
        "close > bollinger_upper(close, 7)",
        "close < bollinger_lower(close, 7, 2.5)",
        "bollinger_middle(close, 7) != close",
    ],
)
def test_a_flat_market_gives_no_signal_by_rounding(expression: str) -> None:
    calm = [100.1] * 40
    signals = rule(expression).evaluate(_flat(calm), _TICK)
    assert not signals.enter_long.any()


@pytest.mark.parametrize("expression", ["close / (close - close) > 1", "not close / (close - close) > 1",
                                        "close / (close - close) != 1",
                                        "not (close crosses_above close / (close - close))",
                                        "not between(close / (close - close), 1, 2)"])  # fmt: skip
def test_a_division_by_zero_is_undefined_and_no_rule_holds_on_it(expression: str) -> None:
    assert entries(expression, RISE_AND_FALL) == []


def test_an_undefined_part_leaves_the_other_parts_their_word() -> None:
    assert entries("close > 12 or close / (close - close) > 1", RISE_AND_FALL) == [4]
    assert entries("not (close < 13 or close / (close - close) > 1)", RISE_AND_FALL) == []


def test_a_recursive_average_recovers_from_one_undefined_bar() -> None:
    ratio = "ema(1 / (close - 12), 2) < 100"
    # Undefined on bars 3 and 5; an average of two needs two bars again.
    assert entries(ratio, RISE_AND_FALL) == [1, 2, 7]


@pytest.mark.parametrize(
    ("expression", "bars"),
    [
        ("close > 1", 1),
        ("sma(close, 20) > 1", 20),
        ("ema(close, 20) > 1", 20),
        ("rsi(close, 14) > 1", 15),
        ("atr(14) > 1", 15),
        ("bollinger_upper(close, 20, 2) > 1", 20),
        ("highest(high, 5) > 1", 5),
        ("close > close[3]", 4),
        ("sma(close, 20)[2] > 1", 22),
        ("sma(close, 10) crosses_above sma(close, 30)", 31),
        ("sma(rsi(close, 14), 3) > 1", 17),
        ("for_bars(close > sma(close, 10), 3)", 12),
        ("for_bars(close > 1, 3)[2]", 5),
        ("between(close, sma(close, 4), 9)", 4),
    ],
)
def test_warm_up_follows_from_the_structure(expression: str, bars: int) -> None:
    strategy = rule(expression)
    assert strategy.warmup_bars == bars
    rising = [float(price) for price in range(100, 150)]
    held = strategy.evaluate(_flat(rising), _TICK).enter_long
    assert not held[: bars - 1].any()


def test_every_feature_counts_for_the_warm_up_even_unused() -> None:
    assert rule("close > 1", features={"slow": "sma(close, 40)"}).warmup_bars == 40


def _flat(closes: list[float]) -> BarArrays:
    return market(closes, spread=0.0)
