"""The fake house says nothing the API could not say: its answers are read by the API's own models."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from omc.contracts.http import account, backtests, floor, ledgers, promotions, strategies
from omc.contracts.http.common import Page
from tests.browser.curves import run_candles
from tests.browser.fake_house import full_house, page_of

MODELS: dict[str, Any] = {
    "/v1/me": account.Me,
    "/v1/floor/sync": floor.SyncOut,
    "/v1/floor/orders": Page[floor.OrderOut],
    "/v1/floor/orders/ord-9c1": floor.OrderDetail,
    "/v1/floor/equity": floor.FloorEquityCurve,
    "POST /v1/floor/emergency-stop": floor.OperationOut,
    "/v1/floor/emergency-stop/op-77": floor.OperationOut,
    "POST /v1/floor/resume": floor.ResumedOut,
    "/v1/ledgers/exchange/series": Page[ledgers.SeriesOut],
    "/v1/strategy-templates": Page[strategies.TemplateOut],
    "GET /v1/strategies": Page[strategies.StrategyOut],
    "POST /v1/strategies": strategies.StrategyVersionOut,
    "/v1/strategies/validate": strategies.SpecVerdict,
    "/v1/strategies/str-1": strategies.StrategyDetail,
    "/v1/strategies/str-1/versions": Page[strategies.StrategyVersionOut],
    "GET /v1/backtests": Page[backtests.BacktestOut],
    "POST /v1/backtests": backtests.BacktestStarted,
    "/v1/backtests/run-1": backtests.BacktestOut,
    "/v1/backtests/run-1/equity": backtests.EquityCurve,
    "/v1/backtests/run-1/trades": Page[backtests.TradeOut],
    "/v1/report-cards/run-1": backtests.ReportCardOut,
    "GET /v1/promotions": Page[promotions.PromotionOut],
    "POST /v1/promotions": promotions.PromotionOut,
}


@pytest.mark.parametrize("path", MODELS)
def test_the_fake_house_speaks_the_wire(path: str) -> None:
    TypeAdapter(MODELS[path]).validate_python(full_house()[path])


def test_bars_are_candles() -> None:
    page = page_of(run_candles()) | {"series": "sample:BTC/USDT:1d", "simulated": False}
    assert len(ledgers.CandlePage.model_validate(page).items) == 900
