"""However a source tells its bars, the house ends up with the same ledger."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from moto import mock_aws

from omc.adapters.dynamodb.market import DynamoMarketStore
from omc.contracts.candles import candle_closed
from omc.market.gaps import end_of, missing_between
from omc.market.model import Bar, Gap
from omc.market.ports import BarReader, BarWriter, GapBook
from tests.contract.market_store.conftest import TABLE, outbox
from tests.fakes.clock import FixedClock
from tests.fakes.market import MemoryMarket
from tests.fakes.tables import create_table
from tests.property.ledgers_strategies import SERIES, collections

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@given(collections())
def test_memory_ends_with_each_bar_once_one_event_each_and_exactly_the_missing_as_gaps(
    told: tuple[list[Bar], list[list[Bar]]],
) -> None:
    market, calls = told
    store = MemoryMarket()
    judge(store, market, calls, lambda: [event.event_id for event in store.events])


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(collections())
def test_the_table_ends_with_each_bar_once_one_event_each_and_exactly_the_missing_as_gaps(
    told: tuple[list[Bar], list[list[Bar]]],
) -> None:
    market, calls = told
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        client: DynamoDBClient = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, TABLE)
        store = DynamoMarketStore(client, TABLE, FixedClock())
        judge(store, market, calls, lambda: [event.event_id for event in outbox(client)])


class Ledger(BarReader, BarWriter, GapBook, Protocol):
    pass


def opens(gap: Gap) -> range:
    return range(gap.first_ts, end_of(gap), SERIES.timeframe.ms)


def judge(
    store: Ledger, market: Sequence[Bar], calls: Sequence[Sequence[Bar]], events: Callable[[], list[str]]
) -> None:
    stored = [ts for call in calls for ts in store.append(SERIES, call).stored]
    assert sorted(stored) == [bar.ts for bar in market]
    assert list(store.range(SERIES)) == list(market)
    assert sorted(events()) == sorted(candle_closed(SERIES, bar).event_id for bar in market)
    missing = [ts for gap in missing_between(SERIES, [bar.ts for bar in market]) for ts in opens(gap)]
    assert [ts for record in store.gaps(SERIES) for ts in opens(record.gap)] == missing
    head = store.head(SERIES)
    assert head is not None
    assert (head.first_ts, head.last_ts, head.count) == (market[0].ts, market[-1].ts, len(market))
