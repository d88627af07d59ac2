"""What a run may be told beside its strategy and its bars."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from omc.kernel.errors import InvalidInput
from omc.trading.limits import RiskLimits
from omc.trading.schedule import EDGE_MARGIN_BPS, CostSchedule, check_costs

if TYPE_CHECKING:
    from omc.trading.edge import EdgeTest


class FillTiming(StrEnum):
    """When a decision fills. SAME_CLOSE assumes what nobody can do, to trade at the price that made the
    signal: it is there for comparison with engines that do, and no judge accepts it."""

    NEXT_OPEN = "next_open"
    SAME_CLOSE = "same_close"


@dataclass(frozen=True)
class RunSettings:
    """initial_capital in quote currency. No decision is taken on a bar before
    `max(warm-up of the strategy, minimum_warmup_bars) - 1`, nor before `trade_from` (bar indices from 0);
    features see all bars from the first on.

    max_positions: open at a time, over all symbols. expected_edge_bps: what a round trip is expected to gain
    before costs; where it is given, entries it does not pay for are refused (OMC-BT-044).
    """

    initial_capital: Decimal = Decimal(10_000)
    costs: CostSchedule = field(default_factory=CostSchedule)
    limits: RiskLimits = field(default_factory=RiskLimits)
    minimum_warmup_bars: int = 50
    trade_from: int = 0
    max_positions: int = 1
    fill_timing: FillTiming = FillTiming.NEXT_OPEN
    expected_edge_bps: Decimal | None = None
    edge_margin_bps: Decimal = EDGE_MARGIN_BPS

    def first_decision(self, strategy_warmup_bars: int) -> int:
        """Index of the first bar on whose close a decision may be taken."""
        return max(max(strategy_warmup_bars, self.minimum_warmup_bars, 1) - 1, self.trade_from)

    @property
    def edge(self) -> "EdgeTest | None":
        if self.expected_edge_bps is None:
            return None
        # Only runs that are told an edge pay for the gate that asks for it.
        from omc.trading.edge import EdgeTest

        return EdgeTest(self.expected_edge_bps, self.costs, self.edge_margin_bps)

    def check(self) -> None:
        """InvalidInput for settings no run can be made with."""
        if self.initial_capital <= 0:
            raise InvalidInput(f"expected capital to run on, got {self.initial_capital}")
        if self.max_positions < 1:
            raise InvalidInput(f"expected room for at least one position, got {self.max_positions}")
        check_costs(self.costs)
