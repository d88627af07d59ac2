"""Order states are a table, and what has ended stays ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omc.floor.states import MOVES, UNSETTLED, OrderState, check_move
from omc.kernel.errors import Bug

ENDS = {
    OrderState.FILLED,
    OrderState.CANCELLED,
    OrderState.REJECTED,
    OrderState.EXPIRED,
    OrderState.MISSED,
}


def test_every_state_has_its_row() -> None:
    assert set(MOVES) == set(OrderState)
    assert {state for state in OrderState if state.terminal} == ENDS


@given(st.sampled_from(sorted(ENDS)), st.sampled_from(sorted(OrderState)))
def test_no_terminal_state_is_left(end: OrderState, target: OrderState) -> None:
    with pytest.raises(Bug, match="terminal"):
        check_move(end, target)


@given(st.lists(st.sampled_from(sorted(OrderState)), max_size=20))
def test_any_walk_of_allowed_moves_ends_at_its_first_terminal_state(wishes: list[OrderState]) -> None:
    state = OrderState.NEW
    for wish in wishes:
        if wish in MOVES[state]:
            assert not state.terminal
            state = check_move(state, wish)


def test_every_state_leads_to_an_end() -> None:
    reached = set(ENDS)
    while grown := {state for state in OrderState if MOVES[state] & reached} - reached:
        reached |= grown
    assert reached == set(OrderState)


def test_an_unknown_order_cannot_be_sent_again() -> None:
    assert OrderState.UNKNOWN in UNSETTLED
    assert OrderState.SUBMITTING not in MOVES[OrderState.UNKNOWN]
