from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from omc.trading.lots import Lot, average_entry, book, held, unrealised
from omc.trading.model import Side
from tests.unit.trading.builders import d


def test_the_oldest_lots_close_first_as_requirement_172_says() -> None:
    lots = book((), Side.BUY, d(1), d(100), 1).lots
    lots = book(lots, Side.BUY, d(1), d(120), 2).lots
    sold = book(lots, Side.SELL, d("1.5"), d(130), 3)

    assert sold.realised == 35
    assert sold.lots == (Lot(d("0.5"), d(120), 2),)
    assert unrealised(sold.lots, d(125)) == d("2.5")


def test_a_crossing_order_closes_first_then_opens_the_rest() -> None:
    lots = book((), Side.BUY, d(1), d(100), 1).lots
    crossed = book(lots, Side.SELL, d(3), d(90), 2)

    assert crossed.realised == -10
    assert crossed.lots == (Lot(d(-2), d(90), 2),)


def test_a_short_profits_when_bought_back_lower() -> None:
    lots = book((), Side.SELL, d(2), d(100), 1).lots

    assert book(lots, Side.BUY, d(2), d(90), 2).realised == 20


def test_the_average_entry_is_weighted_by_quantity() -> None:
    lots = (Lot(d(1), d(100), 0), Lot(d(3), d(120), 1))

    assert average_entry(lots) == 115
    assert average_entry(()) is None


fills = st.lists(
    st.tuples(st.sampled_from(list(Side)), st.integers(1, 50), st.integers(1, 500)), min_size=1, max_size=30
)


@given(fills)
def test_realised_and_unrealised_are_what_cash_and_holding_say(orders: list[tuple[Side, int, int]]) -> None:
    lots: tuple[Lot, ...] = ()
    cash = realised = Decimal(0)
    for ts, (side, quantity, price) in enumerate(orders):
        booking = book(lots, side, Decimal(quantity), Decimal(price), ts)
        lots, realised = booking.lots, realised + booking.realised
        cash -= side.sign * quantity * price

    mark = Decimal(77)
    assert realised + unrealised(lots, mark) == cash + held(lots) * mark
    assert len({lot.quantity > 0 for lot in lots}) <= 1
