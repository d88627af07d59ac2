"""Stops and targets: where they stand, which counts, at what price they fill."""

from decimal import Decimal

import pytest

from omc.trading.bracket import (
    reached_at_once,
    resolve,
    stopped_at_once,
    touch_fill,
    touched,
    trail,
    without_reached,
)
from omc.trading.costs import CostSchedule
from omc.trading.model import BracketTerms, Direction, ExitReason, Levels, StopTerms, Target, TargetTerms
from tests.unit.trading.builders import CENT, bar, d

TICK = CENT.tick
LONG, SHORT = Direction.LONG, Direction.SHORT
ONE = d(1)
BOTH = Levels(stop=d(95), targets=(Target(d(110), ONE),), initial_stop=d(95))
BOTH_SHORT = Levels(stop=d(105), targets=(Target(d(90), ONE),), initial_stop=d(105))
HALF, REST = Target(d(110), d("0.4")), Target(d(120), d("0.6"))
LADDER = Levels(stop=d(95), targets=(HALF, REST), initial_stop=d(95))


def test_stop_and_target_are_measured_from_the_fill_price() -> None:
    terms = BracketTerms(StopTerms(fraction=d("0.02")), (TargetTerms(fraction=d("0.04")),))

    long, short = (resolve(terms, d("100.10"), ONE, direction, CENT) for direction in (LONG, SHORT))
    assert long == Levels(d("98.10"), (Target(d("104.11"), ONE),), None, d("98.10"))
    assert short == Levels(d("102.10"), (Target(d("96.09"), ONE),), None, d("102.10"))


def test_a_distance_such_as_two_atr_is_taken_from_the_fill_price() -> None:
    terms = BracketTerms(StopTerms(distance=d("3.333")), (TargetTerms(distance=d("5.555")),))

    levels = resolve(terms, d(100), ONE, LONG, CENT)
    assert (levels.stop, levels.target) == (d("96.67"), d("105.56"))


def test_a_target_in_r_counts_initial_stop_distances() -> None:
    terms = BracketTerms(StopTerms(distance=d(2)), (TargetTerms(r_multiple=d("1.5")),))

    assert resolve(terms, d(100), ONE, LONG, CENT).target == d(103)
    assert resolve(terms, d(100), ONE, SHORT, CENT).target == d(97)


def test_a_target_in_r_without_a_stop_is_no_target() -> None:
    assert (
        resolve(BracketTerms(targets=(TargetTerms(r_multiple=d(2)),)), d(100), ONE, LONG, CENT).target is None
    )


def test_a_stop_never_stands_below_one_tick() -> None:
    assert resolve(BracketTerms(StopTerms(distance=d(500))), d(100), ONE, LONG, CENT).stop == TICK


@pytest.mark.parametrize(("direction", "levels", "price"), [(LONG, BOTH, d(95)), (SHORT, BOTH_SHORT, d(105))])
def test_when_one_bar_holds_both_levels_the_stop_counts(
    direction: Direction, levels: Levels, price: Decimal
) -> None:
    (touch,) = touched(levels, bar("100", "120", "80", "100"), direction, ONE)

    assert (touch.price, touch.reason, touch.resting) == (price, ExitReason.STOP, False)


@pytest.mark.parametrize(("direction", "levels", "open_"), [(LONG, BOTH, "94"), (SHORT, BOTH_SHORT, "106")])
def test_an_open_beyond_the_stop_fills_at_that_open(direction: Direction, levels: Levels, open_: str) -> None:
    (touch,) = touched(levels, bar(open_, "120", "80", "100"), direction, ONE)

    assert (touch.price, touch.reason) == (d(open_), ExitReason.STOP)


def test_an_open_beyond_the_target_fills_at_that_better_open() -> None:
    (touch,) = touched(BOTH, bar("112", "115", "80", "90"), LONG, ONE)

    assert (touch.price, touch.reason, touch.resting) == (d(112), ExitReason.TARGET, True)


def test_a_level_exactly_reached_is_reached() -> None:
    (stop,) = touched(BOTH, bar("100", "101", "95", "100"), LONG, ONE)
    (target,) = touched(BOTH, bar("100", "110", "99", "100"), LONG, ONE)

    assert stop.reason is ExitReason.STOP
    assert target.reason is ExitReason.TARGET


def test_a_bar_between_the_levels_touches_nothing() -> None:
    assert touched(BOTH, bar("100", "109.99", "95.01", "100"), LONG, ONE) == ()


def test_a_stop_takes_liquidity_and_a_target_rests() -> None:
    (stop,) = touched(BOTH, bar("100", "101", "90", "91"), LONG, ONE)
    (target,) = touched(BOTH, bar("100", "111", "99", "110"), LONG, ONE)

    taken = touch_fill(stop, LONG, bar("100", "101", "90", "91"), CostSchedule(), TICK)
    assert taken.price == d("94.90")
    resting = touch_fill(target, LONG, bar("100", "111", "99", "110"), CostSchedule(), TICK)
    assert (resting.price, resting.fee) == (d(110), d("0.11"))


def test_an_entry_whose_open_is_already_beyond_its_stop_is_not_taken() -> None:
    terms = BracketTerms(StopTerms(level=d(99)))

    assert stopped_at_once(terms, d("98.99"), d("99.10"), LONG, TICK) == d(99)
    assert stopped_at_once(terms, d(99), d("99.10"), LONG, TICK) == d(99)
    assert stopped_at_once(terms, d("99.01"), d("99.11"), LONG, TICK) is None
    assert stopped_at_once(terms, d("99.01"), d("98.91"), SHORT, TICK) == d(99)


def test_an_entry_whose_open_has_reached_a_targets_price_has_nothing_to_gain() -> None:
    terms = BracketTerms(targets=(TargetTerms(fraction=d("0.1")), TargetTerms(level=d("101.005"))))

    assert reached_at_once(terms, d("101.01"), LONG, TICK) == d("101.01")
    assert reached_at_once(terms, d(101), LONG, TICK) is None
    assert reached_at_once(terms, d(101), SHORT, TICK) == d("101.00")


def test_parts_are_rounded_down_to_the_step_and_the_last_takes_the_rest() -> None:
    third = TargetTerms(fraction=d("0.3"), share=d("0.33"))
    terms = BracketTerms(targets=(third, TargetTerms(fraction=d("0.1"), share=d("0.67"))))

    levels = resolve(terms, d(100), d("0.00010"), LONG, CENT)
    assert levels.targets == (Target(d(110), d("0.00006")), Target(d(130), d("0.00004")))
    # Two shares of less than the whole leave a part to other exits.
    some = resolve(BracketTerms(targets=(third, third)), d(100), d("0.00010"), LONG, CENT)
    assert [target.quantity for target in some.targets] == [d("0.00003"), d("0.00003")]


def test_a_part_of_less_than_a_step_is_none() -> None:
    terms = BracketTerms(targets=(TargetTerms(fraction=d("0.1"), share=d("0.5")),))
    assert resolve(terms, d(100), d("0.00001"), LONG, CENT).targets == ()


def test_every_target_a_bar_reaches_takes_its_part() -> None:
    (first,) = touched(LADDER, bar("100", "115", "99", "112"), LONG, ONE)
    assert (first.price, first.quantity) == (d(110), d("0.4"))

    left = without_reached(LADDER, (first,))
    assert left.targets == (REST,)
    (second,) = touched(left, bar("112", "121", "111", "119"), LONG, d("0.6"))
    assert (second.price, second.quantity) == (d(120), d("0.6"))

    both = touched(LADDER, bar("100", "125", "99", "112"), LONG, ONE)
    assert [touch.price for touch in both] == [d(110), d(120)]


def test_a_stop_in_the_same_bar_counts_for_all_that_an_open_beyond_a_target_has_left() -> None:
    (stop,) = touched(LADDER, bar("100", "115", "90", "112"), LONG, ONE)
    assert (stop.reason, stop.quantity) == (ExitReason.STOP, ONE)

    gapped = touched(LADDER, bar("112", "115", "90", "95"), LONG, ONE)
    assert [(touch.price, touch.reason, touch.quantity) for touch in gapped] == [
        (d(112), ExitReason.TARGET, d("0.4")),
        (d(95), ExitReason.STOP, d("0.6")),
    ]


def test_a_trailing_stop_moves_at_a_close_and_never_back() -> None:
    levels = resolve(BracketTerms(StopTerms(fraction=d("0.05"), trailing=True)), d(100), ONE, LONG, CENT)
    higher = trail(levels, d(108), LONG, TICK)

    assert higher.stop == d(103)
    assert trail(higher, d(104), LONG, TICK).stop == d(103)


def test_an_exit_at_a_moved_stop_is_called_trail() -> None:
    levels = resolve(BracketTerms(StopTerms(fraction=d("0.05"), trailing=True)), d(100), ONE, SHORT, CENT)
    moved = trail(levels, d(92), SHORT, TICK)

    (touch,) = touched(moved, bar("93", "98", "92", "97"), SHORT, ONE)
    assert moved.stop == d(97)
    assert touch.reason is ExitReason.TRAIL


def test_a_fixed_stop_does_not_move() -> None:
    assert trail(BOTH, d(200), LONG, TICK) == BOTH
