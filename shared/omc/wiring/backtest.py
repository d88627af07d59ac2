"""Builds what computes: the steps of the backtest's state machine, and the reader of what they leave."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from omc.adapters.dynamodb.backtests import RunTable
from omc.adapters.dynamodb.searches import SearchTable
from omc.adapters.dynamodb.trials import TrialTable
from omc.adapters.parameters.gates import GateParameter
from omc.adapters.s3.runs import EQUITY, RunLake
from omc.backtest.judging.gates import GateSet
from omc.backtest.service.searching.judging import SearchFindings
from omc.backtest.service.steps import Steps
from omc.contracts.backtest import StepInput
from omc.contracts.http.backtests import EquityCurve, EquityPoint, TradeOut
from omc.contracts.http.cards import ReportCardOut
from omc.kernel.errors import NotFound
from omc.wiring.clients import dynamodb, s3, setting
from omc.wiring.clock import SystemClock
from omc.wiring.ledger_history import ledger_history
from omc.wiring.market import market
from omc.wiring.paper import Paper
from omc.wiring.search_files import files as search_files

if TYPE_CHECKING:
    from mypy_boto3_ssm.client import SSMClient

__all__ = ["StepInput", "equity_curve", "files", "report_card", "steps", "trades"]


def files() -> RunLake:
    """Trades, equity and cards in the lake."""
    return RunLake(s3(), setting("OMC_LAKE_BUCKET"))


def trades(run_id: str, first: int, limit: int) -> tuple[list[TradeOut], int | None]:
    """`limit` trades from number `first` on, and the number the next page begins with."""
    rows = files().trades(run_id)
    after = first + limit
    return [TradeOut.of(row) for row in rows[first:after]], after if after < len(rows) else None


def equity_curve(run_id: str, points: int) -> EquityCurve:
    """The curve, evenly thinned; NotFound before the run step is done."""
    columns = files().equity(run_id)
    count = len(columns["ts"])
    rows = np.unique(np.linspace(0, count - 1, min(points, count)).round().astype(np.int64))
    taken = zip(*(columns[name][rows].tolist() for name in EQUITY), strict=True)
    items = [EquityPoint(**dict(zip(EQUITY, row, strict=True))) for row in taken]
    return EquityCurve(items=items, bars=count)


def report_card(run_id: str) -> ReportCardOut:
    """NotFound before the run is judged."""
    card = files().card(run_id)
    if card is None:
        raise NotFound(f"backtest {run_id} has no report card yet")
    return ReportCardOut.of(card)


def steps() -> Steps:
    """Plan, run and judge."""
    known, lab = market(), setting("OMC_LAB_TABLE")
    found = SearchFindings(SearchTable(dynamodb(), lab), search_files(), TrialTable(dynamodb(), lab))
    runs = RunTable(dynamodb(), lab)
    return Steps(
        runs, files(), known.bars, known.store, _Gates(), SystemClock(), found,
        ledgers=ledger_history(), paper=Paper(),
    )  # fmt: skip


class _Gates:
    """The gates' parameter, looked up when a card is judged: the other steps may not read it."""

    def current(self) -> GateSet:
        return GateParameter(_ssm(), setting("OMC_GATES_PARAMETER")).current()


@cache
def _ssm() -> "SSMClient":
    import boto3

    return boto3.client("ssm")
