"""One symbol on two venues: the spread, what costs leave of it, and when it may be called an opportunity."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from omc.kernel.instants import MINUTE_MS, Ms
from omc.market.model import Bar, Series
from omc.trading.venue_spreads import LEAST_NET, Transfer, VenueSpread, costs_of, pairs, spread_of
from tests.fakes.bars import bar

HERE, THERE = Series.parse("kraken:BTC/AUD:1m"), Series.parse("coinspot:BTC/AUD:1m")
KNOWN = Transfer(Decimal(1000), withdrawal=Decimal(2), network=Decimal(1))
LAST = 1_000_003


def closes(series: Series, *prices: str, first: int = 1_000_000) -> tuple[Series, Sequence[Bar]]:
    return series, [
        replace(bar(series, first + n, price), close=Decimal(price)) for n, price in enumerate(prices)
    ]


def found(here: str, there: str, transfer: Transfer = KNOWN, late: Ms = 0) -> VenueSpread:
    now = (LAST - 2) * MINUTE_MS + late
    made = spread_of(closes(HERE, here), closes(THERE, there), transfer, now)
    assert made is not None
    return made


def test_one_buys_where_it_is_cheap_and_every_cost_is_taken_off() -> None:
    dear = found("102", "100")
    assert (dear.buy.venue, dear.sell.venue) == ("coinspot", "kraken")
    assert dear.spread == Decimal("0.02")
    # 10 bps to CoinSpot and 20 to a retail venue, and on either side 5 of half a spread and 5 of slippage.
    paid = Decimal(100) * Decimal("1.001") * Decimal("1.001")
    received = Decimal(102) * Decimal("0.999") * Decimal("0.998")
    assert dear.traded == (received / paid - 1).quantize(Decimal("1e-8"))
    assert dear.net == dear.traded - Decimal("0.003")
    other = found("100", "102")
    assert (other.buy.venue, other.sell.venue) == ("kraken", "coinspot")


@pytest.mark.parametrize(
    ("transfer", "unknown"),
    [
        (Transfer(), ("withdrawal fee", "network fee")),
        (Transfer(withdrawal=Decimal(0)), ("network fee",)),
        (Transfer(network=Decimal(0)), ("withdrawal fee",)),
    ],
)
def test_while_a_fee_is_unknown_no_spread_is_an_opportunity(
    transfer: Transfer, unknown: tuple[str, ...]
) -> None:
    wide = found("200", "100", transfer)
    assert (wide.net, wide.unknown, wide.is_opportunity) == (None, unknown, False)
    assert wide.traded > 0


def test_half_a_percent_must_be_left() -> None:
    dear = found("102", "100", Transfer(Decimal(1000), Decimal(0), Decimal(0)))
    assert dear.net is not None
    room = (dear.net - LEAST_NET) * 1000
    just = found("102", "100", Transfer(Decimal(1000), room, Decimal(0)))
    assert (just.net, just.is_opportunity) == (LEAST_NET, True)
    over = found("102", "100", Transfer(Decimal(1000), room, Decimal("0.00001")))
    assert over.is_opportunity is False


def test_an_old_price_is_no_opportunity() -> None:
    assert found("110", "100", late=2 * MINUTE_MS).is_opportunity
    old = found("110", "100", late=3 * MINUTE_MS)
    assert (old.stale, old.is_opportunity) == (True, False)


def test_only_closes_that_both_have_are_compared_and_the_sign_says_which_was_dearer() -> None:
    made = spread_of(
        closes(HERE, "100", "100", "101", "103"),
        closes(THERE, "102", "100", "100", first=1_000_001),
        KNOWN,
        0,
    )
    assert made is not None
    assert [at // MINUTE_MS - 1_000_000 for at, _ in made.points] == [2, 3, 4]
    assert [round(float(spread), 4) for _, spread in made.points] == [-0.0196, 0.01, 0.03]
    assert (made.buy, made.sell, made.spread) == (THERE, HERE, Decimal("0.03"))
    assert made.mean == Decimal("0.00679739")
    assert spread_of(closes(HERE, "1"), closes(THERE, "1", first=5), KNOWN, 0) is None


def test_venues_are_paired_by_symbol_in_the_finest_bars_that_both_have() -> None:
    keys = [
        "a:BTC/USDT:1h",
        "a:BTC/USDT:1m",
        "b:BTC/USDT:1h",
        "c:BTC/USDT:1m",
        "c:BTC/AUD:1m",
        "b:BTC/USDT:1d",
    ]
    made = [(one.key, two.key) for one, two in pairs([Series.parse(key) for key in keys])]
    assert made == [("a:BTC/USDT:1h", "b:BTC/USDT:1h"), ("a:BTC/USDT:1m", "c:BTC/USDT:1m")]


def test_a_venue_nothing_is_known_of_is_charged_as_a_retail_one() -> None:
    assert costs_of("kraken").taker_bps == 20
    assert costs_of("coinspot").taker_bps == 10
