"""Looks back on a completed run: other stakes for its trades, and what became of its rules on paper."""

from decimal import Decimal

from omc.backtest.comparing.sizing import compare_sizing, sizing_document
from omc.backtest.service.runs import Run, RunState
from omc.backtest.service.trips import trip_returns
from omc.backtest.tuning.drift import drift_of
from omc.contracts.http.hindsight import DriftOut, SizingOut
from omc.kernel.errors import Conflict
from omc.trading.roundtrips import round_trips
from omc.wiring.backtest import files
from omc.wiring.paper import Paper
from omc.wiring.promotions import requests

_SEED = 1


def sizing(owner_id: str, run_id: str, fixed_fraction: Decimal) -> SizingOut:
    """NotFound for a run that is not the owner's, Conflict before completion, InvalidInput without trades."""
    _completed(owner_id, run_id)
    returns = trip_returns(files().trades(run_id))
    rows = compare_sizing(returns, fixed_fraction=float(fixed_fraction), seed=_SEED)
    return SizingOut.model_validate({"trades": len(returns), "seed": _SEED, "rows": sizing_document(rows)})


def drift(owner_id: str, run_id: str) -> DriftOut:
    """As `sizing`; a run whose rules were never on paper has its band and no place in it."""
    run = _completed(owner_id, run_id)
    tested = trip_returns(files().trades(run_id))
    traded = [float(trip.pnl_fraction) for trip in round_trips(Paper().trades(run))]
    return DriftOut.of(drift_of(tested, traded, _SEED), len(traded), _SEED)


def _completed(owner_id: str, run_id: str) -> Run:
    run = requests().of(owner_id, run_id)
    if run.state is not RunState.COMPLETED:
        raise Conflict(f"expected a completed run, got {run.state.value}", code="run_not_completed")
    return run
