"""An entry at the open of the next bar that exists."""

from omc.kernel.instants import HOUR_MS
from omc.trading.costs import CostSchedule
from omc.trading.entry import Entered, EntryOrder, NotTaken, enter_at_open
from omc.trading.model import BracketTerms, Direction, Side, StopTerms
from tests.unit.trading.builders import CENT, d

COSTS = CostSchedule()
ORDER = EntryOrder(Direction.LONG, d(1), BracketTerms(StopTerms(fraction=d("0.05"))), 0)


def test_an_entry_fills_at_the_next_open_with_costs_against_it() -> None:
    outcome = enter_at_open(ORDER, HOUR_MS, d(100), d(1000), COSTS, CENT, HOUR_MS)

    assert isinstance(outcome, Entered)
    assert (outcome.fill.side, outcome.fill.price, outcome.fill.ts) == (Side.BUY, d("100.10"), HOUR_MS)
    assert outcome.levels.stop == d("95.10")


def test_three_missing_bars_are_waited_for_and_four_are_not() -> None:
    assert isinstance(enter_at_open(ORDER, 4 * HOUR_MS, d(100), d(1000), COSTS, CENT, HOUR_MS), Entered)
    assert enter_at_open(ORDER, 5 * HOUR_MS, d(100), d(1000), COSTS, CENT, HOUR_MS) == NotTaken(
        "stale_signal", d(4), d(3)
    )


def test_an_entry_beyond_its_stop_is_not_taken_and_says_the_numbers() -> None:
    order = EntryOrder(Direction.LONG, d(1), BracketTerms(StopTerms(level=d(101))), 0)

    assert enter_at_open(order, HOUR_MS, d(100), d(1000), COSTS, CENT, HOUR_MS) == NotTaken(
        "beyond_stop", d(100), d(101)
    )


def test_cash_shrinks_an_entry_to_what_it_covers() -> None:
    outcome = enter_at_open(ORDER, HOUR_MS, d(100), d(50), COSTS, CENT, HOUR_MS)

    assert isinstance(outcome, Entered)
    assert outcome.fill.notional + outcome.fill.fee <= 50
    assert outcome.fill.quantity == d("0.49850")


def test_a_short_is_held_to_full_cover_by_cash() -> None:
    order = EntryOrder(Direction.SHORT, d(1), None, 0)
    outcome = enter_at_open(order, HOUR_MS, d(100), d(50), COSTS, CENT, HOUR_MS)

    assert isinstance(outcome, Entered)
    assert outcome.fill.side is Side.SELL
    assert outcome.fill.notional + outcome.fill.fee <= 50


def test_an_entry_under_the_minimum_notional_is_not_taken() -> None:
    outcome = enter_at_open(ORDER, HOUR_MS, d(100), d("4.99"), COSTS, CENT, HOUR_MS)

    assert isinstance(outcome, NotTaken)
    assert (outcome.reason, outcome.limit) == ("min_notional", d(5))
