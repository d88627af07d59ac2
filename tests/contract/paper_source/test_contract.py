"""What the judge is told of paper is what the Floor did: read from the table its own services wrote."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import boto3
import pytest
from moto import mock_aws

from omc.adapters.dynamodb.floor.paper import PaperTable
from omc.backtest.judging.facts import PaperFacts
from omc.backtest.service.runs import Run, RunRequest
from omc.floor.algorithms import AlgorithmStatus
from omc.floor.changes import Changes, EquityPoint
from omc.floor.orders import Mode
from omc.floor.services.stop import Person
from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.kernel.money import ZERO
from omc.market.timeframes import Timeframe
from omc.strategy.model import StrategySpec
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, WAVES, bars, crossing
from tests.fakes.floor_table import WatchedTable, transactor
from tests.fakes.floor_world import OWNER, FloorWorld
from tests.fakes.quick_moto import quick_transactions
from tests.fakes.tables import create_table

TABLE = "floor"
RULES = replace(crossing(), short=None)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[FloorWorld]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    quick_transactions(monkeypatch)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, TABLE)
        yield FloorWorld(INSTRUMENT, store=WatchedTable(client, TABLE, transactor(client)))


@pytest.fixture
def source(world: FloorWorld) -> PaperTable:
    return PaperTable(boto3.client("dynamodb", region_name="eu-west-1"), TABLE)


def on(world: FloorWorld, promotion_id: str = "promo-1", mode: Mode = Mode.PAPER) -> FloorWorld:
    world.deploy(
        RULES, minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1, mode=mode,
        promotion_id=promotion_id,
    )  # fmt: skip
    return world


def trade(world: FloorWorld) -> FloorWorld:
    """Bars as they close, watched over: on paper nothing is sent late or unwatched."""
    for bar in bars(WAVES):
        world.clock.instant = bar.ts + HOUR_MS
        world.store.watched(world.clock.instant)
        world.show(SERIES, [bar])
    return world


def run_of(spec: StrategySpec = RULES, owner: str = OWNER) -> Run:
    return Run("bt-1", RunRequest(owner, "strategy-9", 7, spec, SERIES), 0)


def known(source: PaperTable, run: Run | None = None) -> PaperFacts:
    found = source.of(run or run_of())
    assert found is not None
    return found


def test_rules_that_never_were_on_paper_have_no_facts(world: FloorWorld, source: PaperTable) -> None:
    on(world, mode=Mode.SIMULATION)

    assert source.of(run_of()) is None
    assert source.trades(run_of()) == []


def test_trades_and_days_are_those_the_floor_booked(world: FloorWorld, source: PaperTable) -> None:
    trade(on(world))
    found = known(source)

    assert found.closed_trades == world.account.trade_count >= 2
    assert len(source.trades(run_of())) == len(world.trades())
    # From the close of the first bar to that of the last.
    assert found.days == Decimal((len(WAVES) - 1) * HOUR_MS) / DAY_MS
    assert found.accounts[0].algorithm_id == world.algorithm_id


def test_the_fall_counts_from_the_capital_on(world: FloorWorld, source: PaperTable) -> None:
    on(world)
    for hour, equity in enumerate((9_000, 9_900, 8_800, 12_000, 10_200)):
        point = EquityPoint(
            world.account.account_id, OWNER, START + hour * HOUR_MS, Decimal(equity), ZERO, ZERO, ZERO, ZERO
        )
        world.store.commit(Changes(equity=point))

    # 12,000 to 10,200 is 15 %, deeper than the 12 % from 10,000 to 8,800.
    assert known(source).max_drawdown == Decimal("0.15")


def test_before_books_and_venue_were_compared_nothing_is_known_of_differences(
    world: FloorWorld, source: PaperTable
) -> None:
    on(world)
    assert known(source).unexplained_differences is None

    world.reconciler().every_account()
    assert known(source).unexplained_differences == 0


def test_a_difference_stands_until_a_person_resumes_on_clean_books(
    world: FloorWorld, source: PaperTable
) -> None:
    on(world).show(SERIES, bars(WAVES[:3]))
    true = world.account.cash
    world.store.commit(Changes(account=replace(world.account, cash=true + 1)))
    world.reconciler().every_account()
    assert world.algorithm.status is AlgorithmStatus.PAUSED
    assert known(source).unexplained_differences == 1

    world.store.commit(Changes(account=replace(world.account, cash=true)))
    assert known(source).unexplained_differences == 1
    world.resumer().activate(Person(OWNER, OWNER), world.algorithm_id)
    found = known(source)
    assert (found.unexplained_differences, found.accounts[0].differences) == (0, 1)


def test_the_same_rules_under_another_version_are_the_same_rules(
    world: FloorWorld, source: PaperTable
) -> None:
    on(world).show(SERIES, bars(WAVES[:3]))
    other = replace(RULES, long=replace(RULES.long, enter="close > average * 2"))  # type: ignore[type-var]

    assert known(source).accounts[0].algorithm_id == world.algorithm_id
    assert source.of(run_of(other)) is None
    assert source.of(run_of(owner="ben")) is None
    elsewhere = replace(run_of().request, series=replace(SERIES, timeframe=Timeframe.H4))
    assert source.of(Run("bt-2", elsewhere, 0)) is None


def test_starting_over_does_not_add_trades_nor_forget_the_fall(world: FloorWorld, source: PaperTable) -> None:
    trade(on(world))
    first = world.account
    fallen = EquityPoint(first.account_id, OWNER, START + 99 * DAY_MS, Decimal(5_000), ZERO, ZERO, ZERO, ZERO)
    world.store.commit(Changes(equity=fallen))
    on(world, "promo-2")
    found = known(source)

    assert len(found.accounts) == 2
    assert found.closed_trades == first.trade_count
    assert found.max_drawdown >= Decimal("0.5")
