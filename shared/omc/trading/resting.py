"""What a bar does to an entry that rests at its limit (OMC-BT-034): one function for engine and venue.

A bar that only touches the limit may have left us in the queue; one that trades a tick beyond it has served
everybody at it. What the bar had no volume for rests on at the price of the first fill, so that a position
has one entry price and one stop, whatever the number of its fills.
"""

from dataclasses import replace
from decimal import Decimal

from omc.kernel.instants import Ms
from omc.kernel.money import ZERO, down
from omc.market.records import Bar, Instrument
from omc.trading.bracket import reached_at_once, resolve, stopped_at_once, touched
from omc.trading.costs import CostSchedule, affordable_at, limit_fill
from omc.trading.entry import Entered, EntryOrder, NotTaken
from omc.trading.model import Direction, Fill, Levels, Side

# Of a bar's volume an order at a limit gets no more, where the schedule sets no other share.
LIMIT_VOLUME_FRACTION = Decimal("0.1")
# Why one ended without a fill.
EXPIRED, CANCELLED = "limit_expired", "limit_cancelled"


def trades_through(limit: Decimal, side: Side, low: Decimal, high: Decimal, tick: Decimal) -> bool:
    """Whether a bar of this range trades beyond `limit` by at least one tick."""
    return low <= limit - tick if side is Side.BUY else high >= limit + tick


def is_over(order: EntryOrder, ts: Ms) -> bool:
    """True when the bar at `ts` opened too late for `order` to rest in it."""
    return ts > order.until


def fill_resting(
    order: EntryOrder,
    bar: Bar,
    cash: Decimal,
    costs: CostSchedule,
    instrument: Instrument,
    held: Fill | None = None,
) -> Entered | NotTaken | None:
    """What `bar` fills of `order`; None: nothing, it rests on. NotTaken: it is cancelled.

    At the limit; at the open where that is beyond the limit already (OMC-BT-033). The maker's fee, no spread
    nor slippage. held: what has filled of it before, at whose price the rest rests; the levels are those of
    the whole then.
    """
    limit, side, direction = order.limit, order.direction.entry_side, order.direction
    assert limit is not None
    if not trades_through(limit, side, bar.low, bar.high, instrument.tick):
        return None
    at_open = side.sign * (bar.open - limit) < 0
    price = bar.open if at_open and held is None else limit
    broken = None if held is not None else _at_once(order, price, instrument.tick)
    if broken is not None:
        return broken
    share = LIMIT_VOLUME_FRACTION if costs.volume_fraction is None else costs.volume_fraction
    wanted = min(order.quantity, down(share * bar.volume, instrument.step))
    smallest = ZERO if held is not None else instrument.min_notional
    if wanted < order.quantity and (wanted <= 0 or wanted * price < smallest):
        return None
    quantity = min(wanted, affordable_at(cash, price, costs, instrument.step, costs.maker_bps))
    if quantity <= 0 or quantity * price < smallest:
        return NotTaken("min_notional", quantity * price, instrument.min_notional)
    fill = limit_fill(side, quantity, price, bar.ts, costs)
    whole = quantity if held is None else held.quantity + quantity
    levels = resolve(order.bracket, price, whole, direction, instrument)
    # Less cash than the bar had volume for: there will not be more of it, nothing rests on.
    left = order.quantity - quantity if quantity == wanted else ZERO
    return Entered(fill, levels, left, inside=not at_open)


def rest_of(order: EntryOrder, entered: Entered) -> EntryOrder | None:
    """What rests on after a fill, at that fill's price; None where nothing is left."""
    if not entered.unfilled:
        return None
    return replace(order, quantity=entered.unfilled, limit=entered.fill.price)


def grown(first: Fill, more: Fill) -> Fill:
    """Two fills of one resting order, which have one price, as one."""
    return replace(first, quantity=first.quantity + more.quantity, fee=first.fee + more.fee)


def free_cash(cash: Decimal, direction: Direction, held: Fill) -> Decimal:
    """Of `cash`, what may be spent beside what is held: what a short brought in stands behind it, and as much
    again."""
    return cash - 2 * held.notional if direction is Direction.SHORT else cash


def ends_growth(levels: Levels, bar: Bar, direction: Direction, held: Decimal) -> bool:
    """Whether the open of `bar` takes something off the position before its rest could fill."""
    opening = replace(bar, high=bar.open, low=bar.open, close=bar.open)
    return bool(touched(levels, opening, direction, held))


def after_inside(levels: Levels) -> Levels:
    """The levels that count for the rest of a bar in whose course the entry filled: its stop. A target may
    have been passed before we were there."""
    return replace(levels, targets=())


def _at_once(order: EntryOrder, price: Decimal, tick: Decimal) -> NotTaken | None:
    """A level on the wrong side of the price that the order would fill at."""
    stop = stopped_at_once(order.bracket, price, price, order.direction, tick)
    if stop is not None:
        return NotTaken("beyond_stop", price, stop)
    target = reached_at_once(order.bracket, price, order.direction, tick)
    return None if target is None else NotTaken("beyond_target", price, target)
