"""A venue's costs as they are declared: light. `omc.trading.costs` charges them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from omc.kernel.errors import InvalidInput
from omc.kernel.money import ONE, ZERO

LOWEST_TAKER_BPS = ONE
# What a round trip is to gain beyond its costs, where an expected edge is given (OMC-BT-044).
EDGE_MARGIN_BPS = Decimal(10)

SlippageModel = Literal["none", "half_spread", "bps", "amount", "volume_share"]
CommissionModel = Literal["bps", "per_unit", "flat", "tiers"]


@dataclass(frozen=True)
class FeeTier:
    """Fees from a traded notional of `volume_from` in the last 30 days on, quote currency."""

    volume_from: Decimal
    maker_bps: Decimal
    taker_bps: Decimal


@dataclass(frozen=True)
class CostSchedule:
    """A venue's costs; the defaults are a retail crypto venue's (OMC-BT-042). bps are of notional.

    slippage_model, for orders that take liquidity (OMC-BT-040): none: the reference price itself.
    half_spread: the other side of the book. Beyond it, bps: `slippage_bps`. amount: `slippage_amount` a unit,
    quote currency. volume_share: `impact_bps` x sqrt(order's quantity / bar's volume).
    commission_model (OMC-BT-041), charged once on each fill: bps: maker or taker. per_unit: `unit_fee` for
    each base unit. flat: `flat_fee` for each fill. tiers: the bps of the last tier reached.
    financing_fraction: a year, on borrowed value (OMC-BT-043). volume_fraction: an entry fills at most this
    share of its bar's volume, the rest is cancelled; None: no limit.
    """

    taker_bps: Decimal = Decimal(20)
    maker_bps: Decimal = Decimal(10)
    half_spread_bps: Decimal = Decimal(5)
    slippage_bps: Decimal = Decimal(5)
    slippage_model: SlippageModel = "bps"
    slippage_amount: Decimal = ZERO
    impact_bps: Decimal = Decimal(10)
    commission_model: CommissionModel = "bps"
    unit_fee: Decimal = Decimal("0.005")
    flat_fee: Decimal = ZERO
    tiers: tuple[FeeTier, ...] = ()
    financing_fraction: Decimal = Decimal("0.05")
    volume_fraction: Decimal | None = None

    @property
    def round_trip_bps(self) -> Decimal:
        """Cost of going in and out by market orders, in bps of notional, as far as it is told in bps."""
        slippage = self.slippage_bps if self.slippage_model == "bps" else ZERO
        spread = ZERO if self.slippage_model == "none" else self.half_spread_bps
        taker = self.taker_bps if self.commission_model in ("bps", "tiers") else ZERO
        return 2 * (taker + spread + slippage)

    @property
    def reads_volume(self) -> bool:
        """True when a fill depends on the volume of its bar."""
        return self.slippage_model == "volume_share" or self.volume_fraction is not None

    def at_volume(self, traded: Decimal) -> "CostSchedule":
        """The schedule after `traded` notional in the last 30 days; itself without tiers."""
        reached = [tier for tier in self.tiers if tier.volume_from <= traded]
        if self.commission_model != "tiers" or not reached:
            return self
        tier = max(reached, key=lambda one: one.volume_from)
        return CostSchedule(**(vars(self) | {"maker_bps": tier.maker_bps, "taker_bps": tier.taker_bps}))


FREE = CostSchedule(ZERO, ZERO, ZERO, ZERO, financing_fraction=ZERO)
# What is known of venues by name (OMC-BT-042); the rest are charged as the default.
COST_SETS: Mapping[str, CostSchedule] = {
    "default": CostSchedule(),
    "coinspot_market": CostSchedule(taker_bps=Decimal(10), maker_bps=Decimal(10)),
    "coinspot_instant": CostSchedule(taker_bps=Decimal(100), maker_bps=Decimal(100)),
    "alpaca_equities": CostSchedule(taker_bps=ZERO, maker_bps=ZERO),
}


def check_costs(costs: CostSchedule) -> None:
    """InvalidInput for costs no venue for crypto spot has: below zero, or a taker's fee above 0 but under
    1 bps. Nothing at all is allowed: it is no mistake, and the run says so."""
    for name, value in vars(costs).items():
        if isinstance(value, Decimal) and value < 0:
            raise InvalidInput(f"expected costs of 0 or more, got {name} {value}")
    if costs.volume_fraction is not None and not 0 < costs.volume_fraction <= 1:
        raise InvalidInput(f"expected a share of a bar's volume in 0..1, got {costs.volume_fraction}")
    charged = [costs.taker_bps, *(tier.taker_bps for tier in costs.tiers)]
    for bps in charged:
        if costs.commission_model in ("bps", "tiers") and 0 < bps < LOWEST_TAKER_BPS:
            raise InvalidInput(f"expected a taker fee of 0 or at least {LOWEST_TAKER_BPS} bps, got {bps} bps")
