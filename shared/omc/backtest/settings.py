"""What a run may be told beside its strategy and its bars."""

from dataclasses import dataclass, field
from decimal import Decimal

from omc.trading.costs import CostSchedule
from omc.trading.risk import RiskLimits


@dataclass(frozen=True)
class RunSettings:
    """initial_capital in quote currency. No decision is taken on a bar before
    `max(warm-up of the strategy, minimum_warmup_bars) - 1`, nor before `trade_from` (bar indices from 0);
    features see all bars from the first on.
    """

    initial_capital: Decimal = Decimal(10_000)
    costs: CostSchedule = field(default_factory=CostSchedule)
    limits: RiskLimits = field(default_factory=RiskLimits)
    minimum_warmup_bars: int = 50
    trade_from: int = 0

    def first_decision(self, strategy_warmup_bars: int) -> int:
        """Index of the first bar on whose close a decision may be taken."""
        return max(max(strategy_warmup_bars, self.minimum_warmup_bars, 1) - 1, self.trade_from)
