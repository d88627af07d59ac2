"""Entries that rest at a limit with a simulated venue: what a bar fills of them, and how they end."""

from dataclasses import replace

from omc.floor.venues.model import VenueAccount, VenueOrder
from omc.floor.venues.turns import Turn, ended, filled, paid, without
from omc.kernel.instants import Ms
from omc.market.records import Bar
from omc.trading.entry import Entered, NotTaken
from omc.trading.resting import EXPIRED, ends_growth, fill_resting, free_cash, grown, is_over, rest_of

PARTIAL = "partial_fill"


def rest(account: VenueAccount, order: VenueOrder, bar: Bar) -> Turn:
    """`account`, which is without `order`, after what `bar` made of it: filled, ended, or resting on."""
    if is_over(order.entry, bar.ts):
        return ended(account, order, bar.ts, EXPIRED if order.held is None else PARTIAL)
    if account.quantity and order.held is None:
        return ended(account, order, bar.ts, "position_open")
    outcome = _outcome(account, order, bar)
    if outcome is None:
        return Turn(replace(account, resting=(*account.resting, order)))
    if isinstance(outcome, NotTaken):
        return ended(account, order, bar.ts, outcome.reason)
    return _entered(account, order, bar.ts, outcome)


def expire(account: VenueAccount, ts: Ms) -> Turn:
    """End the limits that would not rest in a bar after the one at `ts`."""
    turn = Turn(account)
    for order in account.resting:
        if order.limit is not None and is_over(order.entry, ts + account.terms.timeframe_ms):
            reason = EXPIRED if order.held is None else PARTIAL
            turn = turn.then(ended(without(turn.account, order), order, ts, reason))
    return turn


def without_rest(account: VenueAccount, ts: Ms) -> Turn:
    """End what rests of the entry of a position of which something was taken off."""
    turn = Turn(account)
    for order in account.resting:
        if order.held is not None:
            turn = turn.then(ended(without(turn.account, order), order, ts, PARTIAL))
    return turn


def _outcome(account: VenueAccount, order: VenueOrder, bar: Bar) -> Entered | NotTaken | None:
    terms, cash, held = account.terms, account.cash, order.held
    if held is not None:
        if ends_growth(account.levels, bar, order.direction, abs(account.quantity)):
            return NotTaken(PARTIAL, bar.open, held.price)
        cash = free_cash(cash, order.direction, held)
    outcome = fill_resting(order.entry, bar, cash, terms.costs, terms.instrument, held)
    if isinstance(outcome, NotTaken) and held is not None:
        return replace(outcome, reason=PARTIAL)
    return outcome


def _entered(account: VenueAccount, order: VenueOrder, ts: Ms, entered: Entered) -> Turn:
    fill, levels = entered.fill, entered.levels
    if order.held is not None:
        levels = replace(account.levels, targets=levels.targets)
    opened = replace(paid(account, fill), levels=levels, entry_order_id=order.client_order_id)
    left = rest_of(order.entry, entered)
    if left is not None:
        held = fill if order.held is None else grown(order.held, fill)
        resting = replace(order, quantity=left.quantity, limit=left.limit, held=held)
        opened = replace(opened, resting=(*opened.resting, resting))
    return filled(opened, order, ts, fill, levels=levels, inside=entered.inside, final=left is None)
