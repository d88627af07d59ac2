"""What happens to an entry at the open of the next bar: filled with its bracket, or not taken and why.

One function, so that the engine and the simulated venue cannot differ. Money in quote currency.
"""

from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.market.records import Instrument
from omc.trading.bracket import beyond_stop, resolve
from omc.trading.costs import CostSchedule, affordable, market_fill, market_price
from omc.trading.decision import MAX_MISSING_BARS, is_stale
from omc.trading.model import BracketTerms, Direction, Fill, Levels


@dataclass(frozen=True)
class EntryOrder:
    """A decision on its way to the next open. quantity > 0 in base units; signal_ts: open time of its bar."""

    direction: Direction
    quantity: Decimal
    bracket: BracketTerms | None
    signal_ts: Ms


@dataclass(frozen=True)
class Entered:
    """The fill, and the levels resolved from its price, live from this bar on."""

    fill: Fill
    levels: Levels


@dataclass(frozen=True)
class NotTaken:
    """`reason` is one of stale_signal, beyond_stop, min_notional; the value that broke the limit."""

    reason: str
    value: Decimal
    limit: Decimal


def enter_at_open(
    order: EntryOrder,
    ts: Ms,
    open_price: Decimal,
    cash: Decimal,
    costs: CostSchedule,
    instrument: Instrument,
    timeframe_ms: Ms,
) -> Entered | NotTaken:
    """Try to fill `order` at the open of the bar at `ts`; never more than `cash` covers, fee included."""
    if is_stale(order.signal_ts, ts, timeframe_ms):
        missing = (ts - order.signal_ts) // timeframe_ms - 1
        return NotTaken("stale_signal", Decimal(missing), Decimal(MAX_MISSING_BARS))
    side, direction, tick = order.direction.entry_side, order.direction, instrument.tick
    price = market_price(open_price, side, costs, tick)
    if beyond_stop(order.bracket, open_price, price, direction, tick):
        stop = resolve(order.bracket, price, direction, tick).stop or ZERO
        return NotTaken("beyond_stop", open_price, stop)
    covered = affordable(cash, open_price, side, costs, tick, instrument.step)
    quantity = min(order.quantity, covered)
    if quantity <= 0 or quantity * price < instrument.min_notional:
        return NotTaken("min_notional", quantity * price, instrument.min_notional)
    fill = market_fill(side, quantity, open_price, ts, costs, tick)
    return Entered(fill, resolve(order.bracket, fill.price, direction, tick))
