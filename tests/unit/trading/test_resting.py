"""An entry at a limit: what a bar fills of it, at what price, and what does not count."""

from dataclasses import replace

import pytest

from omc.kernel.instants import HOUR_MS
from omc.market.model import Bar
from omc.trading.costs import FREE, CostSchedule
from omc.trading.entry import Entered, EntryOrder, NotTaken
from omc.trading.model import BracketTerms, Direction, StopTerms, TargetTerms
from omc.trading.resting import ends_growth, fill_resting, grown, is_over, rest_of
from tests.unit.trading.builders import CENT, d

COSTS = CostSchedule()
STOP = BracketTerms(StopTerms(fraction=d("0.05")))
BUY = EntryOrder(Direction.LONG, d(1), STOP, 0, limit=d(100), until=3 * HOUR_MS)
SELL = EntryOrder(Direction.SHORT, d(1), None, 0, limit=d(100), until=3 * HOUR_MS)


def bar(open_: str, high: str, low: str, close: str, volume: str = "1000") -> Bar:
    return Bar(HOUR_MS, d(open_), d(high), d(low), d(close), d(volume))


def filled(order: EntryOrder, seen: Bar, cash: str = "1000", costs: CostSchedule = COSTS) -> Entered:
    outcome = fill_resting(order, seen, d(cash), costs, CENT)
    assert isinstance(outcome, Entered)
    return outcome


@pytest.mark.parametrize(
    ("order", "touching", "through"),
    [
        (BUY, bar("101", "102", "100", "101"), bar("101", "102", "99.99", "101")),
        (SELL, bar("99", "100", "98", "99"), bar("99", "100.01", "98", "99")),
    ],
)
def test_a_bar_that_touches_the_limit_fills_nothing_and_one_tick_beyond_fills(
    order: EntryOrder, touching: Bar, through: Bar
) -> None:
    assert fill_resting(order, touching, d(1000), COSTS, CENT) is None
    assert filled(order, through).fill.price == d(100)


def test_a_fill_at_the_limit_pays_the_makers_fee_and_neither_spread_nor_slippage() -> None:
    fill = filled(BUY, bar("101", "102", "99", "101")).fill

    assert (fill.price, fill.reference_price, fill.half_spread) == (d(100), d(100), d(0))
    assert fill.fee == d("0.1")  # 100 x 10 bps


def test_an_open_beyond_the_limit_fills_there_and_the_whole_bar_counts() -> None:
    early, late = filled(BUY, bar("98", "102", "97", "101")), filled(BUY, bar("101", "102", "97", "101"))

    assert (early.fill.price, early.inside) == (d(98), False)
    assert (late.fill.price, late.inside) == (d(100), True)


def test_an_open_at_the_limit_itself_is_not_beyond_it() -> None:
    assert fill_resting(BUY, bar("100", "101", "100", "101"), d(1000), COSTS, CENT) is None
    assert filled(BUY, bar("100", "101", "99", "101")).fill.price == d(100)


def test_a_tenth_of_the_bars_volume_fills_and_the_rest_rests_on_at_the_same_price() -> None:
    first = filled(BUY, bar("98", "99", "97", "98", volume="4"))
    rest = rest_of(BUY, first)

    assert (first.fill.quantity, first.fill.price, first.unfilled) == (d("0.4"), d(98), d("0.6"))
    assert rest is not None
    # It was bought at 98: a fill of the rest at 100 would give one position two prices.
    assert (rest.quantity, rest.limit) == (d("0.6"), d(98))


def test_the_schedules_share_of_the_volume_takes_the_place_of_a_tenth() -> None:
    costs = replace(COSTS, volume_fraction=d("0.05"))

    assert filled(BUY, bar("101", "101", "97", "98", volume="4"), costs=costs).fill.quantity == d("0.2")


def test_a_first_fill_too_small_to_be_an_order_is_none_and_it_rests_on() -> None:
    assert fill_resting(BUY, bar("101", "101", "97", "98", volume="0.1"), d(1000), COSTS, CENT) is None
    assert fill_resting(BUY, bar("101", "101", "97", "98", volume="0"), d(1000), COSTS, CENT) is None


def test_more_of_it_fills_at_the_first_price_even_where_the_open_is_better() -> None:
    first = filled(BUY, bar("101", "101", "99", "98", volume="4"))
    rest = rest_of(BUY, first)
    assert rest is not None
    more = fill_resting(rest, bar("97", "98", "96", "97", volume="5"), d(1000), COSTS, CENT, first.fill)

    assert isinstance(more, Entered)
    assert (more.fill.price, more.fill.quantity, more.unfilled) == (d(100), d("0.5"), d("0.1"))
    whole = grown(first.fill, more.fill)
    assert (whole.quantity, whole.price, whole.fee) == (d("0.9"), d(100), d("0.09"))
    assert more.levels.stop == first.levels.stop


def test_targets_after_more_has_filled_take_their_parts_of_the_whole() -> None:
    halves = tuple(TargetTerms(fraction=d(at), share=d("0.5")) for at in ("0.1", "0.2"))
    order = replace(BUY, bracket=BracketTerms(None, halves))
    first = filled(order, bar("101", "101", "99", "98", volume="4"))
    rest = rest_of(order, first)
    assert rest is not None
    more = fill_resting(rest, bar("101", "101", "99", "98"), d(1000), COSTS, CENT, first.fill)

    assert isinstance(more, Entered)
    assert [target.quantity for target in first.levels.targets] == [d("0.2"), d("0.2")]
    assert [target.quantity for target in more.levels.targets] == [d("0.5"), d("0.5")]


def test_cash_that_runs_short_ends_it_instead_of_resting_on() -> None:
    outcome = filled(BUY, bar("101", "101", "97", "98"), cash="50")

    # 0.4995 x 100 x 1.001 = 49.99995
    assert outcome.fill.quantity == d("0.49950")
    assert rest_of(BUY, outcome) is None
    assert fill_resting(BUY, bar("101", "101", "97", "98"), d(4), COSTS, CENT) == NotTaken(
        "min_notional", d("3.99600"), d(5)
    )


@pytest.mark.parametrize(
    ("bracket", "open_", "reason", "level"),
    [
        (BracketTerms(StopTerms(level=d("99.5"))), "99", "beyond_stop", "99.5"),
        (BracketTerms(None, (TargetTerms(level=d("99.5")),)), "101", "beyond_target", "99.5"),
    ],
)
def test_a_level_on_the_wrong_side_of_the_fill_cancels_it_with_the_numbers(
    bracket: BracketTerms, open_: str, reason: str, level: str
) -> None:
    outcome = fill_resting(replace(BUY, bracket=bracket), bar(open_, "101", "98", "99"), d(1000), FREE, CENT)

    assert outcome == NotTaken(reason, d(100) if open_ == "101" else d(open_), d(level))


def test_it_rests_up_to_its_last_bar_and_not_in_the_next() -> None:
    assert not is_over(BUY, 3 * HOUR_MS)
    assert is_over(BUY, 3 * HOUR_MS + 1)


def test_an_open_at_a_level_of_the_position_ends_what_rests() -> None:
    levels = filled(BUY, bar("101", "101", "99", "98")).levels

    assert levels.stop == d(95)
    assert ends_growth(levels, bar("94", "101", "93", "100"), Direction.LONG, d(1))
    assert not ends_growth(levels, bar("96", "101", "93", "100"), Direction.LONG, d(1))
