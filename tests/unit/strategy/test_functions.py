"""What each function of the language says, beside the plainest way to say it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.kernel.instants import HOUR_MS, from_iso
from omc.market.indicators.catalog import CATALOG, Reads
from omc.market.indicators.compute import compute
from omc.market.model import BarArrays, FloatArray
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.functions import FUNCTIONS
from omc.strategy.model import SessionSpec, StopSpec
from omc.strategy.tree import Kind
from tests.unit.strategy.support import TICK, entries, market, rule, spec_with

WAVE = market([100.0 + (step * 7) % 11 for step in range(80)])
CLOSE = WAVE.close.tolist()
# Thursday the 6th of June 2024, 20:00 UTC and on: hours over two midnights.
DATED = replace(WAVE, ts=from_iso("2024-06-06T20:00:00Z") + np.arange(80, dtype=np.int64) * HOUR_MS)


def column(text: str, bars: BarArrays = WAVE, **changes: object) -> FloatArray:
    """A numeric expression bar by bar."""
    spec = spec_with("close > 0", stop=StopSpec("price", price=text), **changes)
    return compile_spec(spec).evaluate(bars, TICK).levels["stop.long"]


def windows(of: Callable[[list[float]], float], length: int) -> list[float]:
    """`of` each full window of closes, NaN before."""
    full = [of(CLOSE[i - length + 1 : i + 1]) for i in range(length - 1, len(CLOSE))]
    return [float("nan")] * (length - 1) + full


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum(close, 4)", windows(sum, 4)),
        ("stdev(close, 5)", windows(lambda w: float(np.std(w)), 5)),
        ("zscore(close, 5)", windows(lambda w: (w[-1] - float(np.mean(w))) / float(np.std(w)), 5)),
        ("percentile(close, 8)", windows(lambda w: 100 * sum(v <= w[-1] for v in w) / 8, 8)),
        ("change(close, 3)", windows(lambda w: w[-1] - w[0], 4)),
        ("change(close)", windows(lambda w: w[-1] - w[0], 2)),
        ("count(close > 105, 6)", windows(lambda w: float(sum(v > 105 for v in w)), 6)),
        ("sign(close - 105)", [float(np.sign(c - 105)) for c in CLOSE]),
        ("sqrt(close)", [c**0.5 for c in CLOSE]),
        ("log(close / 100)", [float(np.log(c / 100)) for c in CLOSE]),
        ("choose(close > 105, close, 0 - close)", [c if c > 105 else -c for c in CLOSE]),
    ],
)
def test_a_function_says_what_its_definition_says(text: str, expected: list[float]) -> None:
    np.testing.assert_allclose(column(text), expected, rtol=1e-12, atol=1e-12)


def test_what_held_last_is_remembered() -> None:
    since, value = column("bars_since(close > 109)"), column("value_when(close > 109, volume)")
    last: int | None = None
    for index, close in enumerate(CLOSE):
        last = index if close > 109 else last
        if last is None:
            assert np.isnan(since[index])
            assert np.isnan(value[index])
        else:
            assert (since[index], value[index]) == (index - last, WAVE.volume[last])


def test_a_choice_about_something_unknown_is_unknown() -> None:
    assert np.isnan(column("choose(sma(close, 5) > 1, 1, 2)")[:4]).all()


def test_a_flat_window_has_no_score_and_a_root_of_less_than_nothing_no_value() -> None:
    assert np.isnan(column("zscore(close, 3)", market([5.0] * 9))).all()
    assert np.isnan(column("sqrt(0 - close)")).all()
    assert np.isnan(column("log(close - close)")).all()


@pytest.mark.parametrize(
    ("called", "written"),
    [
        ("gt(close, 11)", "close > 11"),
        ("gte(close, 11)", "close >= 11"),
        ("lt(close, 11)", "close < 11"),
        ("lte(close, 11)", "close <= 11"),
        ("all(close > 10, close < 13, close != 11)", "close > 10 and close < 13 and close != 11"),
        ("any(close > 12, close < 11)", "close > 12 or close < 11"),
        ("not(any(close > 12, close < 11))", "not (close > 12 or close < 11)"),
    ],
)
def test_an_operator_may_be_called_by_its_name(called: str, written: str) -> None:
    closes = [10.0, 10.0, 11.0, 12.0, 13.0, 12.0, 11.0, 10.0]
    assert entries(called, closes) == entries(written, closes) != []


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_every_indicator_can_be_called_with_and_without_arguments_and_by_each_output(name: str) -> None:
    entry = CATALOG[name]
    args = ", ".join(f"{arg.default:f}" for arg in entry.args)
    full = f"close, {args}" if entry.reads is Reads.SERIES else args
    expected = compute(name, WAVE, TICK)
    for output in entry.outputs:
        np.testing.assert_array_equal(column(f"{name}({full}).{output}"), expected[output])
        np.testing.assert_array_equal(column(f"{name}().{output}"), expected[output])
    np.testing.assert_array_equal(column(f"{name}()"), expected[entry.outputs[0]])
    needed = entry.warmup(_numbers(entry.usage, entry.reads is Reads.SERIES), None, HOUR_MS)
    assert rule(f"{entry.usage} > 0").warmup_bars == needed


def _numbers(usage: str, series: bool) -> list[Decimal]:
    inside = usage[usage.index("(") + 1 : -1].split(",")
    return [Decimal(text) for text in inside[1 if series else 0 :] if text.strip()]


def test_a_series_left_out_is_the_close_and_old_names_stay() -> None:
    np.testing.assert_array_equal(column("rsi(9)"), column("rsi(close, 9)"))
    np.testing.assert_array_equal(
        column("bollinger(20, 2.5).upper"), column("bollinger_upper(close, 20, 2.5)")
    )
    np.testing.assert_array_equal(
        column("bollinger_lower(close, 20)"), column("bollinger(close, 20, 2).lower")
    )
    np.testing.assert_array_equal(column("sma(close, 9)"), column("sma(9)"))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_usage_is_an_expression_of_the_language(name: str) -> None:
    signature = FUNCTIONS[name]
    whole = signature.usage if signature.result is Kind.CONDITION else f"{signature.usage} > 0"
    rule(whole, timeframe=Timeframe.M5)


def test_a_feature_may_be_named_as_the_indicator_it_reads() -> None:
    assert rule("adx > 20 and adx(14) > 20", features={"adx": "adx(14)"}).warmup_bars == 28


# Of the day: DATED begins at 20:00, so its first whole day is the 7th, bars 4 to 27; the 8th, 28 to 51.


def test_a_day_is_known_so_far_and_the_day_before_as_a_whole() -> None:
    high, low, opened = (column(f"day_{name}()", DATED) for name in ("high", "low", "open"))
    assert np.isnan(high[:4]).all()
    assert [high[10], low[10], opened[10]] == [max(DATED.high[4:11]), min(DATED.low[4:11]), DATED.open[4]]
    assert [high[27], high[28]] == [max(DATED.high[4:28]), DATED.high[28]]
    before = [column(f"prior_day_{name}()", DATED) for name in ("high", "low", "close")]
    assert np.isnan(before[0][:28]).all()
    expected = [max(DATED.high[4:28]), min(DATED.low[4:28]), DATED.close[27]]
    assert [found[28] for found in before] == [found[51] for found in before] == expected


SESSION = SessionSpec("America/New_York", "10:00", "16:00", (4,))


def test_a_session_is_known_so_far_and_after_its_end_as_a_whole() -> None:
    """Friday the 7th, 10:00 to 16:00 in New York is 14:00 to 20:00 UTC: bars 18 to 23."""
    found = column("session_high()", DATED, session=SESSION)
    assert np.isnan(found[:18]).all()
    assert found[20] == max(DATED.high[18:21])
    assert (found[23:] == max(DATED.high[18:24])).all()


def test_a_session_has_an_average_price_by_volume_of_its_own() -> None:
    found = column("session_vwap()", DATED, session=SESSION)
    inside = slice(18, 22)
    typical = (DATED.high + DATED.low + DATED.close)[inside] / 3
    assert np.isnan(found[:18]).all()
    assert found[21] == pytest.approx(np.average(typical, weights=DATED.volume[inside]), rel=1e-12)
    silent = replace(DATED, volume=np.zeros(len(DATED)))
    assert np.isnan(column("session_vwap()", silent, session=SESSION)).all()


def test_an_opening_range_is_known_when_it_is_over() -> None:
    high = column("opening_range_high(120)", DATED, session=SESSION)
    low = column("opening_range_low(120)", DATED, session=SESSION)
    assert np.isnan(high[:19]).all()
    assert (high[19:] == max(DATED.high[18:20])).all()
    assert (low[19:] == min(DATED.low[18:20])).all()


def test_a_new_session_has_no_opening_range_until_it_has_one() -> None:
    daily = column("opening_range_high(180)", DATED)
    assert np.isnan(daily[[3, 4, 5, 28, 29, 52, 53]]).all()
    assert daily[6] == max(DATED.high[4:7])
    assert daily[27] == daily[6]
    assert daily[30] == max(DATED.high[28:31])


def test_the_clock_is_that_of_the_zone_at_the_bars_close() -> None:
    """The first bar closes on Thursday at 21:00 UTC, 17:00 in New York, seven hours after 10:00."""
    assert column("hour_of_day()", DATED)[0] == 21
    assert column("hour_of_day()", DATED, session=SESSION)[0] == 17
    assert column("minutes_since_open()", DATED, session=SESSION)[0] == 420
    assert column("day_of_week()", DATED)[[0, 3, 27]].tolist() == [3.0, 4.0, 5.0]


def test_a_missing_day_before_is_the_last_that_has_bars() -> None:
    gap = BarArrays(*(np.delete(getattr(DATED, name), range(28, 52)) for name in vars(DATED)))
    assert column("prior_day_close()", gap)[28] == DATED.close[27]
