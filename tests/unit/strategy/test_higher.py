"""Longer bars in an expression: made of the bars at hand, and read only once they are over."""

from collections.abc import Hashable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.market.frames import FRAMES
from omc.market.higher import higher_bars
from omc.market.model import BarArrays, FloatArray
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.model import Rules, StopSpec
from tests.property.strategy.worlds import markets
from tests.unit.strategy.support import TICK, market, rule, spec_with

HOURS = market([100.0 + step % 13 + step // 9 for step in range(60)])


def column(text: str, bars: BarArrays = HOURS, timeframe: Timeframe = Timeframe.H1) -> FloatArray:
    """A numeric expression bar by bar."""
    spec = spec_with("close > 0", stop=StopSpec("price", price=text), timeframe=timeframe)
    return compile_spec(spec).evaluate(bars, TICK).levels["stop.long"]


def seen_at(bars: BarArrays, index: int, name: str) -> list[list[float]]:
    """What a person would write down at the close of bar `index`: open, high, low, close, volume of each."""
    frame, close = FRAMES[name], int(bars.ts[index]) + HOUR_MS
    found = []
    for start in range(frame.phase - frame.ms, close, frame.ms):
        inside = [i for i in range(index + 1) if start <= bars.ts[i] < start + frame.ms]
        if inside and start + frame.ms <= close and start >= bars.ts[0]:
            high, low = max(bars.high[inside]), min(bars.low[inside])
            found.append([bars.open[inside[0]], high, low, bars.close[inside[-1]], sum(bars.volume[inside])])
    return found


@settings(max_examples=60, deadline=None)
@given(bars=markets(), name=st.sampled_from(["1h", "2h", "4h", "1d", "1w"]))
def test_longer_bars_are_those_that_are_over_and_began_with_the_run(bars: BarArrays, name: str) -> None:
    made = higher_bars(bars, HOUR_MS, FRAMES[name])
    columns = np.stack([made.bars.open, made.bars.high, made.bars.low, made.bars.close, made.bars.volume], 1)
    for index in range(len(bars)):
        np.testing.assert_allclose(
            columns[: made.seen[index] + 1], np.array(seen_at(bars, index, name)).reshape(-1, 5), rtol=1e-15
        )


def test_a_longer_average_steps_when_its_bar_is_over_and_not_before() -> None:
    """Hours from midnight: the first four end with the bar of index 3."""
    found = column("sma(close, 2) @ 4h")
    closes = HOURS.close[3::4]
    assert np.isnan(found[:7]).all()
    for index in range(7, 60):
        last = (index + 1) // 4 - 1
        assert found[index] == (closes[last] + closes[last - 1]) / 2


def test_a_bar_that_was_under_way_when_the_run_began_is_not_used() -> None:
    later = BarArrays(
        *(getattr(HOURS, name)[2:] for name in ("ts", "open", "high", "low", "close", "volume"))
    )
    found = column("close @ 4h", later)
    assert np.isnan(found[:5]).all()
    assert found[5] == HOURS.close[7]


def test_an_index_inside_counts_longer_bars_and_outside_the_specs_own() -> None:
    inside, outside = column("close[1] @ 4h"), column("(close @ 4h)[1]")
    plain = column("close @ 4h")
    assert inside[11] == plain[7]
    assert outside[11] == plain[10]
    np.testing.assert_array_equal(column("close @ 4h[1]"), outside)


def test_it_belongs_to_the_value_right_before_it() -> None:
    np.testing.assert_array_equal(column("-close @ 4h"), -column("close @ 4h"))
    np.testing.assert_array_equal(column("close / close @ 4h"), HOURS.close / column("close @ 4h"))
    np.testing.assert_array_equal(column("(2 * close) @ 4h + 1"), 2 * column("close @ 4h") + 1)


def test_longer_bars_may_be_read_in_longer_ones_still_and_their_own_frame_is_nothing_new() -> None:
    np.testing.assert_array_equal(column("(close @ 1d) @ 4h"), column("close @ 1d"))
    np.testing.assert_array_equal(column("sma(close, 3) @ 1h"), column("sma(close, 3)"))
    np.testing.assert_array_equal(column("highest(high @ 4h, 2) @ 4h"), column("highest(high, 2) @ 4h"))


def test_weeks_begin_on_mondays() -> None:
    days = market([100.0 + step for step in range(30)])
    days = BarArrays(np.arange(30, dtype=np.int64) * DAY_MS, *(
        getattr(days, name) for name in ("open", "high", "low", "close", "volume")
    ))  # fmt: skip
    # The epoch was a Thursday: the first whole week ends with Sunday, the eleventh day.
    found = column("close @ 1w", days, Timeframe.D1)
    assert np.isnan(found[:10]).all()
    assert found[10:18].tolist() == [110.0] * 7 + [117.0]


def test_a_longer_condition_holds_on_the_bars_that_see_it_and_its_opposite_never_with_it() -> None:
    rising = rule("(close > close[1]) @ 4h").evaluate(HOURS, TICK).enter_long
    falling = rule("not (close > close[1]) @ 4h").evaluate(HOURS, TICK).enter_long
    closes = HOURS.close[3::4]
    expected = [
        last >= 1 and closes[last] > closes[last - 1] for last in ((i + 1) // 4 - 1 for i in range(60))
    ]
    warm = rule("(close > close[1]) @ 4h").warmup_bars
    assert rising.tolist()[warm:] == expected[warm:]
    assert (rising ^ falling)[warm:].all()


def test_features_may_be_read_in_longer_bars_and_equal_averages_tie_there_too() -> None:
    spec = spec_with("(fast != slow) @ 4h", features={"fast": "sma(close, 3)", "slow": "sma(close, 6)"})
    flat = market([100.1, 100.2, 100.3, 100.2] * 20)
    assert not compile_spec(spec).evaluate(flat, TICK).enter_long.any()


@pytest.mark.parametrize(
    ("expression", "bars"),
    [
        ("close @ 4h > 1", 4 + 3),
        ("sma(close, 5) @ 4h > 1", 5 * 4 + 3),
        ("close[2] @ 4h > 1", 3 * 4 + 3),
        ("close @ 4h[2] > 1", 4 + 3 + 2),
        ("atr(14) @ 1d > 1", 15 * 24 + 23),
        ("(close @ 1d) @ 4h > 1", (6 + 5) * 4 + 3),
        ("prior_day_high() > 1", 48),
        ("macd().histogram > 0", 34),
        ("adx(10) > 0", 20),
        ("adx(10).plus_di > 0", 11),
        ("change(close, 3) > 0", 4),
        ("zscore(close, 7) > 0", 7),
    ],
)
def test_warm_up_counts_the_specs_own_bars(expression: str, bars: int) -> None:
    strategy = rule(expression)
    assert strategy.warmup_bars == bars
    opposite = compile_spec(spec_with(expression, long=Rules(f"not ({expression})", expression)))
    moving = market([100.0 + step % 17 for step in range(600)])
    known = strategy.evaluate(moving, TICK).enter_long | opposite.evaluate(moving, TICK).enter_long
    assert known[bars - 1 :].all()


def test_a_longer_bar_is_told_with_its_own_values() -> None:
    (reason,) = rule("(close > close[1]) @ 4h").explain(HOURS, TICK, 11, "long.enter")
    assert reason.text == f"close {HOURS.close[11]:.2f} above close[1] {HOURS.close[7]:.2f} @ 4h"
    (early,) = rule("(close > close[1]) @ 4h").explain(HOURS, TICK, 1, "long.enter")
    assert early.text == "(close > close[1]) @ 4h is not known yet"


def test_what_means_the_same_is_computed_once_whatever_it_is_called() -> None:
    shared: dict[Hashable, object] = {}
    rule("own > 1", features={"own": "ema(sma(close, 3), 5) @ 4h"}).evaluate(HOURS, TICK, shared)
    known = len(shared)
    rule("other > 2", features={"part": "sma(close, 3)", "other": "ema(part, 5) @ 4h"}).evaluate(
        HOURS, TICK, shared
    )
    assert len(shared) == known
    again = rule("own > 1", features={"own": "ema(sma(close, 4), 5) @ 4h"})
    expected = again.evaluate(HOURS, TICK).enter_long
    assert np.array_equal(again.evaluate(HOURS, TICK, shared).enter_long, expected)
    assert len(shared) > known
