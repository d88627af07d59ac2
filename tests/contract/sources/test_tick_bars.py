"""Bars made of the prices the ledger has seen, and kept by the collector as any others."""

from collections.abc import Callable
from decimal import Decimal
from itertools import count

import boto3
import pytest
from moto import mock_aws

from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.adapters.dynamodb.ledger.writer import DynamoRecordWriter
from omc.adapters.dynamodb.transactor import Transactor
from omc.adapters.sources.ticks.source import TickBars
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import MINUTE_MS, Ms
from omc.ledgers.records import Quote
from omc.market.collecting import collect
from omc.market.model import Bar, Gap, Series
from omc.market.watching import BySeries
from tests.fakes.clock import FixedClock
from tests.fakes.ledgers import MemoryRecords
from tests.fakes.market import MemoryMarket
from tests.fakes.tables import create_table
from tests.unit.ledgers.test_collecting import Room

SERIES = Series.parse("coinspot:BTC/AUD:1m")
M = MINUTE_MS
BASE: Ms = 28_333_320 * M

Write = Callable[..., None]


@pytest.fixture(params=["memory", "dynamodb"])
def records(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Who reads and who writes records."""
    if request.param == "memory":
        memory = MemoryRecords()
        yield memory, memory
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, "ledger")
        transactor = Transactor(client, lambda _: None, lambda: 0.5)
        yield (
            DynamoRecordReader(client, "ledger"),
            DynamoRecordWriter(client, "ledger", FixedClock(BASE + 100 * M), transactor),
        )


@pytest.fixture
def write(records) -> Write:  # type: ignore[no-untyped-def]
    """Keeps prices: (minute after BASE, second) to price."""

    def keep(prices: dict[tuple[int, int], str], symbol: str = "BTC/AUD", late_ms: Ms = 300) -> None:
        records[1].write([quote(BASE + minute * M + second * 1000, price, symbol, late_ms)
                          for (minute, second), price in prices.items()])  # fmt: skip

    return keep


@pytest.fixture
def source(records) -> TickBars:  # type: ignore[no-untyped-def]
    return TickBars(records[0])


def quote(at: Ms, price: str, symbol: str = "BTC/AUD", late_ms: Ms = 300) -> Quote:
    last = Decimal(price)
    return Quote(
        source="coinspot_prices", natural_key=f"{symbol}:{at}", event_time=at, known_at=at + late_ms,
        assets=(symbol.split("/")[0],), venue="coinspot", symbol=symbol, bid=last - 1, ask=last + 1,
        last=last,
        plugin_version="1",
    )  # fmt: skip


def test_a_bar_is_the_first_highest_lowest_and_last_price_seen_in_it(source: TickBars, write: Write) -> None:
    write({(0, 0): "100", (0, 10): "120", (0, 20): "90", (0, 50): "101", (1, 0): "55"})
    write({(0, 5): "7"}, symbol="BTC/USDT")
    (bar,) = source.closed_bars(SERIES, BASE, BASE + 3 * M)
    assert bar == Bar(BASE, Decimal(100), Decimal(120), Decimal(90), Decimal(101), Decimal(0))


def test_a_bar_is_told_only_when_its_last_prices_are_written(source: TickBars, write: Write) -> None:
    write({(0, 0): "100"})
    assert list(source.closed_bars(SERIES, BASE, BASE + 3 * M - 1)) == []
    assert len(source.closed_bars(SERIES, BASE, BASE + 3 * M)) == 1


def test_a_price_that_was_not_known_when_its_bar_was_over_is_no_part_of_it(
    source: TickBars, write: Write
) -> None:
    write({(0, 0): "100"})
    write({(0, 50): "999"}, late_ms=10_001)
    (bar,) = source.closed_bars(SERIES, BASE, BASE + 9 * M)
    assert bar.high == Decimal(100)


def test_longer_bars_are_made_of_the_same_prices(source: TickBars, write: Write) -> None:
    write({(0, 0): "100", (3, 0): "130", (4, 50): "110", (5, 0): "10"})
    (bar,) = source.closed_bars(Series.parse("coinspot:BTC/AUD:5m"), BASE, BASE + 8 * M)
    assert (bar.open, bar.high, bar.low, bar.close) == tuple(Decimal(n) for n in (100, 130, 100, 110))


def test_minutes_without_a_price_are_gaps_and_each_bar_is_stored_once_however_often_it_is_collected(
    source: TickBars, write: Write
) -> None:
    write({(minute, 10): str(100 + minute) for minute in (0, 1, 2, 6, 7)})
    store = MemoryMarket()
    every = BySeries(otherwise=MemoryNothing(), sources={SERIES: source})
    reports = [collect(every, store, SERIES, Room(BASE + 10 * M).around) for _ in range(3)]
    assert [report.stored for report in reports] == [5, 0, 0]
    assert [record.gap for record in store.gaps(SERIES)] == [Gap(SERIES, BASE + 3 * M, 3)]
    assert len(store.events) == 5


def test_hours_without_any_price_do_not_hide_what_came_after(source: TickBars, write: Write) -> None:
    write({(0, 0): "100", (900, 0): "200"})
    after = source.closed_bars(SERIES, BASE + M, BASE + 999 * M)
    assert [bar.ts for bar in after] == [BASE + 900 * M]


def test_a_venue_whose_prices_nobody_keeps_is_refused(source: TickBars) -> None:
    with pytest.raises(InvalidInput, match="coinspot"):
        source.closed_bars(Series.parse("kraken:BTC/USDT:1m"), BASE, BASE + M)


class MemoryNothing:
    """A source nobody should ask."""

    asked = count()

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> list[Bar]:
        raise AssertionError(f"asked for {series.key} since {since} at {now}")
