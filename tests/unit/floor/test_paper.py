"""Paper fills come from the next quote observed, never from the one an order was decided on."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.floor.orders import Mode, Purpose
from omc.floor.venues.model import AccountTerms, VenueAccount, VenueOrder, open_venue_account
from omc.floor.venues.paper import Quote, observe_quote
from omc.floor.venues.simulated import place
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import HOUR_MS
from omc.trading.costs import CostSchedule
from omc.trading.model import BracketTerms, Direction, ExitReason, StopTerms
from tests.fakes.floor_scenes import INSTRUMENT, START

TERMS = AccountTerms("acc-1", INSTRUMENT, HOUR_MS, Decimal(1_000), CostSchedule(), Mode.PAPER)
STOP = BracketTerms(StopTerms(fraction=Decimal("0.02")))
ENTRY = VenueOrder("omc-1", "acc-1", "BTC/USDT", Purpose.ENTRY, Direction.LONG, Decimal(2), START, STOP)
EXIT = replace(ENTRY, client_order_id="omc-2", purpose=Purpose.EXIT, exit_reason=ExitReason.SIGNAL)
NOW = START + HOUR_MS


def with_order(order: VenueOrder = ENTRY) -> VenueAccount:
    return place(open_venue_account(TERMS), order, NOW).account


def quote(at: int = NOW, **prices: str) -> Quote:
    return Quote(at, **{name: Decimal(price) for name, price in prices.items()})


@pytest.mark.parametrize(
    ("seen", "price"),
    [({"bid": "99", "ask": "101"}, "101"), ({"last": "100"}, "100.10")],
)
def test_a_buy_takes_the_ask_else_the_mid_with_half_spread_and_slippage(
    seen: dict[str, str], price: str
) -> None:
    turn = observe_quote(with_order(), quote(NOW, **seen))

    fill = turn.reports[0].fill
    assert fill is not None
    assert fill.price == Decimal(price)
    assert fill.fee == fill.notional * Decimal("0.002")


def test_a_sell_takes_the_bid() -> None:
    bought = observe_quote(with_order(), quote(bid="99", ask="101")).account

    turn = observe_quote(place(bought, EXIT, NOW).account, quote(NOW + 1, bid="102", ask="104"))

    assert [report.fill.price for report in turn.reports if report.fill] == [Decimal(102)]
    assert turn.account.quantity == 0


def test_a_stop_is_judged_on_the_mid_of_each_quote() -> None:
    bought = observe_quote(with_order(), quote(bid="99", ask="101")).account

    calm = observe_quote(bought, quote(NOW + 1, bid="99", ask="100"))
    fall = observe_quote(calm.account, quote(NOW + 2, bid="97", ask="98"))

    assert not calm.reports
    assert [report.leg for report in fall.reports] == [ExitReason.STOP]


def test_a_quote_seen_before_changes_nothing() -> None:
    once = observe_quote(with_order(), quote(last="100")).account

    assert observe_quote(once, quote(last="50")).account == once


def test_there_is_no_default_price() -> None:
    with pytest.raises(InvalidInput, match="neither"):
        observe_quote(with_order(), Quote(NOW))
