"""What a fill costs: half spread and slippage against us in the price, a commission beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, Ms
from omc.kernel.money import BPS, EXACT, MONEY_STEP, ONE, ZERO, down, fee, up
from omc.trading.model import Fill, Side

YEAR_MS: Ms = 365 * DAY_MS
TIER_WINDOW_MS: Ms = 30 * DAY_MS
LOWEST_TAKER_BPS = ONE
# A bar without volume, or an order a hundred times its volume, is charged as that much.
MOST_VOLUMES = Decimal(100)
_ROOT_STEP = Decimal("0.000000001")

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


def market_price(
    reference: Decimal, side: Side, costs: CostSchedule, tick: Decimal,
    quantity: Decimal = ZERO, volume: Decimal = ZERO,
) -> Decimal:  # fmt: skip
    """`reference` moved against us by half spread and slippage, rounded against us to the tick."""
    moved = reference + side.sign * _move(reference, costs, quantity, volume)
    return up(moved, tick) if side is Side.BUY else max(down(moved, tick), tick)


def market_fill(
    side: Side, quantity: Decimal, reference: Decimal, ts: Ms, costs: CostSchedule, tick: Decimal,
    volume: Decimal = ZERO,
) -> Fill:  # fmt: skip
    """Take liquidity at `reference`: spread, slippage and the taker's fee. volume: of the bar it fills in."""
    price = market_price(reference, side, costs, tick, quantity, volume)
    return taken(side, quantity, price, reference, ts, costs)


def taken(
    side: Side, quantity: Decimal, price: Decimal, reference: Decimal, ts: Ms, costs: CostSchedule
) -> Fill:
    """The fill of an order that takes liquidity at `price`."""
    spread = ZERO
    if costs.slippage_model != "none":
        spread = min(reference * costs.half_spread_bps * BPS, abs(price - reference))
    charged = commission(costs, price, quantity, costs.taker_bps)
    return Fill(side, quantity, price, charged, ts, reference, spread)


def limit_fill(side: Side, quantity: Decimal, price: Decimal, ts: Ms, costs: CostSchedule) -> Fill:
    """Be taken at a resting limit: its price or better, the maker's fee, no spread nor slippage."""
    return Fill(side, quantity, price, commission(costs, price, quantity, costs.maker_bps), ts, price)


def commission(costs: CostSchedule, price: Decimal, quantity: Decimal, bps: Decimal) -> Decimal:
    """What the venue takes for a fill, rounded up to the books' step."""
    if costs.commission_model == "per_unit":
        return fee(quantity * costs.unit_fee)
    if costs.commission_model == "flat":
        return fee(costs.flat_fee)
    return fee(price * quantity * bps * BPS)


def affordable(
    cash: Decimal, reference: Decimal, side: Side, costs: CostSchedule, tick: Decimal, step: Decimal
) -> Decimal:
    """The largest quantity whose market fill, fee included, `cash` covers.

    A short is held to the same measure: its notional is fully covered by cash.
    """
    return affordable_at(cash, market_price(reference, side, costs, tick), costs, step)


def affordable_at(
    cash: Decimal, price: Decimal, costs: CostSchedule, step: Decimal, bps: Decimal | None = None
) -> Decimal:
    """The largest quantity that `cash` covers at `price`, fee included. bps: its fee's; None: the taker's."""
    room = max(cash, ZERO)
    charged = costs.taker_bps if bps is None else bps
    if costs.commission_model == "flat":
        quantity = down(max(room - costs.flat_fee, ZERO) / price, step)
    elif costs.commission_model == "per_unit":
        quantity = down(room / (price + costs.unit_fee), step)
    else:
        quantity = down(room / (price * (ONE + charged * BPS)), step)
    return _covered(quantity, cash, price, costs, step, charged)


def _covered(
    quantity: Decimal, cash: Decimal, price: Decimal, costs: CostSchedule, step: Decimal, bps: Decimal
) -> Decimal:
    """The largest quantity up to `quantity` that `cash` covers, when all but the rounding of the fee has been
    reckoned with: at most one step of the books is missing, which may be many steps of something cheap."""

    def fits(some: Decimal) -> bool:
        return price * some + commission(costs, price, some, bps) <= cash

    if quantity <= 0 or fits(quantity):
        return quantity
    least = max(quantity - max(up(MONEY_STEP / price, step), step), ZERO)
    while quantity - least > step:
        middle = least + down((quantity - least) / 2, step)
        least, quantity = (middle, quantity) if fits(middle) else (least, middle)
    while least > 0 and not fits(least):
        least -= step
    return least


def financing(quantity: Decimal, closes: Decimal, fraction: Decimal, timeframe_ms: Ms) -> Decimal:
    """What borrowing `quantity` has cost: at each close the value then x `fraction` a year x bar / year.

    closes: sum of the closes it was held at, quote currency. Rounded up to the books' step.
    """
    if not closes or not fraction:
        return ZERO
    yearly = EXACT.multiply(EXACT.multiply(quantity, closes), fraction * timeframe_ms)
    return fee(EXACT.divide(yearly, Decimal(YEAR_MS)))


def _move(reference: Decimal, costs: CostSchedule, quantity: Decimal, volume: Decimal) -> Decimal:
    """How far half spread and slippage move a price, quote currency a unit."""
    model = costs.slippage_model
    if model == "bps":
        return reference * BPS * (costs.half_spread_bps + costs.slippage_bps)
    if model == "none":
        return ZERO
    spread = reference * BPS * costs.half_spread_bps
    if model == "amount":
        return spread + costs.slippage_amount
    if model == "volume_share":
        volumes = min(quantity / volume, MOST_VOLUMES) if volume > 0 else MOST_VOLUMES
        # A root has no end of digits: what is read of it is the same in every hand.
        return spread + reference * BPS * costs.impact_bps * down(volumes.sqrt(), _ROOT_STEP)
    return spread
