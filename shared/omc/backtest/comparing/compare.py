"""Two to ten runs on one calendar and one base (OMC-BT-069)."""

from collections.abc import Sequence

import numpy as np

from omc.backtest.comparing.model import LARGEST, SMALLEST, ComparedRun, Comparison, Curve
from omc.backtest.comparing.specs import spec_differences
from omc.backtest.metrics.daily import daily_last
from omc.backtest.metrics.drawdown import drawdowns
from omc.backtest.metrics.returns import equity_block
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, to_iso
from omc.market.model import FloatArray, IntArray

BASE = 100.0
_FLAT = 1e-15


def compare(runs: Sequence[ComparedRun], *, cut: bool = False) -> Comparison:
    """Metrics, curves on a base of 100, drawdowns, correlation of daily returns, differences of the specs.

    Runs must cover the same UTC days, unless `cut` asks for the days common to all; then each starts from
    100 on the first of them and its metrics are those of its equity on these days. InvalidInput: fewer than
    2, more than 10 or repeated runs; different days without `cut` (`different_ranges`); no common days.
    """
    _check(runs)
    grids = [daily_last(run.close_ts, run.equity) for run in runs]
    first, last = _common(runs, [days for days, _ in grids], cut)
    curves = [_cut_curve(run, *grid, first, last) for run, grid in zip(runs, grids, strict=True)]
    same = not cut or all(int(days[0]) == first and int(days[-1]) == last for days, _ in grids)
    return Comparison(
        days=np.arange(first, last + 1, dtype=np.int64),
        curves=tuple(_curve(run, curve, same) for run, curve in zip(runs, curves, strict=True)),
        correlation=_correlation([curve[1:] / curve[:-1] - 1.0 for curve in curves]),
        differences={run.run_id: spec_differences(runs[0].spec, run.spec) for run in runs[1:]},
        measured="cards" if same else "common_range",
    )


def _check(runs: Sequence[ComparedRun]) -> None:
    if not SMALLEST <= len(runs) <= LARGEST:
        raise InvalidInput(f"expected {SMALLEST} to {LARGEST} runs to compare, got {len(runs)}")
    if len({run.run_id for run in runs}) < len(runs):
        raise InvalidInput("expected different runs, got one of them twice")
    for run in runs:
        if len(run.equity) == 0 or run.initial <= 0:
            raise InvalidInput(f"expected equity of {run.run_id}, got {len(run.equity)} points")


def _common(runs: Sequence[ComparedRun], days: Sequence[IntArray], cut: bool) -> tuple[int, int]:
    firsts, lasts = ([int(each[end]) for each in days] for end in (0, -1))
    if not cut and (len(set(firsts)) > 1 or len(set(lasts)) > 1):
        ranges = ", ".join(
            f"{run.run_id} {_date(first)} to {_date(last)}"
            for run, first, last in zip(runs, firsts, lasts, strict=True)
        )
        raise InvalidInput(
            f"expected runs over the same days, got {ranges}; ask for a cut to compare the common part",
            code="different_ranges",
        )
    first, last = max(firsts), min(lasts)
    if first > last:
        raise InvalidInput(
            f"expected runs with days in common, got none: the last starts on {_date(first)}, "
            f"the first ends on {_date(last)}",
            code="different_ranges",
        )
    return first, last


def _cut_curve(run: ComparedRun, days: IntArray, ends: FloatArray, first: int, last: int) -> FloatArray:
    """float64[1 + days] on base 100: what the run had before the first day, then the end of each."""
    at = first - int(days[0])
    before = run.initial if at == 0 else float(ends[at - 1])
    curve: FloatArray = BASE * np.concatenate(([before], ends[at : at + last - first + 1])) / before
    return curve


def _curve(run: ComparedRun, curve: FloatArray, as_on_card: bool) -> Curve:
    metrics = run.metrics if as_on_card else equity_block(curve[1:] / curve[:-1] - 1.0)
    return Curve(run.run_id, run.name, curve[1:], drawdowns(curve[1:], BASE), metrics)


def _correlation(returns: Sequence[FloatArray]) -> list[list[float | None]]:
    # A run that never traded, or lost all, has nothing to correlate.
    varying = [len(r) > 1 and bool(np.all(np.isfinite(r))) and float(np.std(r)) > _FLAT for r in returns]
    table: list[list[float | None]] = []
    for row, left in enumerate(returns):
        table.append([
            round(float(np.corrcoef(left, right)[0, 1]), 9) if varying[row] and varying[column] else None
            for column, right in enumerate(returns)
        ])  # fmt: skip
    return table


def _date(day: int) -> str:
    return to_iso(day * DAY_MS)[:10]
