"""What members stand for and what their votes come to."""

import numpy as np
import pytest

from omc.strategy.compose.stances import stance, votes, weights

NO = np.zeros(6, dtype=np.bool_)


def at(*bars: int) -> np.ndarray:
    mask = NO.copy()
    mask[list(bars)] = True
    return mask


def test_a_member_stands_from_its_entry_until_its_exit() -> None:
    assert stance(at(1), at(4), NO, NO).tolist() == [0, 1, 1, 1, 0, 0]


def test_an_entry_of_the_other_side_turns_it() -> None:
    assert stance(at(1), NO, at(3), at(5)).tolist() == [0, 1, 1, -1, -1, 0]


def test_an_exit_of_the_side_it_is_not_on_changes_nothing() -> None:
    assert stance(at(1), NO, NO, at(2)).tolist() == [0, 1, 1, 1, 1, 1]


def test_a_bar_on_which_both_sides_enter_opens_nothing() -> None:
    assert stance(at(2), NO, at(2), NO).tolist() == [0] * 6


def test_an_entry_on_the_bar_of_its_exit_opens_nothing() -> None:
    assert stance(at(2), at(2), NO, NO).tolist() == [0] * 6


def test_votes_add_weight_times_direction_times_strength_and_an_unknown_strength_is_silent() -> None:
    directions = [np.array([1, 1]), np.array([-1, -1])]
    strengths = [np.array([0.5, np.nan]), np.array([1.0, 2.0])]
    assert votes(directions, strengths, [np.full(2, 0.6), np.full(2, 0.4)]).tolist() == [0.3 - 0.4, -0.4]


def test_fixed_weights_are_shares_of_their_sum() -> None:
    given = weights("fixed", [3.0, 1.0], [np.ones(2, np.int64)] * 2, np.ones(2), 10)
    assert [column.tolist() for column in given] == [[0.75, 0.75], [0.25, 0.25]]


def test_the_calmer_member_weighs_more_once_the_window_is_full() -> None:
    close = np.array([100.0, 110.0, 100.0, 110.0, 100.0, 110.0])
    calm = np.array([0, 0, 0, 0, 1, 0], dtype=np.int64)
    wild = np.ones(6, dtype=np.int64)
    first, second = weights("inverse_volatility", [1.0, 1.0], [calm, wild], close, 4)
    assert first[:3].tolist() == [0.5] * 3
    assert first[5] > second[5]
    assert first + second == pytest.approx(np.ones(6))


def test_a_member_that_loses_has_no_weight_by_sharpe() -> None:
    close = np.array([100.0, 101.0, 103.0, 104.0, 107.0, 108.0])
    long, short = np.ones(6, dtype=np.int64), -np.ones(6, dtype=np.int64)
    first, second = weights("validation_sharpe", [1.0, 1.0], [long, short], close, 3)
    assert (first[-1], second[-1]) == (1.0, 0.0)
