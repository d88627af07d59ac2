"""Strategies that peek, each in its own way, and the gate that finds them out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from omc.backtest.judging.look_ahead import LookAhead, cuts_for, known_by, look_ahead, shuffled_after
from omc.kernel.instants import HOUR_MS
from omc.ledgers.series import NO_LEDGERS, LedgerBook, LedgerSeries
from omc.market.model import BarArrays, BoolArray, FloatArray, IntArray
from tests.unit.backtest.builders import bars, flat

TICK = Decimal("0.01")
COUNT = 1500
KEY = ("human.sentiment", "BTC")


@dataclass
class Decided:
    enter_long: BoolArray
    levels: dict[str, FloatArray] = field(default_factory=dict)


@dataclass
class Made:
    """Decides by a function of bars and ledgers."""

    decide: Callable[[BarArrays, LedgerBook], Decided]

    def evaluate(
        self, bars: BarArrays, tick: Decimal, columns: Any = None, ledgers: LedgerBook = NO_LEDGERS
    ) -> Decided:
        return self.decide(bars, ledgers)


@pytest.fixture(scope="module")
def walk() -> BarArrays:
    steps = np.random.default_rng(5).normal(0, 1, COUNT)
    return bars(flat(*np.round(1000 + np.cumsum(steps), 2).tolist()))


def rare(close: FloatArray) -> BoolArray:
    """True on one bar in fifty or so."""
    rose = np.zeros(len(close), dtype=np.bool_)
    rose[1:] = np.diff(close) > 2.1
    return rose


def by_bars(decide: Callable[[BarArrays], BoolArray]) -> Made:
    return Made(lambda bars, _: Decided(decide(bars)))


def asof(series: LedgerSeries, instants: IntArray) -> FloatArray:
    """The latest event's value, as known at each instant."""
    values = np.full(len(instants), np.nan)
    for at, instant in enumerate(instants.tolist()):
        known = np.flatnonzero(series.known_at <= instant)
        if known.size:
            newest = known[series.event_time[known] == series.event_time[known].max()]
            values[at] = series.value[newest[-1]]
    return values


def sentiment(walk: BarArrays, *, revised_after_ms: int) -> LedgerSeries:
    """A reading every ten hours, published at once, revised later."""
    event = walk.ts[::10]
    first, second = np.random.default_rng(6).normal(0, 1, (2, len(event)))
    times = np.concatenate((event, event))
    known = np.concatenate((event, event + revised_after_ms))
    order = np.lexsort((times, known))
    return LedgerSeries(times[order], known[order], np.concatenate((first, second))[order])


def check(made: Made, walk: BarArrays, **more: Any) -> LookAhead:
    # The readers of ledgers below walk records one by one: fewer cuts do for them.
    told: dict[str, Any] = ({"cuts": 40} if "ledgers" in more else {}) | more
    return look_ahead(made, walk, TICK, HOUR_MS, **told)


def test_a_strategy_of_the_past_alone_passes(walk: BarArrays) -> None:
    found = check(by_bars(lambda bars: rare(bars.close)), walk)

    assert (found.changed, found.first) == (0, None)
    assert len(found.cuts) > 15
    assert found.decisions > 10_000


@pytest.mark.parametrize("ahead", [1, 2, 24])
def test_a_rule_that_reads_a_later_bar_is_found_although_it_speaks_rarely(
    walk: BarArrays, ahead: int
) -> None:
    def peeking(bars: BarArrays) -> BoolArray:
        return np.concatenate((rare(bars.close)[ahead:], np.zeros(min(ahead, len(bars)), dtype=np.bool_)))

    found = check(by_bars(peeking), walk)

    assert found.changed > 0
    assert found.first is not None
    assert {found.first.early, found.first.late} == {"no", "yes"}


def test_one_signal_in_a_long_run_is_enough_to_find_that_it_peeks() -> None:
    """Cuts at random alone would have to meet one bar of ten thousand."""
    close = np.full(10_000, 100.0)
    close[7_000] = 200.0
    history = bars(flat(*close.tolist()))

    found = check(by_bars(lambda bars: np.append(np.diff(bars.close) > 50, False)), history, cuts=4)

    assert found.first is not None
    assert (found.first.bar, found.first.cut) == (6_999, 7_000)


def test_a_higher_bar_that_still_forms_is_found(walk: BarArrays) -> None:
    def forming(bars: BarArrays) -> BoolArray:
        # Four-hour closes, read from the first hour of the four on.
        block = bars.ts // (4 * HOUR_MS)
        last = np.searchsorted(block, block, side="right") - 1
        return bars.close[last] > bars.open

    found = check(by_bars(forming), walk)

    assert found.changed > 0
    assert found.first is not None
    assert found.first.rule == "enter_long"


def test_a_higher_bar_read_when_it_closed_passes(walk: BarArrays) -> None:
    def closed(bars: BarArrays) -> BoolArray:
        block = bars.ts // (4 * HOUR_MS)
        finished = np.searchsorted(block, block, side="left") - 1
        own = (bars.ts + HOUR_MS) % (4 * HOUR_MS) == 0
        last = np.where(own, np.arange(len(bars)), finished)
        return (last >= 0) & (bars.close[last] > bars.open)

    assert check(by_bars(closed), walk).changed == 0


def test_a_figure_of_the_whole_history_is_found_by_cutting_it(walk: BarArrays) -> None:
    # No shuffle moves a maximum; only a shorter history does.
    made = Made(lambda bars, _: Decided(rare(bars.close), {"stop.long": bars.close / bars.close.max()}))
    found = check(made, walk)

    assert found.first is not None
    assert found.first.rule == "levels.stop.long"
    assert found.first.future == "cut off"


def test_a_level_that_moves_is_found_although_no_signal_does(walk: BarArrays) -> None:
    def decide(bars: BarArrays, _: LedgerBook) -> Decided:
        return Decided(rare(bars.close), {"stop.long": np.append(bars.close[1:], np.nan)})

    assert check(Made(decide), walk).changed > 0


def test_an_honest_reader_of_revised_records_passes(walk: BarArrays) -> None:
    book = {KEY: sentiment(walk, revised_after_ms=30 * HOUR_MS)}
    honest = Made(lambda bars, book: Decided(asof(book[KEY], bars.ts + HOUR_MS) > 0.5))

    assert check(honest, walk, ledgers=book).changed == 0


def test_a_record_read_before_it_was_known_is_found(walk: BarArrays) -> None:
    series = sentiment(walk, revised_after_ms=30 * HOUR_MS)
    late = LedgerSeries(series.event_time, series.known_at + 12 * HOUR_MS, series.value)

    def by_event_time(bars: BarArrays, book: LedgerBook) -> Decided:
        records = book[KEY]
        value = np.array([
            ([np.nan, *records.value[records.event_time <= ts]])[-1] for ts in bars.ts.tolist()
        ])  # fmt: skip
        return Decided(value > 0.5)

    found = check(Made(by_event_time), walk, ledgers={KEY: late})

    assert found.changed > 0


def test_a_revised_value_read_as_if_it_had_always_stood_is_found(walk: BarArrays) -> None:
    def newest_revision(bars: BarArrays, book: LedgerBook) -> Decided:
        records = book[KEY]
        final = dict(zip(records.event_time, records.value, strict=True))
        told = np.array([final[event] for event in records.event_time])
        rewritten = LedgerSeries(records.event_time, records.known_at, told)
        return Decided(asof(rewritten, bars.ts + HOUR_MS) > 0.5)

    book = {KEY: sentiment(walk, revised_after_ms=30 * HOUR_MS)}

    assert check(Made(newest_revision), walk, ledgers=book).changed > 0


def test_a_store_that_dates_a_revision_back_is_found_by_what_it_held_then(walk: BarArrays) -> None:
    """The rules are honest and every record seems known in time; only the store of the day knows better."""
    true = sentiment(walk, revised_after_ms=30 * HOUR_MS)
    final = dict(zip(true.event_time, true.value, strict=True))
    events = np.array(sorted(final))
    dated_back = {KEY: LedgerSeries(events, events, np.array([final[event] for event in events]))}
    honest = Made(lambda bars, book: Decided(asof(book[KEY], bars.ts + HOUR_MS) > 0.5))

    found = check(honest, walk, ledgers=dated_back, as_of=lambda instant: known_by({KEY: true}, instant))

    assert found.changed > 0
    assert check(honest, walk, ledgers=dated_back).changed == 0, "its dates alone tell nothing"


def test_the_first_difference_is_told_in_words(walk: BarArrays) -> None:
    def peeking(bars: BarArrays) -> BoolArray:
        return np.append(rare(bars.close)[1:], False)

    found = check(by_bars(peeking), walk)

    assert found.first is not None
    sentence = found.first.sentence({"enter_long": "close > close[-1]"})
    assert sentence.startswith(f"On bar {found.first.bar} (2020-")
    assert 'enter_long ("close > close[-1]") says no with the future cut off' in sentence


def test_a_rule_that_keeps_silent_because_of_what_comes_is_found(walk: BarArrays) -> None:
    def spared(bars: BarArrays) -> BoolArray:
        # Enters after a rise, but not where the next bar falls far.
        falls = np.append(np.diff(bars.close), 0.0) < -0.5
        return np.append([False], np.diff(bars.close) > 0.8) & ~falls

    found = check(by_bars(spared), walk)

    assert found.first is not None
    assert (found.first.early, found.first.late) == ("yes", "no")


def test_short_runs_are_cut_more_often_than_long_ones() -> None:
    assert [cuts_for(count) for count in (1, 1_500, 20_000, 105_120, 10**6)] == [400, 400, 125, 24, 24]


def test_the_same_seed_cuts_at_the_same_places(walk: BarArrays) -> None:
    honest = by_bars(lambda bars: rare(bars.close))
    first, again, other = (check(honest, walk, seed=seed).cuts for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_shuffling_leaves_the_past_and_keeps_the_future_s_bars(walk: BarArrays) -> None:
    other = shuffled_after(walk, 1000, np.random.default_rng(1))

    assert np.array_equal(other.close[:1000], walk.close[:1000])
    assert not np.array_equal(other.close[1000:], walk.close[1000:])
    assert sorted(other.close.tolist()) == sorted(walk.close.tolist())
    assert np.array_equal(other.ts, walk.ts)


def test_one_bar_has_no_past_to_compare_with(walk: BarArrays) -> None:
    assert check(by_bars(lambda bars: rare(bars.close)), walk.head(1)).cuts == ()
