"""A house for backfills: tables and lake in process, a venue that gives pages of bars it is handed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import boto3
import pytest

from omc.adapters.dynamodb.backfills import DynamoBackfills
from omc.adapters.dynamodb.instruments import DynamoInstruments
from omc.adapters.dynamodb.lease import Leases
from omc.adapters.dynamodb.market import DynamoMarketStore
from omc.adapters.s3.backfills import BackfillPages
from omc.adapters.s3.candles import LakeCandles
from omc.kernel.errors import OmcError
from omc.kernel.instants import Ms
from omc.kernel.patience import Surroundings
from omc.market.backfilling.model import Backfill, Depth
from omc.market.backfilling.requests import BackfillRequests
from omc.market.backfilling.steps import Joining, Paging, Planning
from omc.market.columns import between, empty
from omc.market.model import Bar, BarArrays, Instrument, Series
from omc.market.validation import from_columns
from tests.fakes.clock import FixedClock

SERIES = Series.parse("binance:BTC/USDT:1h")
H = SERIES.timeframe.ms
RULES = Instrument("binance", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal("5"))


@dataclass
class Venue:
    """Bars by page, oldest first; `failures` come before answers."""

    bars: BarArrays = field(default_factory=empty)
    page_bars: int = 100
    deepest_bars: int | None = None
    failures: list[OmcError] = field(default_factory=list)
    asked: list[Ms] = field(default_factory=list)
    ruled: Instrument | None = RULES

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> Sequence[Bar]:
        self.asked.append(since or 0)
        if self.failures:
            raise self.failures.pop(0)
        told = between(self.bars, since, now - series.timeframe.ms + 1)
        return from_columns(told.head(self.page_bars))

    def rules(self, series: Series) -> Instrument | None:
        return self.ruled

    def depth(self, venue: str) -> Depth:
        return Depth(self.page_bars, self.deepest_bars)


class Started:
    def __init__(self) -> None:
        self.runs: list[tuple[str, int]] = []

    def start(self, backfill_id: str, attempt: int) -> None:
        self.runs.append((backfill_id, attempt))


class Half:
    def random(self) -> float:
        return 0.5


class House:
    """The parts of a backfill over a cloud in this process."""

    def __init__(self, now: Ms) -> None:
        client, s3 = boto3.client("dynamodb"), boto3.client("s3")
        self.clock, self.venue, self.runner = FixedClock(now), Venue(), Started()
        self.book = DynamoBackfills(client, "market")
        self.table = DynamoMarketStore(client, "market", self.clock)
        self.lake = LakeCandles(s3, "lake")
        self.leases = Leases(client, "market")
        pages = BackfillPages(s3, "lake")
        self.planning = Planning(self.book, self.venue)
        self.paging = Paging(self.book, pages, self.venue, self.leases, DynamoInstruments(client, "market"))
        self.joining = Joining(self.book, pages, self.table, self.lake, self.table)
        self.requests = BackfillRequests(
            self.book, self.runner, self.clock, lambda series: series.venue != "sample"
        )
        self.slept: list[float] = []

    @property
    def around(self) -> Surroundings:
        return Surroundings(self.clock, self.slept.append, Half(), self.clock.instant + 100_000)

    def run(self, backfill_id: str) -> Backfill:
        """What the state machine does on a quiet day."""
        for page in self.planning.plan(backfill_id, self.clock.now()):
            self.paging.page(backfill_id, page, self.around)
        return self.joining.join(backfill_id, self.clock.now())


@pytest.fixture
def house(cloud: None) -> House:
    return House(1_700_000_000_000)
