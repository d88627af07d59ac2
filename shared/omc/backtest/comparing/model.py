"""What is compared and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from omc.backtest.metrics.model import Metric, MetricBlock
from omc.kernel.instants import DAY_MS, Ms
from omc.market.model import FloatArray, IntArray

SMALLEST, LARGEST = 2, 10


@dataclass(frozen=True)
class ComparedRun:
    """One completed run as its files tell it.

    close_ts: int64[n], ms UTC, when each bar closed; equity: float64[n], quote currency, at close_ts.
    initial: quote currency, before the first of them. metrics: the card's block over all bars.
    spec: the spec's wire form, JSON values.
    """

    run_id: str
    name: str
    close_ts: IntArray
    equity: FloatArray
    initial: float
    metrics: MetricBlock
    spec: Mapping[str, Any]


@dataclass(frozen=True)
class Curve:
    """float64[days] at the end of each UTC day: base_100 starts from 100; drawdown is a fraction >= 0."""

    run_id: str
    name: str
    base_100: FloatArray
    drawdown: FloatArray
    metrics: Mapping[str, Metric]


@dataclass(frozen=True)
class Difference:
    """Where a spec says something else than the first run's; None = says nothing there."""

    path: str
    left: Any
    right: Any


@dataclass(frozen=True)
class Comparison:
    """days: int64[days], UTC days since the epoch. correlation: [runs][runs] of daily returns, None where a
    run does not vary. differences: run id -> what it says (right) that the first run does not (left).

    measured: the metrics are those of the cards, or of the common range after a cut.
    """

    days: IntArray
    curves: tuple[Curve, ...]
    correlation: Sequence[Sequence[float | None]]
    differences: Mapping[str, tuple[Difference, ...]]
    measured: Literal["cards", "common_range"]


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """JSON values: instants in ms, curves as plain numbers for charts, metrics as decimal strings."""
    return {
        "ts": [_end_of(day) for day in comparison.days.tolist()],
        "measured": comparison.measured,
        "runs": [
            {
                "run_id": curve.run_id,
                "name": curve.name,
                "base_100": [round(value, 6) for value in curve.base_100.tolist()],
                "drawdown": [round(value, 8) for value in curve.drawdown.tolist()],
                "metrics": {
                    name: {"value": _text(metric), "reason": metric.reason}
                    for name, metric in sorted(curve.metrics.items())
                },
            }
            for curve in comparison.curves
        ],
        "correlation": [list(row) for row in comparison.correlation],
        "differences": {
            run_id: [{"path": found.path, "left": found.left, "right": found.right} for found in differences]
            for run_id, differences in comparison.differences.items()
        },
    }


def _end_of(day: int) -> Ms:
    return (day + 1) * DAY_MS


def _text(metric: Metric) -> str | None:
    if metric.value is None:
        return None
    return f"{metric.value:.12g}" if isinstance(metric.value, float) else f"{metric.value:f}"
