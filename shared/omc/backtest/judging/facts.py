"""What the judge may be told beside a run's own evidence: what its search found, how it did on paper.

Each is optional. A gate that asks about what was not told is not evaluated, and never passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from omc.backtest.metrics.model import Metric, MetricBlock


@dataclass(frozen=True)
class Findings:
    """What search and walk-forward say of the parameter set that is judged.

    metrics, by the names gates ask for:
      deflated_sharpe       probability, 0 to 1, over all trials of the family
      overfitting           probability of backtest overfitting (CSCV), 0 to 1
      walk_forward          test Sharpe over train Sharpe of the folds; null where a train Sharpe is 0 or less
      parameter_stability   share of the tuned parameters that are stable over the folds, 0 to 1
    walk_forward, sensitivity: JSON values, tables as the card shows them; None: not evaluated.
    """

    metrics: MetricBlock = field(default_factory=dict)
    walk_forward: Mapping[str, Any] | None = None
    sensitivity: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class PaperFacts:
    """What paper trading of the same version came to (OMC-BT-092). max_drawdown: fraction >= 0."""

    closed_trades: int
    days: Decimal
    max_drawdown: Decimal
    unexplained_differences: int

    def metrics(self) -> dict[str, Metric]:
        """By the names gates ask for."""
        return {
            "paper_trades": Metric(self.closed_trades),
            "paper_days": Metric(self.days),
            "paper_drawdown": Metric(self.max_drawdown),
            "unexplained_differences": Metric(self.unexplained_differences),
        }


NO_FINDINGS = Findings()
