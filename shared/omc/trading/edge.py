"""Whether a signal is worth its costs (OMC-BT-044): applies where an expected edge is given."""

from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.money import ZERO
from omc.trading.risk import Outcome, Verdict
from omc.trading.schedule import EDGE_MARGIN_BPS, CostSchedule


@dataclass(frozen=True)
class EdgeTest:
    """expected_bps: what a round trip is expected to gain before costs, in bps of notional. Required are
    fees, spread and slippage of both sides, and a margin."""

    expected_bps: Decimal
    costs: CostSchedule
    margin_bps: Decimal = EDGE_MARGIN_BPS

    @property
    def required_bps(self) -> Decimal:
        return self.costs.round_trip_bps + self.margin_bps

    def refusal(self) -> Verdict | None:
        """`insufficient_edge` with both numbers; None when the edge is enough."""
        if self.expected_bps >= self.required_bps:
            return None
        return Verdict("insufficient_edge", Outcome.REFUSE, self.expected_bps, self.required_bps, ZERO)
