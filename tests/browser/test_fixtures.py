"""The fake house says nothing the API could not say: its answers are read by the API's own models."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from omc.contracts.http import (
    account,
    backtests,
    cards,
    collectors,
    comparisons,
    floor,
    hindsight,
    ledger_events,
    ledger_glass,
    ledger_human,
    ledger_prices,
    ledger_query,
    ledger_spreads,
    ledgers,
    promotions,
    quality,
    searches,
    strategies,
    walkforward,
)
from omc.contracts.http.common import Page
from tests.browser import analysed
from tests.browser.compared import comparison
from tests.browser.curves import run_candles
from tests.browser.fake_house import full_house, page_of
from tests.browser.told import happened, nothing_told

MODELS: dict[str, Any] = {
    "/v1/me": account.Me,
    "/v1/floor/sync": floor.SyncOut,
    "/v1/floor/orders": Page[floor.OrderOut],
    "/v1/floor/orders/ord-9c1": floor.OrderDetail,
    "/v1/floor/equity": floor.FloorEquityCurve,
    "/v1/floor/positions": Page[floor.PositionOut],
    "/v1/floor/trades": Page[floor.FloorTradeOut],
    "POST /v1/floor/emergency-stop": floor.OperationOut,
    "/v1/floor/emergency-stop/op-77": floor.OperationOut,
    "POST /v1/floor/resume": floor.ResumedOut,
    "/v1/ledgers/exchange/prices": ledger_prices.PricesOut,
    "/v1/ledgers/rankings": ledger_prices.RankingsOut,
    f"/v1/ledgers/catalyst/{happened()[0].record_id}": ledger_events.CatalystDetail,
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
    "/v1/report-cards/run-1": cards.ReportCardOut,
    "/v1/report-cards/run-1/standing": cards.ReportCardOut,
    "/v1/backtests/run-1/sizing": hindsight.SizingOut,
    "/v1/backtests/run-1/drift": hindsight.DriftOut,
    "/v1/reviews": Page[promotions.ReviewOut],
    "/v1/reviews/prm-3": promotions.ReviewDetail,
    "/v1/reviews/prm-9": promotions.ReviewDetail,
    "/v1/promotions/prm-9/decide": promotions.PromotionOut,
    "GET /v1/promotions": Page[promotions.PromotionOut],
    "POST /v1/promotions": promotions.PromotionOut,
    "POST /v1/backtests/estimate": comparisons.RunEstimateOut,
    "/v1/backtests/run-1/export": comparisons.ExportOut,
    "GET /v1/optimisations": Page[searches.OptimisationOut],
    "POST /v1/optimisations": searches.SearchStarted,
    "POST /v1/optimisations/estimate": searches.EstimateOut,
    "/v1/optimisations/opt-1": searches.OptimisationDetail,
    "/v1/optimisations/opt-1/heatmap": searches.HeatMapOut,
    "/v1/optimisations/opt-1/results": Page[searches.ResultRow],
    "/v1/optimisations/opt-1/cancel": searches.OptimisationOut,
    "GET /v1/walkforward": Page[walkforward.WalkforwardOut],
    "POST /v1/walkforward": searches.SearchStarted,
    "POST /v1/walkforward/estimate": searches.EstimateOut,
    "/v1/walkforward/wf-1": walkforward.WalkforwardDetail,
    "/v1/walkforward/wf-1/equity": walkforward.ChainOut,
    "GET /v1/collectors": Page[collectors.CollectorOut],
    "POST /v1/collectors": collectors.CollectorOut,
    "/v1/collector-sources": Page[collectors.SourceOut],
    "/v1/collectors/health": collectors.CollectorsHealth,
    "/v1/ledgers/quality": quality.QualityOut,
    "GET /v1/collectors/reddit": collectors.CollectorOut,
    "/v1/collectors/reddit/metrics": collectors.CollectorFigures,
    "/v1/collectors/reddit/logs": Page[collectors.LogLine],
    "/v1/collectors/reddit/samples": Page[collectors.SampleOut],
    "/v1/collectors/reddit/test": collectors.CheckedOut,
    "/v1/collectors/reddit/run": collectors.RunStarted,
}


@pytest.mark.parametrize("path", MODELS)
def test_the_fake_house_speaks_the_wire(path: str) -> None:
    TypeAdapter(MODELS[path]).validate_python(full_house()[path])


NOTHING: dict[str, Any] = {
    "/v1/ledgers/exchange/spreads": ledger_spreads.SpreadsOut,
    "/v1/ledgers/glass": ledger_glass.GlassOut,
    "/v1/ledgers/human": ledger_human.HumanOut,
    "/v1/ledgers/catalyst": ledger_events.CatalystPage,
    "/v1/ledgers/exchange/prices": ledger_prices.PricesOut,
    "/v1/ledgers/rankings": ledger_prices.RankingsOut,
    "POST /v1/ledgers/query": ledger_query.LedgerQueryPage,
}


def test_ledgers_without_records_speak_the_wire() -> None:
    answers = nothing_told()
    assert answers.keys() == NOTHING.keys()
    for path, model in NOTHING.items():
        model.model_validate(answers[path])


def test_runs_side_by_side_are_a_comparison() -> None:
    comparisons.ComparisonOut.model_validate(comparison(["run-1", "run-2", "run-3"]))


def test_there_are_opportunities_on_both_sides_of_a_filter() -> None:
    scores = [one["score"] for one in analysed.found()]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 4


def test_bars_are_candles() -> None:
    page = page_of(run_candles()) | {"series": "sample:BTC/USDT:1d", "simulated": False}
    assert len(ledgers.CandlePage.model_validate(page).items) == 900
