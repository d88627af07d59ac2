"""Runs side by side, and runs taken home."""

from decimal import Decimal
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.contracts.http.backtests import BacktestIn
from omc.contracts.http.comparisons import (
    CompareIn,
    ComparisonOut,
    ExportFormat,
    ExportOut,
    ExportTable,
    RunEstimateOut,
)
from omc.contracts.http.hindsight import DriftOut, SizingOut
from omc.wiring.comparisons import comparison, estimate_run
from omc.wiring.exports import export
from omc.wiring.hindsight import drift, sizing
from omc.wiring.http import caller, repeatable
from omc.wiring.strategies import strategies

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.post("/v1/backtests/compare", middlewares=[repeatable])
def compare_backtests(body: CompareIn) -> ComparisonOut:
    """Lay 2 to 10 completed runs side by side.

    Runs over different days are refused, unless cut to the days common to all. Keeps nothing.
    """
    return comparison(caller(router).owner_id, body.run_ids, cut=body.cut)


@router.post("/v1/backtests/estimate", middlewares=[repeatable])
def estimate_backtest(body: BacktestIn) -> RunEstimateOut:
    """Say what a backtest would take; keeps nothing."""
    person = caller(router)
    kept = strategies().version(person.owner_id, body.strategy_id, body.version)
    return estimate_run(body.request(person.owner_id, kept.spec))


@router.get("/v1/backtests/<run_id>/sizing")
def compare_backtest_sizing(
    run_id: str,
    fixed_fraction: Annotated[
        Decimal, Query(gt=0, le=1, description="Of equity in each trade; 0.2 is 20 %")
    ] = Decimal("0.2"),
) -> SizingOut:
    """Lay full Kelly, half Kelly and a fixed stake side by side, for the round trips of a completed run."""
    return sizing(caller(router).owner_id, run_id, fixed_fraction)


@router.get("/v1/backtests/<run_id>/drift")
def get_backtest_drift(run_id: str) -> DriftOut:
    """Hold the latest 20 trades on paper against what as many trades of the backtest come to."""
    return drift(caller(router).owner_id, run_id)


@router.get("/v1/backtests/<run_id>/export")
def export_backtest(
    run_id: str,
    format: ExportFormat = "csv",  # noqa: A002  (the query's name)
    table: ExportTable = "trades",
) -> ExportOut:
    """Make a file of a completed run and give a link to it, good for 15 minutes.

    csv and parquet: the table named. json: the report card. pdf: the report card to read, with charts.
    """
    return export(caller(router).owner_id, run_id, format, table)
