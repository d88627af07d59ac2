"""What a fill costs: half spread and slippage against us in the price, a commission beside it."""

from decimal import Decimal

from omc.kernel.instants import DAY_MS, Ms
from omc.kernel.money import BPS, EXACT, MONEY_STEP, ONE, ZERO, down, fee, up
from omc.trading.model import Fill, Side
from omc.trading.schedule import (
    COST_SETS,
    FREE,
    LOWEST_TAKER_BPS,
    CommissionModel,
    CostSchedule,
    FeeTier,
    SlippageModel,
    check_costs,
)

__all__ = [
    "COST_SETS", "FREE", "LOWEST_TAKER_BPS", "TIER_WINDOW_MS", "YEAR_MS", "CommissionModel", "CostSchedule",
    "FeeTier", "SlippageModel", "affordable", "affordable_at", "check_costs", "commission", "financing",
    "limit_fill", "market_fill", "market_price", "taken",
]  # fmt: skip

YEAR_MS: Ms = 365 * DAY_MS
TIER_WINDOW_MS: Ms = 30 * DAY_MS
# A bar without volume, or an order a hundred times its volume, is charged as that much.
MOST_VOLUMES = Decimal(100)
_ROOT_STEP = Decimal("0.000000001")


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
