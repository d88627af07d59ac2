"""No rule looks ahead: what a bar's close says is the same whenever and over whatever run it is asked.

This equality, bit for bit, is what makes the Floor's decision of today the backtest's of tomorrow.
"""

from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.ledgers.series import LedgerBook
from omc.market.model import BarArrays
from omc.strategy.compile import CompiledStrategy, Signals, compile_spec
from omc.strategy.model import Param, Rules, SessionSpec, StopSpec
from tests.property.strategy.worlds import (
    FILINGS,
    HOUR,
    SENTIMENT,
    books,
    conditions,
    markets,
    records,
    series,
    sessions,
)
from tests.unit.strategy.support import CROSS, TICK, rule

Rows = list[tuple[int, int, int]]
EVERY_INDICATOR = (
    "sma(close, 20) > ema(close, 20) and rsi(close, 14) < 60 and atr(14) > 0.5 and "
    "bollinger_lower(close, 20, 2) < close and sma(volume, 9) < bollinger_upper(volume, 9, 2) and "
    "highest(high, 30) > lowest(low, 30) or ema(rsi(close, 5), 7) crosses_above sma(close - open, 11)"
)


def compiled(enter: str, session: SessionSpec | None = None) -> CompiledStrategy:
    stop = StopSpec("atr", multiple=Decimal(2), period=3)
    spec = replace(CROSS, params={"fast": Param(Decimal(2))}, features={"base": "ema(close, $fast)"})
    spec = replace(spec, session=session)
    return compile_spec(replace(spec, long=Rules(enter, f"not ({enter})"), stop=stop))


def same(left: Signals, right: Signals, count: int) -> bool:
    """The first `count` bars agree in every bit."""
    one, other = left.columns(), right.columns()
    return one.keys() == other.keys() and all(
        np.array_equal(column[:count], other[name][:count], equal_nan=column.dtype == np.float64)
        for name, column in one.items()
    )


@settings(max_examples=150, deadline=None)
@given(enter=conditions(), bars=markets(), book=books(), session=sessions(), data=st.data())
def test_the_word_on_a_bar_does_not_change_with_the_bars_after_it(
    enter: str, bars: BarArrays, book: LedgerBook, session: SessionSpec | None, data: st.DataObject
) -> None:
    strategy = compiled(enter, session)
    count = data.draw(st.integers(1, len(bars)))
    whole = strategy.evaluate(bars, TICK, ledgers=book)
    assert same(whole, strategy.evaluate(bars.head(count), TICK, ledgers=book), count)


@settings(max_examples=60, deadline=None)
@given(
    enter=conditions(), bars=markets(), other=markets(), found=records(12), later=records(12), data=st.data()
)
def test_another_future_leaves_the_past_as_it_was(
    enter: str, bars: BarArrays, other: BarArrays, found: Rows, later: Rows, data: st.DataObject
) -> None:
    """Other bars, and other records, revisions of earlier events among them."""
    strategy = compiled(enter)
    count = data.draw(st.integers(1, len(bars)))
    moment = int(bars.ts[count - 1]) + HOUR
    past = [row for row in found if row[0] * HOUR + row[1] * 60_000 <= moment]
    news = [(event, max(delay, moment // 60_000 - event * 60 + 1), value) for event, delay, value in later]
    then, now = series(past), series([*past, *news])
    first = strategy.evaluate(bars, TICK, ledgers={SENTIMENT: then, FILINGS: then})
    second = strategy.evaluate(_spliced(bars, other, count), TICK, ledgers={SENTIMENT: now, FILINGS: now})
    assert same(first, second, count)


@settings(max_examples=60, deadline=None)
@given(enter=conditions(), bars=markets(), book=books())
def test_a_rule_and_its_opposite_never_hold_together(enter: str, bars: BarArrays, book: LedgerBook) -> None:
    signals = compiled(enter).evaluate(bars, TICK, ledgers=book)
    assert not (signals.enter_long & signals.exit_long).any()


@settings(max_examples=100, deadline=None)
@given(enter=conditions(), bars=markets(), book=books())
def test_an_explanation_agrees_with_the_signal(enter: str, bars: BarArrays, book: LedgerBook) -> None:
    strategy = compiled(enter)
    last = len(bars) - 1
    held = bool(strategy.evaluate(bars, TICK, ledgers=book).enter_long[last])
    reasons = strategy.explain(bars, TICK, last, "long.enter", book)
    if held:
        assert reasons
        assert all(reason.holds for reason in reasons)
    elif last >= strategy.warmup_bars - 1:
        assert not all(reason.holds for reason in reasons)


@settings(max_examples=60, deadline=None)
@given(enter=conditions(), bars=markets(), book=books(), seed=st.integers(0, 9))
def test_results_shared_between_parameter_sets_change_nothing(
    enter: str, bars: BarArrays, book: LedgerBook, seed: int
) -> None:
    strategy = compiled(enter)
    shared: dict[Hashable, object] = {}
    first = strategy.evaluate(bars, TICK, shared, book)
    for dropped in sorted(shared, key=repr)[seed::3]:
        del shared[dropped]
    again = strategy.evaluate(bars, TICK, shared, book)
    assert same(first, again, len(bars))
    assert same(first, strategy.evaluate(bars, TICK, ledgers=book), len(bars))


@pytest.mark.parametrize("seed", range(3))
def test_every_indicator_agrees_on_every_prefix_of_a_long_run(seed: int) -> None:
    strategy = rule(EVERY_INDICATOR)
    bars = _walk(seed, 2600)
    whole = strategy.evaluate(bars, TICK)
    # Lengths around the blocks of the windows, and some between.
    for count in [
        *range(30, 60),
        1023,
        1024,
        1025,
        1043,
        1044,
        1045,
        2047,
        2048,
        2049,
        2067,
        2068,
        2069,
        2600,
    ]:
        assert np.array_equal(whole.enter_long[:count], strategy.evaluate(bars.head(count), TICK).enter_long)
    assert whole.enter_long.any()
    assert not whole.enter_long.all()


def _spliced(bars: BarArrays, other: BarArrays, count: int) -> BarArrays:
    columns = (
        np.concatenate((getattr(bars, name)[:count], getattr(other, name)))
        for name in ("open", "high", "low", "close", "volume")
    )
    after = other.ts - other.ts[0] + bars.ts[count - 1] + HOUR
    return BarArrays(np.concatenate((bars.ts[:count], after)), *columns)


def _walk(seed: int, count: int) -> BarArrays:
    rng = np.random.default_rng(seed)
    close = np.round(100 * np.exp(np.cumsum(rng.normal(0, 0.01, count))), 2)
    opened = np.concatenate(([100.0], close[:-1]))
    high, low = np.maximum(opened, close) + 0.5, np.minimum(opened, close) - 0.5
    return BarArrays(np.arange(count, dtype=np.int64), opened, high, low, close, rng.uniform(0, 9, count))
