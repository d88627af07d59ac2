"""On the deployed house: workers die at every step, events come three times and backwards; each order
reaches the venue's own log once at most, the books balance, and the trades are the backtest's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.api import Api
from local.market import market_in
from local.people import Person, person
from local.stack import Stack
from omc.backtest.engine import run
from omc.backtest.settings import RunSettings
from omc.floor.audit import intact
from omc.floor.journal import Book, balances
from omc.floor.states import OrderState
from omc.market.model import Series
from omc.strategy.compile import compile_spec
from omc.trading.model import ExitReason
from tests.fakes.floor_world import comparable
from tests.integration.harsh_house import EXECUTE, HarshHouse, venue_process

pytestmark = [pytest.mark.integration, pytest.mark.soak]
HISTORY, PER_STEP, LOST = 260, 6, 3


def spec(series: Series) -> dict[str, Any]:
    return {
        "name": "Crossing", "family": "custom", "venue": series.venue, "symbol": series.symbol,
        "timeframe": series.timeframe.value,
        "sizing": {"kind": "fraction", "fraction": "0.5"},
        "features": {"average": "sma(close, 3)"},
        "long": {"enter": "close > average", "exit": "close < average"},
        "short": {"enter": "close < average", "exit": "close > average"},
    }  # fmt: skip


@pytest.fixture(scope="module")
def trader(stack: Stack) -> Person:
    """Somebody whose accounts are all at the venue of this test."""
    return person(stack, "mallory@example.com", "Kills-workers-all-day-1")


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[HarshHouse]:
    with venue_process(tmp_path / "venue.jsonl") as venue:
        made = HarshHouse(stack, venue)
        made.hurry()
        made.tell(OMC_VENUE_URL=venue.url)
        yield made
        made.restore()


def check(house: HarshHouse, algorithm_id: str) -> None:
    account = house.account(algorithm_id)
    books = balances(house.records.entries_of(account.account_id))
    assert sum(books.values()) == 0
    assert books[Book.CASH] + books[Book.RESERVED] == account.cash
    waiting = [house.store.order(order_id).reserved for order_id in account.open_orders]
    assert account.reserved == sum(waiting)
    assert max(house.venue.requests().values()) == 1
    for order in house.orders(algorithm_id):
        assert intact(house.store.audits(f"order:{order.order_id}"))


@pytest.mark.timeout(600)
def test_workers_die_at_every_step_and_the_trades_are_the_backtests(
    house: HarshHouse, stack: Stack, trader: Person
) -> None:
    series = Series.parse("simulated:XMR/USDT:1h")
    with Api(stack, trader) as api:
        algorithm_id = house.deployed(api, series, spec(series), HISTORY, 8 * PER_STEP)
    deployed_at = house.algorithm(algorithm_id).cursor_ts
    # Step 5, between claim and send, is a test of its own: there an order is lost, and known to be.
    for step in (1, 2, 3, 4, 6, 7, 8):
        house.tell(EXECUTE, OMC_VENUE_URL=house.venue.url, OMC_CRASH_AFTER_STEP=str(step))
        house.live(algorithm_id, PER_STEP)
    check(house, algorithm_id)

    algorithm, market = house.algorithm(algorithm_id), market_in(stack)
    bars = market.bars.arrays(series, algorithm.anchor_ts)
    assert deployed_at is not None
    first = int((bars.ts <= deployed_at).sum())
    expected = run(
        compile_spec(house.store.spec(algorithm_id)),
        bars,
        market.store.get(series.venue, series.symbol),
        RunSettings(
            algorithm.capital,
            limits=algorithm.limits,
            minimum_warmup_bars=algorithm.minimum_warmup_bars,
            trade_from=first,
        ),
    )
    closed = [t for t in expected.trades if t.exit_reason is not ExitReason.END_OF_DATA]
    records = house.records.trades_of(algorithm.owner_id, None, 1_000).items
    mine = [r.trade for r in records if r.algorithm_id == algorithm_id]
    mine.sort(key=lambda trade: trade.entry_ts)
    assert len(mine) >= 4
    assert [comparable(t) for t in mine] == [comparable(t) for t in closed]


@pytest.mark.timeout(600)
def test_a_worker_dead_between_claim_and_send_leaves_a_missed_order(
    house: HarshHouse, stack: Stack, trader: Person
) -> None:
    series = Series.parse("simulated:ZEC/USDT:1h")
    with Api(stack, trader) as api:
        algorithm_id = house.deployed(api, series, spec(series), HISTORY, LOST)
    house.tell(EXECUTE, OMC_VENUE_URL=house.venue.url, OMC_CRASH_AFTER_STEP="5")

    house.live(algorithm_id, LOST, within_s=240)

    mine = house.orders(algorithm_id)
    assert mine
    assert {order.state for order in mine} == {OrderState.MISSED}
    assert not house.venue.requests()
    assert house.account(algorithm_id).reserved == 0
