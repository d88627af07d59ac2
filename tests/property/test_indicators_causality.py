"""Nothing that comes later changes what an indicator said before, bit for bit (OMC-BT-156)."""

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.market.columns import joined, take
from omc.market.indicators.catalog import CATALOG, Indicator
from omc.market.indicators.reading import Readings, readings
from omc.market.model import BarArrays, FloatArray, IntArray
from tests.property.indicators_worlds import TICK, arguments, market, markets

ENTRIES = pytest.mark.parametrize("entry", CATALOG.values(), ids=lambda entry: entry.name)
# Beyond every block that a formula cuts its run into.
LONG = 24_000


def columns(said: Readings) -> dict[str, FloatArray]:
    told: dict[str, npt.NDArray[Any]] = {
        "signal": said.signal, "strength": said.strength, "known": said.known,
    }  # fmt: skip
    return {**said.values, **{name: column.astype(np.float64) for name, column in told.items()}}


def assert_same_until(left: Readings, right: Readings, count: int) -> None:
    other = columns(right)
    for name, column in columns(left).items():
        assert np.array_equal(column[:count], other[name][:count], equal_nan=True), f"{left.name}.{name}"


def shuffled(bars: BarArrays, count: int, seed: int) -> BarArrays:
    """The bars from `count` on in another order, at the times that were there."""
    order: IntArray = np.arange(len(bars))
    np.random.default_rng(seed).shuffle(order[count:])
    mixed = take(bars, order)
    return BarArrays(bars.ts, mixed.open, mixed.high, mixed.low, mixed.close, mixed.volume)


def continued(bars: BarArrays, other: BarArrays) -> BarArrays:
    """`bars`, then a future of another market."""
    if not len(bars) or not len(other):
        return joined(bars, other)
    later = other.ts - other.ts[0] + bars.ts[-1] + 60_000
    return joined(bars, BarArrays(later, other.open, other.high, other.low, other.close, other.volume))


@ENTRIES
@settings(max_examples=12, deadline=None)
@given(data=st.data(), bars=markets(), other=markets(60))
def test_no_future_changes_what_was_said(
    entry: Indicator, data: st.DataObject, bars: BarArrays, other: BarArrays
) -> None:
    args = data.draw(arguments(entry))
    count = data.draw(st.integers(0, len(bars)))
    whole = readings(entry.name, bars, TICK, args)
    assert_same_until(whole, readings(entry.name, bars.head(count), TICK, args), count)
    assert_same_until(whole, readings(entry.name, shuffled(bars, count, 7), TICK, args), count)
    assert_same_until(whole, readings(entry.name, continued(bars.head(count), other), TICK, args), count)


@ENTRIES
def test_fifty_bars_more_change_nothing_on_a_long_run(entry: Indicator) -> None:
    bars = market(3, LONG, 60_000)
    whole = readings(entry.name, bars, TICK)
    assert np.isfinite(next(iter(whole.values.values()))).any()
    for count in (LONG - 50, 21_846, 16_385, 1_061):
        assert_same_until(whole, readings(entry.name, bars.head(count), TICK), count)


@ENTRIES
def test_every_indicator_takes_a_side_or_tells_volatility_somewhere(entry: Indicator) -> None:
    said = [readings(entry.name, market(seed, 4_000, 60_000), TICK) for seed in (1, 2)]
    assert all(one.strength.min() >= 0 and one.strength.max() <= 100 for one in said)
    if entry.name == "atr":
        assert not any(one.signal.any() for one in said)
    elif entry.name not in ("volume_spike", "higher_timeframe_alignment"):
        assert {int(value) for one in said for value in one.signal} == {-1, 0, 1}


@ENTRIES
@settings(max_examples=12, deadline=None)
@given(data=st.data(), bars=markets())
def test_any_bar_has_a_reason_in_words(entry: Indicator, data: st.DataObject, bars: BarArrays) -> None:
    said = readings(entry.name, bars, TICK, data.draw(arguments(entry)))
    for index in range(len(bars)):
        reading = said.at(index)
        assert reading.reason
        assert "nan" not in reading.reason.lower() or not reading.known


@ENTRIES
@settings(max_examples=12, deadline=None)
@given(data=st.data(), bars=markets())
def test_no_value_comes_before_its_warm_up(entry: Indicator, data: st.DataObject, bars: BarArrays) -> None:
    args = data.draw(arguments(entry))
    for output, column in readings(entry.name, bars, TICK, args).values.items():
        assert not np.isfinite(column[: entry.warmup(args, output) - 1]).any(), output


def test_the_worlds_hold_what_indicators_stumble_over() -> None:
    bars = market(3, LONG, 60_000)
    assert np.isnan(bars.volume).any()
    assert (bars.volume == 0).any()
    assert len(np.unique(np.diff(bars.ts))) > 10
    assert (np.diff(market(1, 500, quiet=True).close) == 0).any()
    assert Decimal(str(bars.close[0])) % TICK == 0
