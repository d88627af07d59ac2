"""A lab with its tables and lake emulated in process, bars made up, and no cloud behind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import boto3
import numpy as np
import pytest
from moto import mock_aws

from omc.adapters.dynamodb.backtests import RunTable
from omc.adapters.dynamodb.promotions import PromotionTable
from omc.adapters.s3.runs import RunLake
from omc.backtest.judging.facts import PaperFacts
from omc.backtest.judging.gates import DEFAULT_GATES, GateSet
from omc.backtest.service.promoting import Promoting
from omc.backtest.service.promotions import Promotion
from omc.backtest.service.requests import Requests
from omc.backtest.service.runs import Run, RunRequest
from omc.backtest.service.steps import Steps
from omc.ledgers.ports import LedgerHistory, NoLedgerHistory
from omc.market.columns import between, empty
from omc.market.model import BarArrays, Instrument, Series
from omc.market.ports import SeriesHead
from omc.market.timeframes import Timeframe
from omc.market.validation import from_columns
from omc.strategy.templates.trend import moving_average_cross
from tests.fakes.clock import FixedClock
from tests.fakes.tables import create_table

SERIES = Series("sample", "BTC/USDT", Timeframe.D1)
DAY_MS = 86_400_000


def waves(count: int = 400, period: float = 12, step_ms: int = DAY_MS) -> BarArrays:
    """Bars that swing around a rise, so that an average cross trades."""
    day = np.arange(count)
    close = np.round(20_000 + 10 * day + 4_000 * np.sin(day / period), 2)
    opened = np.concatenate(([20_000.0], close[:-1]))
    ts = 1_500_000_000_000 // DAY_MS * DAY_MS + day * step_ms
    high, low = np.maximum(opened, close) + 50, np.minimum(opened, close) - 50
    return BarArrays(ts.astype(np.int64), opened, high, low, close, np.ones(count))


@dataclass
class FakeBars:
    """BarReader and Instruments over one run of bars of every daily series, but for those given apart."""

    stored: BarArrays = field(default_factory=waves)
    apart: dict[Series, BarArrays] = field(default_factory=dict)

    def arrays(self, series: Series, start: int | None = None, end: int | None = None) -> BarArrays:
        return between(self._of(series), start, end)

    def _of(self, series: Series) -> BarArrays:
        if series in self.apart:
            return self.apart[series]
        return self.stored if series.timeframe is Timeframe.D1 else empty()

    def range(self, series: Series, start: int | None = None, end: int | None = None) -> object:
        return from_columns(self.arrays(series, start, end))

    def head(self, series: Series) -> SeriesHead | None:
        bars = self._of(series)
        return SeriesHead(series, int(bars.ts[0]), int(bars.ts[-1]), len(bars)) if len(bars) else None

    def get(self, venue: str, symbol: str) -> Instrument:
        return Instrument(venue, symbol, Decimal("0.01"), Decimal("0.00001"), Decimal(5))


@dataclass
class FakeGates:
    gates: GateSet = DEFAULT_GATES

    def current(self) -> GateSet:
        return self.gates


@dataclass
class FakeMachine:
    started: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    waiting: bool = True

    def start(self, run_id: str) -> None:
        self.started.append(run_id)

    def stop(self, run_id: str) -> None:
        self.stopped.append(run_id)

    def decided(self, task_token: str, decision: str) -> bool:
        self.answers.append((task_token, decision))
        return self.waiting


@dataclass
class FakeFloor:
    """Deploys each promotion once."""

    deployed: dict[str, RunRequest] = field(default_factory=dict)

    def deploy(self, promotion: Promotion, run: RunRequest) -> str:
        self.deployed[promotion.promotion_id] = run
        return f"algo-{promotion.promotion_id}"


@dataclass
class FakePaper:
    """Knows what a test says paper came to."""

    facts: PaperFacts | None = None

    def of(self, run: Run) -> PaperFacts | None:
        return self.facts


@dataclass
class Lab:
    """Everything a run passes through."""

    runs: RunTable
    promotions: PromotionTable
    files: RunLake
    client: object
    bars: FakeBars = field(default_factory=FakeBars)
    gates: FakeGates = field(default_factory=FakeGates)
    machine: FakeMachine = field(default_factory=FakeMachine)
    floor: FakeFloor = field(default_factory=FakeFloor)
    paper: FakePaper = field(default_factory=FakePaper)
    clock: FixedClock = field(default_factory=lambda: FixedClock(1_700_000_000_000))
    ledgers: LedgerHistory = field(default_factory=NoLedgerHistory)

    @property
    def steps(self) -> Steps:
        bars: Any = self.bars
        return Steps(
            self.runs, self.files, bars, bars, self.gates, self.clock, paper=self.paper, ledgers=self.ledgers
        )

    @property
    def requests(self) -> Requests:
        return Requests(self.runs, self.machine, self.clock)

    @property
    def promoting(self) -> Promoting:
        return Promoting(self.runs, self.promotions, self.floor, self.machine, self.clock)


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client, s3 = boto3.client("dynamodb"), boto3.client("s3")
        create_table(client, "lab")
        s3.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield Lab(RunTable(client, "lab"), PromotionTable(client, "lab"), RunLake(s3, "lake"), client)


@pytest.fixture
def request_() -> RunRequest:
    return RunRequest("ada", "s1", 1, moving_average_cross("sample", "BTC/USDT", Timeframe.D1), SERIES)
