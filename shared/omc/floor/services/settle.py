"""What became of an order that nobody has an answer for: only the venue can tell, and once is not enough."""

from dataclasses import dataclass, replace

from omc.floor.changes import Changes
from omc.floor.orders import Order, note
from omc.floor.ports import FloorStore, Venue
from omc.floor.reasons import Reason
from omc.floor.services.bookkeeper import Bookkeeper
from omc.floor.states import OrderState
from omc.floor.venues.model import VenueDown, VenueTimeout
from omc.kernel.errors import Conflict
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.ports import Clock


@dataclass(frozen=True)
class Patience:
    """send_deadline_ms: how long after booking an order may be sent; not_found_gap_ms: between answers."""

    send_deadline_ms: Ms = 10 * SECOND_MS
    not_found_gap_ms: Ms = 2 * SECOND_MS


class Settler:
    """Follows the venue where it knows the order; MISSED where, past the deadline, it twice does not."""

    def __init__(
        self, store: FloorStore, venue: Venue, books: Bookkeeper, clock: Clock, patience: Patience
    ) -> None:
        self._store, self._venue, self._books = store, venue, books
        self._clock, self._patience = clock, patience

    def ask(self, order: Order) -> Order:
        """`order` after one question to the venue; unchanged while the answer proves nothing."""
        order = self._books.lose_sight(order.order_id)
        if order.state is not OrderState.UNKNOWN:
            return order
        try:
            view = self._venue.status(order.intent.account_id, order.client_order_id)
        except (VenueTimeout, VenueDown):
            return order
        if view is not None:
            return self._books.acknowledge(order.order_id, view)
        return self._not_found(order)

    def _not_found(self, order: Order) -> Order:
        now = self._clock.now()
        if order.send_deadline is None or now <= order.send_deadline:
            return order
        if order.not_found_at is None:
            return self._first_not_found(order, now)
        if now - order.not_found_at < self._patience.not_found_gap_ms:
            return order
        text = f"not known to the venue at {order.not_found_at} and {now}, sends ended {order.send_deadline}"
        reason = Reason("never_arrived", text)
        return self._books.end(order.order_id, OrderState.MISSED, "floor/reconcile", reason)

    def _first_not_found(self, order: Order, now: Ms) -> Order:
        reason = Reason("not_found", f"not known to the venue at {now}; once proves nothing")
        seen, audit = note(
            replace(order, not_found_at=now), now, "floor/reconcile", "reconciliation", (reason,)
        )
        try:
            self._store.commit(Changes(orders=(seen,), audits=(audit,)))
        except Conflict:
            # Someone learnt more meanwhile.
            return self._store.order(order.order_id)
        return seen
