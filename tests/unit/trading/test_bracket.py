"""Stops and targets: where they stand, which counts, at what price they fill."""

from decimal import Decimal

import pytest

from omc.trading.bracket import beyond_stop, resolve, touch_fill, touched, trail
from omc.trading.costs import CostSchedule
from omc.trading.model import BracketTerms, Direction, ExitReason, Levels, StopTerms, TargetTerms
from tests.unit.trading.builders import CENT, bar, d

TICK = CENT.tick
LONG, SHORT = Direction.LONG, Direction.SHORT
BOTH = Levels(stop=d(95), target=d(110), initial_stop=d(95))
BOTH_SHORT = Levels(stop=d(105), target=d(90), initial_stop=d(105))


def test_stop_and_target_are_measured_from_the_fill_price() -> None:
    terms = BracketTerms(StopTerms(fraction=d("0.02")), TargetTerms(fraction=d("0.04")))

    assert resolve(terms, d("100.10"), LONG, TICK) == Levels(d("98.10"), d("104.11"), None, d("98.10"))
    assert resolve(terms, d("100.10"), SHORT, TICK) == Levels(d("102.10"), d("96.09"), None, d("102.10"))


def test_a_distance_such_as_two_atr_is_taken_from_the_fill_price() -> None:
    terms = BracketTerms(StopTerms(distance=d("3.333")), TargetTerms(distance=d("5.555")))

    levels = resolve(terms, d(100), LONG, TICK)
    assert (levels.stop, levels.target) == (d("96.67"), d("105.56"))


def test_a_target_in_r_counts_initial_stop_distances() -> None:
    terms = BracketTerms(StopTerms(distance=d(2)), TargetTerms(r_multiple=d("1.5")))

    assert resolve(terms, d(100), LONG, TICK).target == d(103)
    assert resolve(terms, d(100), SHORT, TICK).target == d(97)


def test_a_target_in_r_without_a_stop_is_no_target() -> None:
    assert resolve(BracketTerms(target=TargetTerms(r_multiple=d(2))), d(100), LONG, TICK).target is None


def test_a_stop_never_stands_below_one_tick() -> None:
    assert resolve(BracketTerms(StopTerms(distance=d(500))), d(100), LONG, TICK).stop == TICK


@pytest.mark.parametrize(("direction", "levels", "price"), [(LONG, BOTH, d(95)), (SHORT, BOTH_SHORT, d(105))])
def test_when_one_bar_holds_both_levels_the_stop_counts(
    direction: Direction, levels: Levels, price: Decimal
) -> None:
    touch = touched(levels, bar("100", "120", "80", "100"), direction)

    assert touch is not None
    assert (touch.price, touch.reason, touch.resting) == (price, ExitReason.STOP, False)


@pytest.mark.parametrize(("direction", "levels", "open_"), [(LONG, BOTH, "94"), (SHORT, BOTH_SHORT, "106")])
def test_an_open_beyond_the_stop_fills_at_that_open(direction: Direction, levels: Levels, open_: str) -> None:
    touch = touched(levels, bar(open_, "120", "80", "100"), direction)

    assert touch is not None
    assert (touch.price, touch.reason) == (d(open_), ExitReason.STOP)


def test_an_open_beyond_the_target_fills_at_that_better_open() -> None:
    touch = touched(BOTH, bar("112", "115", "80", "90"), LONG)

    assert touch is not None
    assert (touch.price, touch.reason, touch.resting) == (d(112), ExitReason.TARGET, True)


def test_a_level_exactly_reached_is_reached() -> None:
    stop = touched(BOTH, bar("100", "101", "95", "100"), LONG)
    target = touched(BOTH, bar("100", "110", "99", "100"), LONG)

    assert stop is not None
    assert stop.reason is ExitReason.STOP
    assert target is not None
    assert target.reason is ExitReason.TARGET


def test_a_bar_between_the_levels_touches_nothing() -> None:
    assert touched(BOTH, bar("100", "109.99", "95.01", "100"), LONG) is None


def test_a_stop_takes_liquidity_and_a_target_rests() -> None:
    stop = touched(BOTH, bar("100", "101", "90", "91"), LONG)
    target = touched(BOTH, bar("100", "111", "99", "110"), LONG)
    assert stop is not None
    assert target is not None

    assert touch_fill(stop, LONG, d(1), bar("100", "101", "90", "91"), CostSchedule(), TICK).price == d(
        "94.90"
    )
    resting = touch_fill(target, LONG, d(1), bar("100", "111", "99", "110"), CostSchedule(), TICK)
    assert (resting.price, resting.fee) == (d(110), d("0.11"))


def test_an_entry_whose_open_is_already_beyond_its_stop_is_not_taken() -> None:
    terms = BracketTerms(StopTerms(level=d(99)))

    assert beyond_stop(terms, d("98.99"), d("99.10"), LONG, TICK)
    assert beyond_stop(terms, d(99), d("99.10"), LONG, TICK)
    assert not beyond_stop(terms, d("99.01"), d("99.11"), LONG, TICK)
    assert beyond_stop(terms, d("99.01"), d("98.91"), SHORT, TICK)


def test_a_trailing_stop_moves_at_a_close_and_never_back() -> None:
    levels = resolve(BracketTerms(StopTerms(fraction=d("0.05"), trailing=True)), d(100), LONG, TICK)
    higher = trail(levels, d(108), LONG, TICK)

    assert higher.stop == d(103)
    assert trail(higher, d(104), LONG, TICK).stop == d(103)


def test_an_exit_at_a_moved_stop_is_called_trail() -> None:
    levels = resolve(BracketTerms(StopTerms(fraction=d("0.05"), trailing=True)), d(100), SHORT, TICK)
    moved = trail(levels, d(92), SHORT, TICK)

    touch = touched(moved, bar("93", "98", "92", "97"), SHORT)
    assert moved.stop == d(97)
    assert touch is not None
    assert touch.reason is ExitReason.TRAIL


def test_a_fixed_stop_does_not_move() -> None:
    assert trail(BOTH, d(200), LONG, TICK) == BOTH
