"""A user's own indicators: names for expressions, put in place where they are called."""

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pytest

from omc.kernel.errors import FieldError, InvalidInput
from omc.strategy.compile import compile_spec
from omc.strategy.model import CustomIndicator, Param, StopSpec
from tests.unit.strategy.support import TICK, market, rule, spec_with

BARS = market([100.0 + (step * 7) % 11 for step in range(60)])
OWN = {
    "middle": CustomIndicator(("n",), "(highest(high, $n) + lowest(low, $n)) / 2"),
    "band": CustomIndicator(("x", "n", "width"), "ema($x, $n) + $width * atr($n)"),
    "stretched": CustomIndicator(("n",), "close > band(close, $n, 0.1) and close > middle($n)"),
}


def same(own: str, written: str, indicators: Mapping[str, CustomIndicator] = OWN) -> bool:
    """Whether two entry rules are one, in what they say and how many bars they need."""
    left, right = rule(own, indicators=indicators), rule(written)
    signals = [strategy.evaluate(BARS, TICK).enter_long for strategy in (left, right)]
    equal = np.array_equal(signals[0], signals[1]) and bool(signals[0].any())
    return left.warmup_bars == right.warmup_bars and equal


def faults(enter: str, indicators: Mapping[str, CustomIndicator], **changes: object) -> dict[str, FieldError]:
    with pytest.raises(InvalidInput) as refused:
        compile_spec(spec_with(enter, indicators=indicators, **changes))
    return {field.path: field for field in refused.value.fields}


def test_a_call_means_its_definition_with_the_arguments_in_place() -> None:
    assert same("close > middle(5)", "close > (highest(high, 5) + lowest(low, 5)) / 2")
    assert same("high > band(low + 1, 4, 0.5)", "high > ema(low + 1, 4) + 0.5 * atr(4)")
    assert same("middle(5) @ 4h < close", "((highest(high, 5) + lowest(low, 5)) / 2) @ 4h < close")
    assert same("middle(5)[2] < close", "((highest(high, 5) + lowest(low, 5)) / 2)[2] < close")


def test_a_definition_may_be_a_condition_and_call_those_above_it() -> None:
    written = "close > ema(close, 3) + 0.1 * atr(3) and close > (highest(high, 3) + lowest(low, 3)) / 2"
    assert same("stretched(3)", written)


def test_parameters_of_the_spec_are_arguments_like_others_and_may_stand_in_a_definition() -> None:
    own = {"fast": CustomIndicator((), "ema(close, $n)"), "middle": OWN["middle"]}
    spec = spec_with("fast() > middle($n)", indicators=own, params={"n": Param(Decimal(5))})
    for length in (5, 9):
        found = compile_spec(spec, {"n": Decimal(length)}).evaluate(BARS, TICK).enter_long
        written = rule(f"ema(close, {length}) > (highest(high, {length}) + lowest(low, {length})) / 2")
        assert np.array_equal(found, written.evaluate(BARS, TICK).enter_long)


def test_levels_and_features_may_call_them() -> None:
    stop = StopSpec("price", price="middle(9) - atr(9)")
    spec = spec_with("high_enough", indicators=OWN, stop=stop, features={"high_enough": "close > middle(4)"})
    assert "stop.long" in compile_spec(spec).evaluate(BARS, TICK).levels


@pytest.mark.parametrize(
    ("value", "column", "token", "words"),
    [
        ("ema($x, $m) + $n", 9, "$m", "unknown parameter 'm'"),
        ("ema($x, $n) +", 13, "+", "a value is missing"),
        ("own($x, $n)", 1, "own", "unknown function 'own'"),
        ("later($x) * $n", 1, "later", "unknown function 'later'"),
        ("sma($x, 0) + $n", 9, "0", "from 1 to 5000"),
        ("base + $x * $n", 1, "base", "unknown name 'base'"),
    ],
)
def test_a_wrong_definition_is_told_at_its_own_place(value: str, column: int, token: str, words: str) -> None:
    own = {"own": CustomIndicator(("x", "n"), value), "later": CustomIndicator(("x",), "$x + 1")}
    found = faults("close > 1", own, features={"base": "close"})["indicators.own.value"]
    assert (found.line, found.column, found.token) == (1, column, token)
    assert words in found.message


@pytest.mark.parametrize(
    ("enter", "column", "token", "words"),
    [
        ("close > middle()", 9, "middle()", "middle is written middle(n), got 0 arguments"),
        ("close > middle(0)", 16, "0", "from 1 to 5000"),
        ("close > middle(close)", 9, "middle(close)", "takes a length from an argument that differs"),
        ("close > middle", 9, "middle", "is called with its arguments: middle(n)"),
        ("close > midle(5)", 9, "midle", "did you mean middle"),
        ("close > band(close > 1, 5, 2)", 14, "close > 1", "takes a number"),
        ("middle(5)", 1, "middle(5)", "takes a condition"),
    ],
)
def test_a_wrong_call_is_told_where_it_is_called(enter: str, column: int, token: str, words: str) -> None:
    found = faults(enter, OWN)["long.enter"]
    assert (found.line, found.column, found.token) == (1, column, token)
    assert words in found.message


@pytest.mark.parametrize(
    ("name", "own", "path"),
    [
        ("sma", CustomIndicator((), "close"), "indicators.sma"),
        ("macd", CustomIndicator((), "close"), "indicators.macd"),
        ("close", CustomIndicator((), "open"), "indicators.close"),
        ("human", CustomIndicator((), "open"), "indicators.human"),
        ("class", CustomIndicator((), "open"), "indicators.class"),
        ("two words", CustomIndicator((), "open"), "indicators.two words"),
        ("base", CustomIndicator((), "open"), "indicators.base"),
        ("own", CustomIndicator(("x", "x"), "$x"), "indicators.own.args.1"),
        ("own", CustomIndicator(("x",), "close"), "indicators.own.args.0"),
        ("own", CustomIndicator(("1x",), "$1x"), "indicators.own.args.0"),
    ],
)
def test_a_name_must_be_free_and_an_argument_used(name: str, own: CustomIndicator, path: str) -> None:
    assert path in faults("close > 1", {name: own}, features={"base": "close"})


def test_definitions_cannot_grow_without_end() -> None:
    """Each calls the one above twice: thirty lines would be a thousand million steps."""
    own = {"i0": CustomIndicator(("x",), "$x + 1")}
    for index in range(1, 19):
        own[f"i{index}"] = CustomIndicator(("x",), f"i{index - 1}($x) + i{index - 1}($x)")
    found = next(iter(faults("i18(close) > 1", own).values()))
    assert found.path == "indicators.i8.value"
    assert "put in place this has more than 1000 steps" in found.message


def test_features_cannot_be_stacked_higher_than_python_can_walk() -> None:
    features = {"f0": "close"} | {f"f{i}": "-" * 20 + f"f{i - 1}" for i in range(1, 50)}
    with pytest.raises(InvalidInput, match="at most 100 steps inside each other, features and all"):
        rule("f49 > 1", features=features)


def test_features_that_name_features_twice_are_evaluated_and_told_once_each() -> None:
    features = {"f0": "close > 1"} | {f"f{i}": f"f{i - 1} and f{i - 1}" for i in range(1, 40)}
    strategy = rule("f39", features=features)
    assert strategy.evaluate(BARS, TICK).enter_long.all()
    assert len(strategy.explain(BARS, TICK, 5, "long.enter")) == 1
    numbers = {"f0": "close"} | {f"f{i}": f"sma(f{i - 1} + f{i - 1}, 2)" for i in range(1, 30)}
    assert rule("f29 > 1", features=numbers).evaluate(BARS, TICK).enter_long.any()
