"""Asking again and leaving alone, whatever happens and whenever."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.kernel.breakers import CLOSED, FAILURES, OPEN_MS, Breaker
from omc.kernel.errors import Conflict, Transient
from omc.kernel.instants import HOUR_MS, SECOND_MS
from omc.kernel.patience import LONGEST_WAIT_S, Patience, Surroundings
from tests.fakes.sources import WaitingClock

# Whether a call works, and how long after the one before it is wished for.
_calls = st.lists(st.tuples(st.booleans(), st.integers(0, 2 * OPEN_MS)), max_size=60)


@settings(deadline=None)
@given(_calls)
def test_a_breaker_lets_all_through_until_five_failures_in_a_row_and_then_one_in_five_minutes(
    calls: list[tuple[bool, int]],
) -> None:
    breaker, now, in_a_row, last = CLOSED, 0, 0, 0
    for works, later in calls:
        now += later
        asking = breaker.asks_at(now)
        opens = breaker.opens_again_at()
        assert (asking is None) == (in_a_row >= FAILURES and now < last + OPEN_MS)
        assert (opens is None) == (in_a_row < FAILURES)
        if asking is None:
            assert opens is not None
            assert now < opens <= now + OPEN_MS
            continue
        last = now
        in_a_row = 0 if works else in_a_row + 1
        breaker = asking.succeeded() if works else asking.failed(now)
        assert breaker.failures == in_a_row


@settings(deadline=None)
@given(st.integers(0, 4 * OPEN_MS), st.integers(0, 4 * OPEN_MS))
def test_while_a_trial_is_out_nobody_else_may_ask_and_a_lost_one_gives_way(first: int, second: int) -> None:
    opened = Breaker(FAILURES, 0)
    trial = opened.asks_at(first)
    assert (trial is None) == (first < OPEN_MS)
    if trial is not None:
        assert (trial.asks_at(first + second) is None) == (second < OPEN_MS)


class Flaky:
    """Fails with what it is told, in order, then works."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.calls = list(errors), 0

    def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


_waits = st.lists(st.one_of(st.none(), st.floats(-5, 100)), max_size=6)


@settings(deadline=None)
@given(_waits, st.integers(0, 2**16), st.integers(0, 120))
def test_nothing_is_asked_more_than_four_times_or_waited_for_beyond_the_deadline(
    asked_waits: list[float | None], seed: int, left_s: int
) -> None:
    clock = WaitingClock(HOUR_MS)
    deadline = HOUR_MS + left_s * SECOND_MS
    patience = Patience(Surroundings(clock, clock.sleep, random.Random(seed), deadline))
    act = Flaky(*(Transient("busy", retry_after_s=wait) for wait in asked_waits))
    try:
        assert patience.act(act) == "done"
        assert act.calls == len(asked_waits) + 1
    except Transient:
        assert act.calls >= 1
    assert act.calls <= 4
    assert patience.retries == act.calls - 1 == len(clock.waits)
    assert clock.now() <= deadline + 1
    for wait, asked, usual in zip(clock.waits, asked_waits, (1.0, 2.0, 4.0), strict=False):
        assert 0 <= wait <= LONGEST_WAIT_S
        if asked is None:
            assert 0.5 * usual <= wait <= 1.5 * usual
        else:
            assert wait == max(asked, 0.0)


def test_what_is_not_transient_is_not_asked_again() -> None:
    clock = WaitingClock(0)
    act = Flaky(Conflict("no"))
    with pytest.raises(Conflict):
        Patience(Surroundings(clock, clock.sleep, random.Random(1), HOUR_MS)).act(act)
    assert (act.calls, clock.waits) == (1, [])
