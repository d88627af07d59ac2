"""What entries of a day and closed round trips come to."""

import pytest

from omc.trading.model import Direction
from omc.trading.past import DayEntries, Results, half_kelly
from tests.unit.trading.builders import d

LONG, SHORT = Direction.LONG, Direction.SHORT


def test_entries_are_counted_by_day_and_direction() -> None:
    entries = DayEntries().entered(7, LONG).entered(7, SHORT).entered(7, LONG)

    assert (entries.on(7, LONG), entries.on(7, SHORT), entries.on(8, LONG)) == (2, 1, 0)
    assert entries.entered(8, SHORT) == DayEntries(8, 0, 1)


def test_a_round_trip_that_gained_nothing_counts_with_the_losers() -> None:
    results = Results().closed(d(5)).closed(d(-2)).closed(d(0))
    assert results == Results(3, 1, d(5), d(2))


@pytest.mark.parametrize(
    ("results", "share"),
    [
        (Results(19, 19, d(19), d(0)), None),
        (Results(20, 20, d(19), d(0)), "0.5"),
        # W = 2/3, R = 1: 2/3 - 1/3 = 1/3, half of it, rounded down to a millionth.
        (Results(30, 20, d(20), d(10)), "0.166666"),
        (Results(20, 10, d(10), d(10)), "0"),
        (Results(20, 0, d(0), d(10)), "0"),
    ],
)
def test_half_kelly_is_what_the_formula_gives(results: Results, share: str | None) -> None:
    assert half_kelly(results) == (None if share is None else d(share))
