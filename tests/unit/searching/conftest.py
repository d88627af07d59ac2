"""A lab for searches, with its table and lake emulated in process, and bars made up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import boto3
import pytest
from moto import mock_aws

from omc.adapters.dynamodb.searches import SearchTable
from omc.adapters.dynamodb.trials import TrialTable
from omc.adapters.s3.searches import SearchLake
from omc.backtest.service.searching.model import SearchRequest
from omc.backtest.service.searching.planning import SearchPlanning
from omc.backtest.service.searching.requests import SearchRequests
from omc.backtest.service.searching.steps import SearchSteps
from omc.market.timeframes import Timeframe
from omc.strategy.model import ParamRange
from omc.strategy.templates.trend import moving_average_cross
from tests.fakes.clock import FixedClock
from tests.fakes.tables import create_table
from tests.unit.backtest_service.conftest import SERIES, FakeBars


@dataclass
class FakeMachine:
    started: list[tuple[str, int]] = field(default_factory=list)
    stopped: list[tuple[str, int]] = field(default_factory=list)

    def start(self, search_id: str, attempt: int) -> None:
        self.started.append((search_id, attempt))

    def stop(self, search_id: str, attempt: int) -> None:
        self.stopped.append((search_id, attempt))


@dataclass
class Lab:
    """Everything a search passes through."""

    searches: SearchTable
    files: SearchLake
    trials: TrialTable
    client: object
    bars: FakeBars = field(default_factory=FakeBars)
    machine: FakeMachine = field(default_factory=FakeMachine)
    clock: FixedClock = field(default_factory=lambda: FixedClock(1_700_000_000_000))

    @property
    def steps(self) -> SearchSteps:
        return SearchSteps(self.searches, self.files, self.trials, self.clock)

    @property
    def planning(self) -> SearchPlanning:
        return SearchPlanning(self.searches, self.files, self.bars, self.bars)

    @property
    def requests(self) -> SearchRequests:
        return SearchRequests(self.searches, self.machine, self.clock)


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client, s3 = boto3.client("dynamodb"), boto3.client("s3")
        create_table(client, "lab")
        s3.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield Lab(SearchTable(client, "lab"), SearchLake(s3, "lake"), TrialTable(client, "lab"), client)


def asked(**changes: object) -> SearchRequest:
    """Twelve sets of a moving-average cross."""
    plain: dict[str, object] = {
        "kind": "optimisation",
        "owner_id": "ada",
        "strategy_id": "s1",
        "version": 1,
        "spec": moving_average_cross("sample", "BTC/USDT", Timeframe.D1),
        "series": SERIES,
        "minimum_trades": 1,
        "ranges": {
            "fast": ParamRange(Decimal(3), Decimal(9), Decimal(2)),
            "slow": ParamRange(Decimal(12), Decimal(20), Decimal(4)),
        },
    }
    return SearchRequest(**(plain | changes))  # type: ignore[arg-type]
