"""What a fill costs: half spread and slippage against us in the price, a fee on notional beside it."""

from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import Ms
from omc.kernel.money import BPS, ONE, down, fee, up
from omc.trading.model import Fill, Side


@dataclass(frozen=True)
class CostSchedule:
    """A venue's costs in basis points; the defaults are a retail crypto venue's (OMC-BT-042)."""

    taker_bps: Decimal = Decimal(20)
    maker_bps: Decimal = Decimal(10)
    half_spread_bps: Decimal = Decimal(5)
    slippage_bps: Decimal = Decimal(5)

    @property
    def round_trip_bps(self) -> Decimal:
        """Cost of going in and out by market orders, in bps of notional."""
        return 2 * (self.taker_bps + self.half_spread_bps + self.slippage_bps)


FREE = CostSchedule(Decimal(0), Decimal(0), Decimal(0), Decimal(0))


def market_price(reference: Decimal, side: Side, costs: CostSchedule, tick: Decimal) -> Decimal:
    """`reference` moved against us by half spread and slippage, rounded against us to the tick."""
    moved = reference * (ONE + side.sign * BPS * (costs.half_spread_bps + costs.slippage_bps))
    return up(moved, tick) if side is Side.BUY else max(down(moved, tick), tick)


def market_fill(
    side: Side, quantity: Decimal, reference: Decimal, ts: Ms, costs: CostSchedule, tick: Decimal
) -> Fill:
    """Take liquidity at `reference`: spread, slippage and the taker's fee."""
    price = market_price(reference, side, costs, tick)
    return Fill(side, quantity, price, fee(price * quantity * costs.taker_bps * BPS), ts, reference)


def limit_fill(side: Side, quantity: Decimal, price: Decimal, ts: Ms, costs: CostSchedule) -> Fill:
    """Be taken at a resting limit: its price or better, the maker's fee, no spread nor slippage."""
    return Fill(side, quantity, price, fee(price * quantity * costs.maker_bps * BPS), ts, price)


def affordable(
    cash: Decimal, reference: Decimal, side: Side, costs: CostSchedule, tick: Decimal, step: Decimal
) -> Decimal:
    """The largest quantity whose market fill, fee included, `cash` covers.

    A short is held to the same measure: its notional is fully covered by cash.
    """
    price = market_price(reference, side, costs, tick)
    quantity = down(max(cash, Decimal(0)) / (price * (ONE + costs.taker_bps * BPS)), step)
    # The fee is rounded up to the books' step: at the very edge that step may be missing.
    while quantity > 0 and price * quantity + fee(price * quantity * costs.taker_bps * BPS) > cash:
        quantity -= step
    return quantity
