"""What happens to an entry at the open of the next bar: filled with its bracket, or not taken and why.

One function, so that the engine and the simulated venue cannot differ. Money in quote currency.
"""

from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import Ms
from omc.kernel.money import ZERO, down
from omc.market.records import Instrument
from omc.trading.bracket import reached_at_once, resolve, stopped_at_once
from omc.trading.costs import CostSchedule, affordable_at, market_price, taken
from omc.trading.decision import is_stale
from omc.trading.limits import MAX_MISSING_BARS
from omc.trading.model import BracketTerms, Direction, Fill, Levels


@dataclass(frozen=True)
class EntryOrder:
    """A decision on its way to the next open. quantity > 0 in base units; signal_ts: open time of its bar;
    session_day: the day of the session it counts in.

    limit: the price it rests at, a multiple of the tick; None: it meets the market. until: open time of the
    last bar it rests for.
    """

    direction: Direction
    quantity: Decimal
    bracket: BracketTerms | None
    signal_ts: Ms
    session_day: int = -1
    limit: Decimal | None = None
    until: Ms = 0


@dataclass(frozen=True)
class Entered:
    """The fill, and the levels resolved from its price, live from this bar on.

    unfilled: units for which the bar had not volume enough. inside: it filled in the course of the bar, of
    which the part before it says nothing of this position.
    """

    fill: Fill
    levels: Levels
    unfilled: Decimal = ZERO
    inside: bool = False


@dataclass(frozen=True)
class NotTaken:
    """`reason` is one of stale_signal, beyond_stop, beyond_target, min_notional; the value that broke the
    limit."""

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
    volume: Decimal = ZERO,
) -> Entered | NotTaken:
    """Try to fill a market `order` at the open of the bar at `ts`; never more than `cash` covers, fee
    included, nor than the schedule's share of the bar's `volume`, if it sets one; the rest is cancelled."""
    if is_stale(order.signal_ts, ts, timeframe_ms):
        missing = (ts - order.signal_ts) // timeframe_ms - 1
        return NotTaken("stale_signal", Decimal(missing), Decimal(MAX_MISSING_BARS))
    side, direction, tick = order.direction.entry_side, order.direction, instrument.tick
    wanted = order.quantity
    if costs.volume_fraction is not None:
        wanted = min(wanted, down(costs.volume_fraction * volume, instrument.step))
    # The price is that of the order as it meets the market, also where cash then pays for less of it.
    price = market_price(open_price, side, costs, tick, wanted, volume)
    stop = stopped_at_once(order.bracket, open_price, price, direction, tick)
    if stop is not None:
        return NotTaken("beyond_stop", open_price, stop)
    target = reached_at_once(order.bracket, open_price, direction, tick)
    if target is not None:
        return NotTaken("beyond_target", open_price, target)
    quantity = min(wanted, affordable_at(cash, price, costs, instrument.step))
    if quantity <= 0 or quantity * price < instrument.min_notional:
        return NotTaken("min_notional", quantity * price, instrument.min_notional)
    fill = taken(side, quantity, price, open_price, ts, costs)
    return Entered(
        fill, resolve(order.bracket, price, quantity, direction, instrument), order.quantity - wanted
    )
