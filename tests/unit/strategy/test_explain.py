"""Every signal says why, in words with the numbers that decided."""

import pytest

from omc.strategy.compile import compile_spec
from tests.unit.strategy.support import CROSS, TICK, market, rule

CLOSES = [10.0, 9.0, 8.0, 9.5, 11.0, 10.0]


def words(enter: str, index: int, **changes: object) -> list[str]:
    return [
        reason.text for reason in rule(enter, **changes).explain(market(CLOSES), TICK, index, "long.enter")
    ]


def test_a_cross_is_told_with_both_values_now_and_before() -> None:
    strategy = compile_spec(CROSS)
    bars = market(CLOSES)
    assert strategy.evaluate(bars, TICK).enter_long.tolist() == [False, False, False, False, True, False]
    (reason,) = strategy.explain(bars, TICK, 4, "long.enter")
    assert reason.text == "fast_ma 10.25 crossed above slow_ma 9.50 (before: 8.75 under 8.83)"
    assert reason.holds
    assert reason.operands["fast_ma"] == 10.25
    assert reason.operands["slow_ma[1]"] == pytest.approx(26.5 / 3)


def test_each_part_that_held_is_a_reason_of_its_own() -> None:
    assert words("close > open and close > 10 or close < 1", 4) == [
        "close 11.00 above open 9.50",
        "close 11.00 above 10",
    ]


def test_as_many_numbers_as_one_likes_are_told_of_min_and_max() -> None:
    assert words("close > min(open, low, 9, 100)", 4) == ["close 11.00 above min(open, low, 9, 100) 8.50"]
    assert words("max(open, close, $fast) > 10", 4) == ["max(open, close, 2) 11.00 above 10"]


def test_where_a_rule_does_not_hold_the_missing_parts_are_told() -> None:
    told = rule("close > open and close > 10").explain(market(CLOSES), TICK, 3, "long.enter")
    assert [(reason.text, reason.holds) for reason in told] == [("close 9.50 not above 10", False)]


@pytest.mark.parametrize(
    ("enter", "index", "text"),
    [
        ("not close > 10", 2, "close 8.00 not above 10"),
        ("between(close, 9, 10)", 3, "close 9.50 between 9 and 10"),
        ("for_bars(close < open, 2)", 2, "close < open holds over 2 bars"),
        ("(close > open)[1]", 4, "(close > open)[1] holds"),
        ("rsi(close, 2) < 5", 2, "rsi(close, 2) 0.00 under 5"),
        ("close / 100 < 0.09", 2, "close / 100 0.08 under 0.09"),
        ("close > sma(close, 6)", 2, "close 8.00 not above sma(close, 6) undefined"),
        ("close crosses_above 9", 0, "close 10.00 did not cross above 9 (before: undefined beside 9.00)"),
    ],
)
def test_conditions_of_every_kind_have_words(enter: str, index: int, text: str) -> None:
    assert words(enter, index) == [text]


def test_a_condition_feature_is_told_with_its_name_and_its_content() -> None:
    assert words("weak", 2, features={"weak": "close < 9"}) == ["weak: close 8.00 under 9"]


def test_a_rule_the_spec_does_not_have_has_no_reasons() -> None:
    assert compile_spec(CROSS).explain(market(CLOSES), TICK, 4, "short.enter") == ()


def test_reasons_do_not_look_past_their_bar() -> None:
    strategy = compile_spec(CROSS)
    whole, head = market(CLOSES), market(CLOSES).head(5)
    assert strategy.explain(whole, TICK, 4, "long.enter") == strategy.explain(head, TICK, 4, "long.enter")
