"""From a report card to the Floor: asked for, decided, deployed. Each is done once by its id."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from omc.backtest.judging.verdict import Verdict
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.trading.risk import RiskLimits

SIMULATION = "simulation"


class PromotionState(StrEnum):
    WAITING = "WAITING"
    APPROVED = "APPROVED"
    DEPLOYED = "DEPLOYED"
    REJECTED = "REJECTED"


@dataclass(frozen=True)
class Promotion:
    """capital in quote currency. decided_by: a person's id, or "gates" where no person was needed."""

    promotion_id: str
    run_id: str
    owner_id: str
    strategy_id: str
    version: int
    target: str
    capital: Decimal
    limits: RiskLimits
    verdict: Verdict
    created_at: Ms
    state: PromotionState = PromotionState.WAITING
    note: str = ""
    decided_by: str | None = None
    decided_at: Ms | None = None
    reason: str | None = None
    algorithm_id: str | None = None

    @property
    def earned(self) -> bool:
        """Whether it may go to the Floor without a reviewer: paper by its gates, simulation by having run."""
        return self.verdict is Verdict.PASS or self.target == SIMULATION


def promotion_id_of(run_id: str, target: str) -> str:
    """One promotion for each run and target."""
    return derived_id("prm", run_id, target)
