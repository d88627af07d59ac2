"""What an event does to an account of a simulated venue: the account after it, and what is said of it."""

from dataclasses import dataclass, replace

from omc.floor.venues.model import OrderView, Report, VenueAccount, VenueOrder, VenueState
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.trading.model import Fill, Levels


@dataclass(frozen=True)
class Turn:
    """What one event did: the account after it, reports in order, and the orders whose view changed."""

    account: VenueAccount
    reports: tuple[Report, ...] = ()
    views: tuple[OrderView, ...] = ()

    def then(self, other: "Turn") -> "Turn":
        return Turn(other.account, self.reports + other.reports, self.views + other.views)


def paid(account: VenueAccount, fill: Fill) -> VenueAccount:
    quantity = account.quantity + fill.side.sign * fill.quantity
    cash = account.cash - fill.side.sign * fill.notional - fill.fee - fill.funding
    if not quantity:
        return replace(account, cash=cash, quantity=ZERO, levels=Levels(), borrowed_closes=ZERO)
    return replace(account, cash=cash, quantity=quantity)


def filled(
    account: VenueAccount,
    order: VenueOrder,
    ts: Ms,
    fill: Fill,
    *,
    levels: Levels | None = None,
    inside: bool = False,
    final: bool = True,
    reason: str = "",
) -> Turn:
    """A fill of `order`, its last one or not."""
    report = Report(
        account.report_seq + 1, order.client_order_id, ts, fill,
        levels=levels, inside=inside, final=final, reason=reason,
    )  # fmt: skip
    view = view_of(order, VenueState.FILLED if final else VenueState.OPEN)
    return Turn(replace(account, report_seq=report.seq), (report,), (view,))


def ended(account: VenueAccount, order: VenueOrder, ts: Ms, reason: str) -> Turn:
    report = Report(account.report_seq + 1, order.client_order_id, ts, reason=reason)
    view = view_of(order, VenueState.CANCELLED, reason)
    return Turn(replace(account, report_seq=report.seq), (report,), (view,))


def without(account: VenueAccount, order: VenueOrder) -> VenueAccount:
    rest = tuple(o for o in account.resting if o.client_order_id != order.client_order_id)
    return replace(account, resting=rest)


def view_of(order: VenueOrder, state: VenueState, reason: str = "") -> OrderView:
    return OrderView(order.client_order_id, derived_id("ven", order.client_order_id), state, reason)
