"""What the judge is told beside a run's own evidence: by a search of its family, by paper trading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from omc.backtest.metrics.model import Metric, MetricBlock
from omc.kernel.instants import DAY_MS, Ms
from omc.kernel.money import ZERO

NEVER_COMPARED = "the books were not compared with the venue's yet"


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
class PaperAccount:
    """One algorithm that trades, or traded, the judged rules on paper.

    closed_trades: round trips. first_ts, last_ts: closes of the first and the last bar it was marked at, None
    before. max_drawdown: deepest fall from a peak at those closes, the capital being the first peak; fraction
    >= 0. differences: how often books and venue were found apart; unexplained: of these, how many no person
    has cleared up; None while the two were never compared.
    """

    algorithm_id: str
    status: str
    started_at: Ms
    closed_trades: int
    first_ts: Ms | None
    last_ts: Ms | None
    max_drawdown: Decimal
    differences: int
    unexplained: int | None

    @property
    def days(self) -> Decimal:
        """Event time between the first and the last mark: a stopped clock earns nothing."""
        if self.first_ts is None or self.last_ts is None:
            return ZERO
        return Decimal(self.last_ts - self.first_ts) / DAY_MS


@dataclass(frozen=True)
class PaperFacts:
    """What paper trading of the same rules came to (OMC-BT-092). max_drawdown: fraction >= 0.

    unexplained_differences: None while books and venue were not compared.
    """

    closed_trades: int
    days: Decimal
    max_drawdown: Decimal
    unexplained_differences: int | None
    accounts: tuple[PaperAccount, ...] = ()

    def metrics(self) -> dict[str, Metric]:
        """By the names gates ask for."""
        return {
            "paper_trades": Metric(self.closed_trades),
            "paper_days": Metric(self.days),
            "paper_drawdown": Metric(self.max_drawdown),
            "unexplained_differences": Metric(
                self.unexplained_differences, NEVER_COMPARED if self.unexplained_differences is None else None
            ),
        }


def paper_facts(accounts: Sequence[PaperAccount]) -> PaperFacts | None:
    """One answer for all accounts; None without one.

    Trades and days are those of the account with the most trades, never a sum: the same trade made twice is
    one trade. The fall is the deepest, the differences are all: starting over does not make them forgotten.
    """
    if not accounts:
        return None
    busiest = max(accounts, key=lambda one: (one.closed_trades, one.days))
    return PaperFacts(
        closed_trades=busiest.closed_trades,
        days=busiest.days,
        max_drawdown=max(one.max_drawdown for one in accounts),
        unexplained_differences=_sum([one.unexplained for one in accounts]),
        accounts=tuple(accounts),
    )


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


NO_FINDINGS = Findings()
