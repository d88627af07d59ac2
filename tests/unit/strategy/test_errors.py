"""What is wrong in a spec, where, and what would be right."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.kernel.errors import FieldError, InvalidInput
from omc.strategy.compile import compile_spec
from omc.strategy.lexing import MAX_CHARACTERS
from omc.strategy.model import (
    Param,
    ParamRange,
    Rules,
    SizingSpec,
    StopSpec,
    StrategySpec,
    TargetSpec,
)
from tests.unit.strategy.support import CROSS, rule, spec_with


def fault(enter: str, **changes: object) -> FieldError:
    """The one error of an entry rule."""
    with pytest.raises(InvalidInput) as refused:
        rule(enter, **changes)
    (field,) = refused.value.fields
    return field


def faults(spec: StrategySpec) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        compile_spec(spec)
    return {field.path: field.message for field in refused.value.fields}


@pytest.mark.parametrize(
    ("expression", "column", "token", "words"),
    [
        ("close > smaa(close, 3)", 9, "smaa", "did you mean sma"),
        ("clos > 1", 1, "clos", "did you mean close"),
        ("close > $fsat", 9, "$fsat", "did you mean fast"),
        ("close >", 7, ">", "a value is missing after '>'"),
        ("close > and open", 9, "and", "a value is missing between '>' and 'and'"),
        ("close 5", 7, "5", "an operator is missing between 'close' and '5'"),
        ("(close > 1", 1, "(", "never closed"),
        ("close > 1)", 10, ")", "closes nothing"),
        ("close > 1) or (open > 1", 10, ")", "closes nothing"),
        ("close = 5", 7, "=", "write =="),
        ("close & open > 1", 7, "&", "write and"),
        ("close > sma(close, 2.5)", 20, "2.5", "a whole number of bars from 1 to 5000, got 2.5"),
        ("close > sma(close, 5001)", 20, "5001", "got 5001"),
        ("close > sma(close, $fast / 0)", 20, "$fast / 0", "no value"),
        ("close > sma(close, volume)", 20, "volume", "the same for every bar"),
        ("close > bollinger_upper(close, 20, -1)", 36, "-1", "above 0"),
        ("close[0] > 1", 7, "0", "from 1 to 5000"),
        ("close[volume] > 1", 7, "volume", "such as close[1]"),
        ("close > highest(close)", 9, "highest(close)", "is written highest(high, 20), got 1 argument"),
        ("close > sma", 9, "sma", "needs its arguments"),
        ("close > ()", 10, ")", "nothing stands between the brackets"),
        ("close > abs()", 9, "abs()", "is written abs(close - open), got 0 arguments"),
        ("close > atr(14, 20, 3)", 9, "atr(14, 20, 3)", "is written atr(14), got 3 arguments"),
        ("macd(close, 26, 12) > 0", 1, "macd(close, 26, 12)", "fast must be below slow"),
        ("psar(0.02, 2) > 0", 12, "2", "from 0.0001 to 1, got 2"),
        ("macd(close).histogramm > 0", 13, "histogramm", "did you mean histogram?"),
        ("rsi(close).upper > 0", 12, "upper", "known here: value"),
        ("sma(close, 5)[1].value > 0", 17, ".", "stands behind a ledger's name or a function"),
        ("abs(close).value > 0", 1, "abs(close).value", "only indicators have outputs"),
        ("close", 1, "close", "takes a condition"),
        ("close + (open > 1) > 2", 10, "open > 1", "takes a number"),
        ("not close", 5, "close", "takes a condition"),
        ("close > 1, open > 1", 1, "close > 1, open > 1", "not one expression"),
        ("close > 1INCH", 9, "1INCH", "behind @ or in a ledger's feature only"),
        ("human.sentiment(BTC, 1INCH) > 1", 22, "1INCH", "a span of time up to 366d"),
        ("close @ 1INCH > 1", 9, "1INCH", "unknown timeframe"),
        ("human.sentiment(BTC, 2\u0664h) > 1", 23, "\u0664", "not part of the language"),
        ("close > \u0661", 9, "\u0661", "'\u0661' is not part of the language"),
        ("close > 24x", 9, "24x", "cannot run into a name"),
        ("close > 24h", 9, "24h", "behind @ or in a ledger's feature only"),
        ("ema(close, 50) @ 3h > 1", 18, "3h", "unknown timeframe '3h'; there are 1m, 5m"),
        ("ema(close, 50) @ 15m > 1", 1, "ema(close, 50) @ 15m", "here there are 1h, 2h, 4h"),
        ("(close @ 6h) @ 4h > 1", 2, "close @ 6h", "not made of whole bars of 4h; here there are 4h, 8h"),
        ("close @ open > 1", 9, "open", "a timeframe such as 4h stands after '@'"),
        ("@ 4h > 1", 1, "@", "stands behind a value"),
        ("human.sentiment > 1", 1, "human.sentiment", "such as human.sentiment(BTC)"),
        ("humen.sentiment(BTC) > 1", 1, "humen", "unknown ledger 'humen'; did you mean human?"),
        ("human.sentiment() > 1", 1, "human.sentiment()", "human.sentiment(BTC, 24h, mean)"),
        ("human.sentiment(24h) > 1", 17, "24h", "begins with an asset"),
        ("human.sentiment(BTC, 500d) > 1", 22, "500d", "up to 366d"),
        ("human.sentiment(BTC, 1d, meen) > 1", 26, "meen", "did you mean mean?"),
        ("human.sentiment(BTC, $fast) > 1", 22, "$fast", "only words may stand"),
        ("human.sentiment(close > 1) > 1", 17, "close > 1", "only words may stand"),
        ("opening_range_high(45) > 1", 20, "45", "45 minutes are not made of whole bars of 1h"),
        ("opening_range_high(1500) > 1", 20, "1500", "from 1 to 1440"),
        ("open < close crosses_above low", 1, "open < close crosses_above low", "join with and"),
        ("close > 1e400", 9, "1e400", "numbers go up to"),
        ("close > 9 ** 9", 12, "*", "a value is missing"),
        ("close is open", 7, "is", "not part of the language"),
        ("__import__('os')", 1, "_", "begin with a letter"),
        ("close.__class__ > 1", 7, "_", "begin with a letter"),
        ("close.real > 1", 1, "close.real", "unknown ledger 'close'"),
        ("close.real(BTC) > 1", 1, "close", "unknown ledger 'close'"),
        ("sma(close, 5).append(BTC) > 1", 1, "sma(close, 5).append(BTC)", "only functions and features"),
        ("(lambda: 1)() > 0", 2, "lambda", "not part of the language"),
        ("[close] > 1", 1, "[", "a value is missing"),
        ("close > ünder", 9, "ü", "not part of the language"),
    ],
)
def test_an_error_names_the_place_the_token_and_what_would_be_right(
    expression: str, column: int, token: str, words: str
) -> None:
    error = fault(expression, params={"fast": Param(Decimal(5))})
    assert (error.path, error.line, error.column, error.token) == ("long.enter", 1, column, token)
    assert words in error.message
    assert error.message.startswith(f"line 1, column {column}: ")


def test_an_asset_may_begin_with_digits_and_a_number_may_have_an_exponent() -> None:
    strategy = rule("human.sentiment(1INCH, 24h) > 1E2 or close > 1e2")
    assert strategy.ledger_features == {("human.sentiment", "1INCH")}


def test_a_place_is_counted_in_lines_as_the_text_was_written() -> None:
    error = fault("close > 1 and\n  close crosses_above\tlow and\n  opne > 1")
    assert (error.line, error.column, error.token) == (3, 3, "opne")


@pytest.mark.parametrize(
    "text", ["", "  \n ", "-" * 240 + "1 > 0", "(" * 30 + "1" + ")" * 30 + " > 0", "1+" * 100 + "1 > 0"]
)
def test_texts_without_end_or_content_are_refused(text: str) -> None:
    fault(text)


def test_a_text_may_not_be_longer_than_its_limit() -> None:
    error = fault("close > 1" + " " * MAX_CHARACTERS)
    assert f"at most {MAX_CHARACTERS} characters, got {MAX_CHARACTERS + 9}" in error.message


def test_all_wrong_expressions_are_told_at_once_and_a_wrong_feature_only_once() -> None:
    spec = replace(
        CROSS,
        features={"fast_ma": "sma(close, $fsat)", "slow_ma": "sma(close, $slow)"},
        long=Rules("fast_ma > slow_ma", "clos > 1"),
        stop=StopSpec("price", price="close > 1"),
    )
    assert set(faults(spec)) == {"features.fast_ma", "long.exit", "stop.price"}


def test_a_feature_reads_those_above_it_only() -> None:
    features = {"first": "second + 1", "second": "close"}
    assert "unknown name 'second'" in faults(spec_with("first > 1", features=features))["features.first"]
    assert (
        "unknown name 'loop'" in faults(spec_with("loop > 1", features={"loop": "loop + 1"}))["features.loop"]
    )


def test_a_constraint_that_the_parameters_break_is_told_with_their_values() -> None:
    spec = replace(CROSS, constraints=("$fast < $slow",))
    compile_spec(spec)
    with pytest.raises(InvalidInput, match=r"\$fast < \$slow does not hold with \$fast = 9, \$slow = 3"):
        compile_spec(spec, {"fast": Decimal(9)})
    assert "numbers only" in faults(replace(CROSS, constraints=("close > $fast",)))["constraints.0"]


def test_parameters_that_the_spec_does_not_declare_are_refused() -> None:
    with pytest.raises(InvalidInput, match="unknown parameter 'fats'; did you mean fast"):
        compile_spec(CROSS, {"fats": Decimal(5)})


RISK = SizingSpec("risk", Decimal("0.01"))
ATR_STOP = StopSpec("atr", multiple=Decimal(2), period=14)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"long": None}, "long"),
        ({"long": Rules("close > 1")}, "long.exit"),
        ({"sizing": RISK}, "stop"),
        ({"stop": StopSpec("atr", multiple=Decimal(2))}, "stop.period"),
        ({"stop": StopSpec("fraction", fraction=Decimal("0.1"), period=3)}, "stop.period"),
        ({"stop": StopSpec("price", price="low", trailing=True)}, "stop.trailing"),
        (
            {"stop": StopSpec("price", price="low"), "short": Rules("close > 1", "close < 1")},
            "stop.price_short",
        ),
        ({"targets": (TargetSpec("r", Decimal(2)),)}, "targets.0.kind"),
        ({"targets": (TargetSpec("atr", Decimal(2)),)}, "targets.0.period"),
        ({"features": {"close": "open"}}, "features.close"),
        ({"features": {"highest": "open"}}, "features.highest"),
        ({"features": {"lambda": "open"}}, "features.lambda"),
        ({"features": {"two words": "open"}}, "features.two words"),
        ({"params": {"_x": Param(Decimal(1))}, "features": {}}, "params._x"),
        ({"features": {f"f{i}": "close" for i in range(51)}}, "features"),
    ],
)
def test_fields_that_do_not_fit_together_are_refused(changes: dict[str, object], path: str) -> None:
    assert path in faults(replace(CROSS, **changes))  # type: ignore[arg-type]


def test_a_default_must_lie_in_its_search_range() -> None:
    search = ParamRange(Decimal(5), Decimal(9), Decimal(1))
    spec = replace(CROSS, params=dict(CROSS.params) | {"fast": Param(Decimal(2), search)})
    assert "5 to 9, got 2" in faults(spec)["params.fast.default"]


def test_a_search_range_may_not_be_endless() -> None:
    search = ParamRange(Decimal(0), Decimal(10) ** 15, Decimal("0.000000000001"))
    spec = replace(CROSS, params=dict(CROSS.params) | {"fast": Param(Decimal(2), search)})
    assert "at most 1000 steps" in faults(spec)["params.fast.search.step"]


def test_a_risk_sized_spec_with_an_atr_stop_compiles() -> None:
    assert compile_spec(replace(CROSS, sizing=RISK, stop=ATR_STOP)).warmup_bars == 15
