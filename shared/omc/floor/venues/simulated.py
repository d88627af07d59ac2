"""The simulated venue: state and event in, state and reports out; prices and costs by `omc.trading` only.

Per bar: waiting orders at its open, exits before entries, and entries at a limit by its range; then what
its range touches; then trailing stops move at its close, and limits come to their end. A bar seen before
changes nothing. A flatten order does not wait for a bar: it fills at the last price seen, as an order to
leave must not depend on the next candle.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from omc.floor.orders import Purpose
from omc.floor.venues.model import Report, VenueAccount, VenueOrder, VenueState
from omc.floor.venues.resting import expire, rest, without_rest
from omc.floor.venues.turns import Turn, ended, filled, paid, view_of, without
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.market.records import Bar
from omc.trading.bracket import touch_fill, touched, trail, without_reached
from omc.trading.costs import CostSchedule, financing, market_fill
from omc.trading.entry import NotTaken, enter_at_open
from omc.trading.model import Direction, Fill, Levels, Side
from omc.trading.resting import after_inside


@dataclass(frozen=True)
class Price:
    """What a market order of one side meets: a price before costs, and the costs on top of it."""

    reference: Decimal
    costs: CostSchedule


@dataclass(frozen=True)
class Observed:
    """What the venue sees next: prices by side at its first instant, and the range that follows."""

    prices: Mapping[Side, Price]
    bar: Bar


def place(account: VenueAccount, order: VenueOrder, now: Ms) -> Turn:
    """Take or refuse `order`; the caller has made sure that its id is new to the venue."""
    refusal = _refusal(account, order, now)
    view = view_of(order, VenueState.REJECTED if refusal else VenueState.OPEN, refusal)
    if refusal:
        return Turn(account, (), (view,))
    if order.purpose is Purpose.FLATTEN and account.last_price is not None:
        at = account.observed_ts or order.signal_ts
        price = Price(account.last_price, account.terms.costs)
        left = _leave(account, order, at, price, account.last_volume, inside=True)
        return Turn(account, (), (view,)).then(left)
    return Turn(replace(account, resting=(*account.resting, order)), (), (view,))


def withdraw(account: VenueAccount, client_order_id: str) -> Turn:
    """Cancel a resting order; one that rests no more is left as it ended."""
    order = next((o for o in account.resting if o.client_order_id == client_order_id), None)
    if order is None:
        return Turn(account)
    ts = account.observed_ts if account.observed_ts is not None else order.signal_ts
    return ended(without(account, order), order, ts, "cancelled")


def advance(account: VenueAccount, bar: Bar) -> Turn:
    """The account after `bar`."""
    price = Price(bar.open, account.terms.costs)
    return observe(account, Observed({Side.BUY: price, Side.SELL: price}, bar))


def observe(account: VenueAccount, seen: Observed) -> Turn:
    """The account after what was seen; the past changes nothing."""
    bar = seen.bar
    if account.observed_ts is not None and bar.ts <= account.observed_ts:
        return Turn(account)
    turn = Turn(account)
    for order in sorted(account.resting, key=lambda o: not o.reduce_only):
        if order not in turn.account.resting:
            # What rested of an entry went with the exit before it.
            continue
        present, price = without(turn.account, order), seen.prices[order.side]
        if order.reduce_only:
            turn = turn.then(_leave(present, order, bar.ts, price, bar.volume))
        elif order.limit is not None:
            turn = turn.then(rest(present, order, bar))
        else:
            turn = turn.then(_enter(present, order, bar.ts, price, bar.volume))
    inside = any(report.inside and report.levels is not None for report in turn.reports)
    turn = turn.then(_touch(turn.account, bar, inside=inside))
    turn = turn.then(expire(turn.account, bar.ts))
    after = turn.account
    levels = trail(after.levels, bar.close, after.direction, after.terms.instrument.tick) if after.direction \
        else Levels()  # fmt: skip
    borrowed = after.borrowed_closes + bar.close if after.direction is Direction.SHORT else ZERO
    after = replace(after, borrowed_closes=borrowed, observed_ts=bar.ts, last_price=bar.close)
    return replace(turn, account=replace(after, levels=levels, last_volume=bar.volume))


def _refusal(account: VenueAccount, order: VenueOrder, now: Ms) -> str:
    instrument = account.terms.instrument
    if order.symbol != instrument.symbol:
        return "unknown_symbol"
    if order.quantity <= 0 or order.quantity % instrument.step:
        return "wrong_quantity"
    if order.limit is not None and (order.limit <= 0 or order.limit % instrument.tick):
        return "wrong_limit"
    if order.valid_until is not None and now > order.valid_until:
        return "too_late"
    return ""


def _enter(account: VenueAccount, order: VenueOrder, ts: Ms, price: Price, volume: Decimal) -> Turn:
    if account.quantity:
        return ended(account, order, ts, "position_open")
    terms = account.terms
    result = enter_at_open(
        order.entry,
        ts,
        price.reference,
        account.cash,
        price.costs,
        terms.instrument,
        terms.timeframe_ms,
        volume,
    )
    if isinstance(result, NotTaken):
        return ended(account, order, ts, result.reason)
    opened = replace(paid(account, result.fill), levels=result.levels, entry_order_id=order.client_order_id)
    reason = "partial_fill" if result.unfilled else ""
    return filled(opened, order, ts, result.fill, levels=result.levels, reason=reason)


def _leave(
    account: VenueAccount, order: VenueOrder, ts: Ms, price: Price, volume: Decimal, *, inside: bool = False
) -> Turn:
    direction = account.direction
    if direction is None or order.side is direction.entry_side:
        return ended(account, order, ts, "no_position")
    quantity = min(order.quantity, abs(account.quantity))
    tick = account.terms.instrument.tick
    fill = market_fill(order.side, quantity, price.reference, ts, price.costs, tick, volume)
    fill = _with_funding(account, fill)
    left = filled(paid(account, fill), order, ts, fill, inside=inside)
    return left.then(without_rest(left.account, ts))


def _touch(account: VenueAccount, bar: Bar, *, inside: bool) -> Turn:
    """Everything that the range of `bar` takes off the position, in order; inside: it came in its course."""
    direction = account.direction
    turn = Turn(account)
    if direction is None:
        return turn
    terms = account.terms
    levels = after_inside(account.levels) if inside else account.levels
    for touch in touched(levels, bar, direction, abs(account.quantity)):
        present = turn.account
        fill = touch_fill(touch, direction, bar, terms.costs, terms.instrument.tick)
        fill = _with_funding(present, fill)
        seq = present.report_seq + 1
        report = Report(seq, present.entry_order_id, bar.ts, fill, leg=touch.reason, inside=True)
        left = without_reached(present.levels, (touch,))
        after = replace(paid(replace(present, levels=left), fill), report_seq=seq)
        turn = turn.then(Turn(after, (report,)))
    return turn.then(without_rest(turn.account, bar.ts)) if turn.reports else turn


def _with_funding(account: VenueAccount, fill: Fill) -> Fill:
    """`fill` with what its part of a short owes for having been borrowed."""
    terms = account.terms
    closes, fraction = account.borrowed_closes, terms.costs.financing_fraction
    owed = financing(fill.quantity, closes, fraction, terms.timeframe_ms)
    return replace(fill, funding=owed) if owed else fill
