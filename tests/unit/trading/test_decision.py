"""What is decided at a close, row by row."""

from dataclasses import replace

from omc.trading.decision import Decision, RulesAt, decide, is_stale
from omc.trading.model import Direction, ExitReason

LONG, SHORT = Direction.LONG, Direction.SHORT
QUIET = RulesAt(enter_long=False, exit_long=False, enter_short=False, exit_short=False)
ENTER_LONG = replace(QUIET, enter_long=True)


def test_when_flat_an_entry_rule_opens_its_side() -> None:
    assert decide(ENTER_LONG, None, 0, None) == Decision(enter=LONG)
    assert decide(replace(QUIET, enter_short=True), None, 0, None) == Decision(enter=SHORT)


def test_when_both_sides_want_in_neither_gets_in() -> None:
    assert decide(replace(ENTER_LONG, enter_short=True), None, 0, None) == Decision()


def test_an_entry_whose_own_exit_holds_is_no_entry() -> None:
    assert decide(replace(ENTER_LONG, exit_long=True), None, 0, None) == Decision()


def test_in_a_position_its_exit_rule_leaves_it() -> None:
    assert decide(replace(QUIET, exit_long=True), LONG, 3, None) == Decision(exit=ExitReason.SIGNAL)
    assert decide(replace(QUIET, exit_long=True), SHORT, 3, None) == Decision()


def test_exit_and_opposite_entry_on_one_bar_turn_the_position() -> None:
    turn = replace(QUIET, exit_long=True, enter_short=True)

    assert decide(turn, LONG, 3, None) == Decision(ExitReason.SIGNAL, SHORT)


def test_an_opposite_entry_alone_does_not_turn_a_position() -> None:
    assert decide(replace(QUIET, enter_short=True), LONG, 3, None) == Decision()


def test_an_exit_never_reopens_the_side_it_left() -> None:
    both = RulesAt(enter_long=True, exit_long=True, enter_short=False, exit_short=False)

    assert decide(both, LONG, 3, None) == Decision(exit=ExitReason.SIGNAL)


def test_the_time_stop_counts_the_entry_bar_as_one() -> None:
    assert decide(QUIET, LONG, 4, 5) == Decision()
    assert decide(QUIET, LONG, 5, 5) == Decision(exit=ExitReason.TIME)


def test_an_exit_rule_goes_before_the_time_stop() -> None:
    assert decide(replace(QUIET, exit_long=True), LONG, 5, 5) == Decision(exit=ExitReason.SIGNAL)


def test_an_entry_is_stale_when_more_than_three_bars_are_missing() -> None:
    assert not is_stale(0, 1_000, 1_000)
    assert not is_stale(0, 4_000, 1_000)
    assert is_stale(0, 5_000, 1_000)


def test_outside_the_session_nothing_is_entered_and_exits_go_on() -> None:
    closed = replace(ENTER_LONG, in_session=False)
    turn = replace(QUIET, exit_long=True, enter_short=True, in_session=False)

    assert decide(closed, None, 0, None) == Decision()
    assert decide(turn, LONG, 3, None) == Decision(exit=ExitReason.SIGNAL)


def test_at_the_sessions_flat_time_a_position_is_left_and_a_rule_on_that_close_names_the_reason() -> None:
    assert decide(replace(QUIET, flat=True), LONG, 3, None) == Decision(exit=ExitReason.TIME)
    by_rule = replace(QUIET, flat=True, exit_long=True)
    assert decide(by_rule, LONG, 3, None) == Decision(exit=ExitReason.SIGNAL)
    assert decide(replace(QUIET, flat=True), None, 0, None) == Decision()
