"""Lays completed runs side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from omc.backtest.comparing import ComparedRun, compare, comparison_document
from omc.backtest.service.cards import block_of
from omc.backtest.service.estimate import estimate_run as rough
from omc.backtest.service.requests import check_request
from omc.backtest.service.runs import Run, RunRequest, RunState
from omc.contracts.http.comparisons import ComparisonOut, RunEstimateOut
from omc.contracts.spec import SpecModel
from omc.kernel.errors import Conflict
from omc.wiring.backtest import files
from omc.wiring.promotions import requests
from omc.wiring.stored import check_bars


def comparison(owner_id: str, run_ids: Sequence[str], *, cut: bool) -> ComparisonOut:
    """NotFound for a run that is not the owner's, Conflict for one that is not completed."""
    runs = [requests().of(owner_id, run_id) for run_id in run_ids]
    compared = compare([_compared(run) for run in runs], cut=cut)
    return ComparisonOut.model_validate(comparison_document(compared))


def estimate_run(request: RunRequest) -> RunEstimateOut:
    """What a backtest would take; InvalidInput when it asks for what cannot be run."""
    check_request(request)
    return RunEstimateOut(**vars(rough(check_bars(request))))


def _compared(run: Run) -> ComparedRun:
    if run.state is not RunState.COMPLETED:
        came = f"{run.run_id} is {run.state.value}"
        raise Conflict(f"expected completed runs, {came}", code="run_not_completed")
    card = files().card(run.run_id)
    columns = files().equity(run.run_id)
    return ComparedRun(
        run_id=run.run_id,
        name=run.request.spec.name,
        close_ts=columns["ts"].astype(np.int64),
        equity=columns["equity"].astype(np.float64),
        initial=float(run.request.settings.initial_capital),
        metrics=block_of(card["whole"]) if card else {},
        spec=SpecModel.of(run.request.spec).model_dump(mode="json") | _traded_on(run.request),
    )


def _traded_on(request: RunRequest) -> dict[str, Any]:
    """What a run traded beside what its spec names."""
    return {"symbols": list(request.symbols)} if request.several else {}
