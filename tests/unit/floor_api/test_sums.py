"""Totals and curves: nothing is lost, nothing is mixed, nothing is invented."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from omc.floor.accounts import Account, open_account
from omc.floor.changes import EquityPoint
from omc.floor.curve import CurvePoint, Track, beginning, combined, thinned
from omc.floor.marks import mark
from omc.floor.orders import Mode
from omc.floor.totals import totals
from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.kernel.money import ZERO
from omc.trading.lots import Lot

_amounts = st.decimals(-1000, 1000, places=2)


def account(
    name: str = "a", mode: Mode = Mode.PAPER, symbol: str = "BTC/USDT", capital: int = 100
) -> Account:
    return open_account(name, "ada", f"alg-{name}", mode, "v", symbol, Decimal(capital), 0)[0]


def point(name: str, at: int, equity: Decimal) -> EquityPoint:
    return EquityPoint(name, "ada", at, equity, equity, ZERO, ZERO, ZERO)


def test_each_mode_and_each_currency_is_a_book_of_its_own() -> None:
    books = totals(
        [
            account("a", Mode.SIMULATION, capital=1),
            account("b", Mode.PAPER, "BTC/AUD", capital=2),
            account("c", Mode.PAPER, capital=4),
            account("d", Mode.PAPER, "ETH/USDT", capital=8),
        ]
    )

    assert [(one.mode.value, one.currency, int(one.equity)) for one in books] == [
        ("paper", "AUD", 2), ("paper", "USDT", 12), ("simulation", "USDT", 1),
    ]  # fmt: skip


@given(st.lists(st.tuples(_amounts, _amounts, _amounts), min_size=1, max_size=5))
def test_equity_is_capital_and_what_was_gained_less_fees(rows: list[tuple[Decimal, ...]]) -> None:
    accounts = []
    for index, (realised, price, fees) in enumerate(rows):
        one = account(str(index))
        lots = (Lot(Decimal(2), Decimal(7), 0),)
        cash = one.capital + realised - fees - 14
        one = replace(one, cash=cash, realised=realised, fees=fees, lots=lots)
        accounts.append(replace(one, marks=mark(one.marks, price, HOUR_MS, one.equity_at(price))))

    (book,) = totals(accounts)

    assert book.equity == book.capital + book.realised + book.unrealised - book.fees


def test_who_was_last_marked_yesterday_has_gained_nothing_today() -> None:
    early, late = account("a"), account("b")
    early = replace(early, cash=Decimal(90), marks=mark(early.marks, Decimal(1), HOUR_MS, Decimal(90)))
    late = replace(late, cash=Decimal(105), marks=mark(late.marks, Decimal(1), DAY_MS + 1, Decimal(105)))

    (book,) = totals([early, late])

    assert (int(book.today), int(book.equity)) == (5, 195)


def test_money_put_in_is_not_drawn_as_profit() -> None:
    first, second = account("a", capital=100), account("b", capital=50)
    tracks = [
        Track(beginning(first), [point("a", 1, Decimal(100)), point("a", 2, Decimal(110))]),
        Track(beginning(second), [point("b", 2, Decimal(50)), point("b", 3, Decimal(45))]),
    ]

    assert [(one.at, int(one.equity)) for one in combined(tracks)] == [(1, 150), (2, 160), (3, 155)]


@given(st.lists(st.lists(_amounts, max_size=20), min_size=1, max_size=4))
def test_a_combined_curve_ends_at_the_sum_of_the_ends(runs: list[list[Decimal]]) -> None:
    tracks, ends = [], ZERO
    for index, run in enumerate(runs):
        one = account(str(index))
        tracks.append(
            Track(beginning(one), [point(one.account_id, at + 1, equity) for at, equity in enumerate(run)])
        )
        ends += run[-1] if run else one.capital

    curve = combined(tracks)

    assert [one.at for one in curve] == list(range(1, max(map(len, runs)) + 1))
    assert not curve or curve[-1].equity == ends


@given(st.integers(0, 500), st.integers(2, 50))
def test_a_thinned_curve_keeps_its_ends_and_its_order(count: int, most: int) -> None:
    points = [CurvePoint(at, ZERO, ZERO, ZERO, ZERO, ZERO) for at in range(count)]

    kept = thinned(points, most)

    assert len(kept) == min(count, most)
    assert [one.at for one in kept] == sorted({one.at for one in kept})
    assert not points or (kept[0], kept[-1]) == (points[0], points[-1])
