"""The socket's view of runs and searches agrees with the tables they are kept in."""

from typing import TYPE_CHECKING

from omc.adapters.dynamodb.backtests import RunTable
from omc.adapters.dynamodb.run_owner import owner_of_run, owner_of_search
from omc.adapters.dynamodb.searches import SearchTable
from omc.backtest.service.runs import Run, RunRequest
from omc.backtest.service.searching.model import Search, SearchRequest
from omc.market.records import Series
from omc.market.timeframes import Timeframe
from omc.strategy.templates import TEMPLATES

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_the_owner_of_a_stored_run_is_found(client: "DynamoDBClient") -> None:
    spec = TEMPLATES["ma_cross"].spec("sample", "BTC/USDT", Timeframe.D1)
    series = Series("sample", "BTC/USDT", Timeframe.D1)
    request = RunRequest(owner_id="ada", strategy_id="s-1", version=1, spec=spec, series=series)
    RunTable(client, "lab").create(Run("run-1", request, created_at=0))
    assert owner_of_run(client, "lab", "run-1") == "ada"


def test_a_run_nobody_has_is_nobodys(client: "DynamoDBClient") -> None:
    assert owner_of_run(client, "lab", "run-1") is None


def test_the_owner_of_a_stored_search_is_found(client: "DynamoDBClient") -> None:
    spec = TEMPLATES["ma_cross"].build("sample", "BTC/USDT", Timeframe.D1)
    series = Series("sample", "BTC/USDT", Timeframe.D1)
    request = SearchRequest("optimisation", "ada", "s-1", 1, spec, series)
    SearchTable(client, "lab").create(Search("opt-1", request, created_at=0))
    assert owner_of_search(client, "lab", "opt-1") == "ada"
    assert owner_of_search(client, "lab", "opt-2") is None
