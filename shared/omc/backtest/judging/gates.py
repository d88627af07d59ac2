"""Gates as data (OMC-BT-090 to 093): what a run must show to be trusted with simulated, then real money.

Tier 1: it runs and does not look ahead. Tier 2: eligible for paper trading. Tier 3: eligible for a
person's review before live money. A gate about what nobody told the judge - a run without a search, a
strategy that was never on paper - is not evaluated, and never passed. Only soft gates may be excused
(OMC-BT-094).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from omc.backtest.metrics.model import Metric

# What a run cannot say of itself: these come from a search of its family, or from paper trading.
OF_SEARCH = (
    "walk_forward",
    "walk_forward_p",
    "parameter_stability",
    "unstable_parameters",
    "deflated_sharpe",
    "overfitting",
)
OF_PAPER = ("paper_trades", "paper_days", "paper_drawdown", "unexplained_differences")
# What a run says of its held-out part: a gate may ask about any of it.
OF_RUN = (
    "alpha", "average_bars", "average_loss", "average_win", "benchmark_return", "best_day", "beta", "cagr",
    "calmar", "cash_return", "conditional_value_at_risk", "cost_ratio", "down_capture", "downside_risk",
    "excess_over_cash", "excess_return", "expectancy", "expectancy_r", "exposure", "fees", "funding",
    "gross_pnl", "information_ratio", "largest_loss", "largest_win", "longest_losing_run", "look_ahead",
    "max_drawdown", "max_drawdown_days", "net_pnl", "omega", "profit_factor", "regimes", "sharpe",
    "slippage_cost", "sortino", "stability", "tail_ratio", "total_return", "trade_p_value", "trades",
    "turnover", "under_water", "up_capture", "value_at_risk", "volatility", "win_rate", "worst_day",
)  # fmt: skip
GATED = (*OF_RUN, *OF_SEARCH, *OF_PAPER)
# No reviewer may excuse these (OMC-BT-094).
NO_EXCEPTION = ("look_ahead", "max_drawdown", "trades", "deflated_sharpe", "overfitting")
NO_LOSING_TRADE = "no losing trade"
_NEAR = Decimal("0.10")


class Severity(StrEnum):
    HARD = "hard"
    SOFT = "soft"


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    NOT_EVALUATED = "not_evaluated"


@dataclass(frozen=True)
class Gate:
    """`metric` of the judged block must be at least or at most `limit`; `strict`: equal is not enough."""

    name: str
    tier: int
    metric: str
    bound: Literal["at_least", "at_most"]
    limit: Decimal
    severity: Severity = Severity.HARD
    strict: bool = False


@dataclass(frozen=True)
class GateSet:
    """`version` is written on every card it judged."""

    version: str
    gates: tuple[Gate, ...]


@dataclass(frozen=True)
class GateResult:
    """One line of the card's gate table. `near`: a fail by no more than a tenth of the limit."""

    gate: Gate
    outcome: Outcome
    value: Decimal | None
    reason: str | None = None
    near: bool = False


def evaluate(gates: GateSet, metrics: Mapping[str, Metric]) -> tuple[GateResult, ...]:
    """Every gate against the metrics; one that is not among them is not evaluated, with the reason why."""
    return tuple(_evaluate(gate, metrics.get(gate.metric)) for gate in gates.gates)


def _evaluate(gate: Gate, metric: Metric | None) -> GateResult:
    if metric is None:
        return GateResult(gate, Outcome.NOT_EVALUATED, None, _why_not(gate.metric))
    if metric.value is None:
        if gate.metric == "profit_factor" and metric.reason == NO_LOSING_TRADE:
            return GateResult(gate, Outcome.PASS, None, NO_LOSING_TRADE)
        return GateResult(gate, Outcome.FAIL, None, metric.reason)
    value = metric.value if isinstance(metric.value, Decimal) else Decimal(repr(metric.value))
    return GateResult(
        gate, Outcome.PASS if _passes(gate, value) else Outcome.FAIL, value, near=_near(gate, value)
    )


def _why_not(metric: str) -> str:
    if metric in OF_SEARCH:
        return "the run had no search or walk-forward"
    return "there are no paper results yet" if metric in OF_PAPER else f"nothing measures {metric}"


def _passes(gate: Gate, value: Decimal) -> bool:
    margin = value - gate.limit if gate.bound == "at_least" else gate.limit - value
    return margin > 0 or (margin == 0 and not gate.strict)


def _near(gate: Gate, value: Decimal) -> bool:
    return not _passes(gate, value) and abs(value - gate.limit) <= _NEAR * abs(gate.limit)


def _gate(tier: int, metric: str, bound: Literal["at_least", "at_most"], limit: str,
          severity: Severity = Severity.HARD, *, strict: bool = False) -> Gate:  # fmt: skip
    return Gate(metric, tier, metric, bound, Decimal(limit), severity, strict)


DEFAULT_GATES = GateSet(
    "2",
    (
        _gate(1, "look_ahead", "at_most", "0"),
        _gate(2, "sharpe", "at_least", "1.2"),
        _gate(2, "max_drawdown", "at_most", "0.25"),
        _gate(2, "win_rate", "at_least", "0.40", Severity.SOFT),
        _gate(2, "profit_factor", "at_least", "1.2"),
        _gate(2, "total_return", "at_least", "0.02", Severity.SOFT),
        _gate(2, "trades", "at_least", "10"),
        _gate(3, "sharpe", "at_least", "1.5", strict=True),
        _gate(3, "max_drawdown", "at_most", "0.15", strict=True),
        _gate(3, "win_rate", "at_least", "0.55", Severity.SOFT, strict=True),
        _gate(3, "profit_factor", "at_least", "1.2"),
        _gate(3, "trades", "at_least", "30"),
        _gate(3, "cost_ratio", "at_most", "0.5"),
        _gate(3, "regimes", "at_least", "2"),
        _gate(3, "trade_p_value", "at_most", "0.05", strict=True),
        _gate(3, "walk_forward", "at_least", "0.4", Severity.SOFT, strict=True),
        _gate(3, "parameter_stability", "at_least", "0.5", Severity.SOFT),
        _gate(3, "deflated_sharpe", "at_least", "0.95"),
        _gate(3, "overfitting", "at_most", "0.2"),
        _gate(3, "paper_trades", "at_least", "10"),
        _gate(3, "paper_days", "at_least", "7"),
        _gate(3, "paper_drawdown", "at_most", "0.15"),
        _gate(3, "unexplained_differences", "at_most", "0"),
    ),
)
