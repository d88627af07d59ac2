"""Marks beside bars that may not be true: once, with reasons, until another venue says the same."""

from collections.abc import Sequence
from dataclasses import replace

import boto3
import numpy as np
import pytest

from omc.adapters.dynamodb.suspects import DynamoSuspects
from omc.kernel.instants import Ms
from omc.market.anomalies import Suspicion
from omc.market.model import Bar, Series
from omc.market.screening import Suspect, others_of, screen, trusted
from tests.fakes.bars import bar
from tests.fakes.market import MemoryMarket

OURS, THEIRS = Series.parse("binance:BTC/USDT:1h"), Series.parse("kraken:BTC/USDT:1h")
H = OURS.timeframe.ms


class MemorySuspects:
    def __init__(self) -> None:
        self.kept: dict[tuple[Series, Ms], Suspect] = {}
        self.writes = 0

    def mark(self, series: Series, found: Sequence[Suspect]) -> None:
        self.writes += 1
        self.kept |= {(series, one.ts): one for one in found}

    def suspects(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> Sequence[Suspect]:
        return [one for (of, ts), one in sorted(self.kept.items(), key=lambda kept: kept[1].ts)
                if of == series and (start is None or ts >= start) and (end is None or ts < end)]  # fmt: skip


@pytest.fixture(params=["memory", "dynamodb"])
def book(request: pytest.FixtureRequest) -> "MemorySuspects | DynamoSuspects":
    if request.param == "memory":
        return MemorySuspects()
    request.getfixturevalue("tables")
    return DynamoSuspects(boto3.client("dynamodb"), "market")


def jumping(series: Series, at: int = 30) -> list[Bar]:
    """Calm bars, and one whose close is half as high again."""
    calm = [bar(series, number) for number in range(40)]
    calm[at] = replace(calm[at], close=calm[at].close * 2, high=calm[at].close * 2)
    return calm


def market_of(*told: tuple[Series, list[Bar]]) -> MemoryMarket:
    store = MemoryMarket()
    for series, bars in told:
        store.append(series, bars)
    return store


def test_a_suspect_is_marked_with_its_reasons_and_the_bar_stays_as_it_is(book: MemorySuspects) -> None:
    store = market_of((OURS, jumping(OURS)))
    before = list(store.range(OURS))
    screen(store, book, OURS, [], 25 * H, 40 * H, 7)
    marked = book.suspects(OURS)
    assert [one.ts // H for one in marked] == [30, 31]
    assert Suspicion.LARGE_MOVE in marked[0].reasons
    assert list(store.range(OURS)) == before
    assert book.suspects(OURS, 31 * H, 32 * H) == [marked[1]]
    assert book.suspects(OURS, 0, 30 * H) == []


def test_marking_again_changes_nothing_and_says_since_when(book: MemorySuspects) -> None:
    store = market_of((OURS, jumping(OURS)))
    screen(store, book, OURS, [], 25 * H, 40 * H, 7)
    first = book.suspects(OURS)
    assert screen(store, book, OURS, [], 25 * H, 40 * H, 9) == first
    assert book.suspects(OURS) == first


def test_another_venue_that_tells_the_same_later_confirms_it(book: MemorySuspects) -> None:
    store = market_of((OURS, jumping(OURS)), (THEIRS, jumping(THEIRS)[:25]))
    assert len(screen(store, book, OURS, [THEIRS], 25 * H, 40 * H, 7)) == 2
    store.append(THEIRS, jumping(THEIRS)[25:])
    assert screen(store, book, OURS, [THEIRS], 25 * H, 40 * H, 9) == []
    assert {one.confirmed_by for one in book.suspects(OURS)} == {THEIRS.key}
    assert {one.marked_at for one in book.suspects(OURS)} == {7}


def test_a_venue_that_says_otherwise_confirms_nothing(book: MemorySuspects) -> None:
    calm = [bar(THEIRS, number) for number in range(40)]
    store = market_of((OURS, jumping(OURS)), (THEIRS, calm))
    unsure = screen(store, book, OURS, [THEIRS], 30 * H, 31 * H, 7)
    assert [one.ts // H for one in unsure] == [30]


def test_only_other_venues_of_the_same_symbol_and_bars_confirm() -> None:
    others = ["kraken:BTC/USDT:1h", "kraken:BTC/USDT:4h", "kraken:ETH/USDT:1h", "binance:BTC/USDT:1h"]
    assert others_of(OURS, [Series.parse(key) for key in others]) == [THEIRS]


def test_rows_of_suspects_are_not_trained_on_until_they_are_confirmed() -> None:
    ts = np.arange(4, dtype=np.int64) * H
    one = Suspect(2 * H, (Suspicion.LARGE_MOVE,), 7)
    assert trusted(ts, [one]).tolist() == [True, True, False, True]
    assert trusted(ts, [replace(one, confirmed_by=THEIRS.key)]).all()
