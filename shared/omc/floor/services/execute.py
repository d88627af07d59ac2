"""Carries one order to its venue, at most once, whatever dies on the way.

1 load   2 gates   3 book: kill flag, SUBMITTING with a send deadline, reservation, audit   4 kill flag again
5 claim the one send   6 send   7 record the answer   8 tell, and wake the decision

Run again after a death: before 3 as if nothing had been; after 3 the send goes on, for it is unclaimed;
after 5 it is never sent again, the venue is asked; after 7 only 8 is left.
"""

from dataclasses import replace
from decimal import Decimal

from omc.floor.accounts import Account, reserve, with_order
from omc.floor.algorithms import Algorithm
from omc.floor.audit import AuditRecord
from omc.floor.changes import Changes
from omc.floor.gates import Surroundings, refusal
from omc.floor.notices import order_update
from omc.floor.orders import Order, Purpose, move, note
from omc.floor.ports import AfterStep, FloorStore, Venue, VenueHealth, Waker, go_on
from omc.floor.reasons import Reason
from omc.floor.services.bookkeeper import Bookkeeper
from omc.floor.services.settle import Patience, Settler
from omc.floor.services.turns import take_turns
from omc.floor.states import OrderState
from omc.floor.venues.model import VenueDown, VenueTimeout, venue_order
from omc.kernel.errors import Conflict
from omc.kernel.instants import Ms
from omc.kernel.money import BPS, ONE, ZERO
from omc.kernel.ports import Clock
from omc.trading.costs import CostSchedule

_ACTOR = "floor/execute"


class Executor:
    """`after_step` is called with the number of each step done."""

    def __init__(
        self,
        store: FloorStore,
        venue: Venue,
        health: VenueHealth,
        waker: Waker,
        clock: Clock,
        patience: Patience | None = None,
        after_step: AfterStep = go_on,
    ) -> None:
        self._store, self._venue, self._health, self._waker = store, venue, health, waker
        self._clock, self._patience, self._after = clock, patience or Patience(), after_step
        self._books = Bookkeeper(store, clock)
        self._settler = Settler(store, venue, self._books, clock, self._patience)

    def run(self, order_id: str) -> Order:
        """The order after everything that can be done for it now."""
        order = self._store.order(order_id)
        self._after(1)
        if order.state in (OrderState.NEW, OrderState.GATED) or self._lapsed(order):
            order = take_turns(lambda: self._admit(order_id))
        if order.sendable:
            order = self._send(order)
        elif order.state in (OrderState.SUBMITTING, OrderState.UNKNOWN):
            order = self._settler.ask(order)
        algorithm = self._store.algorithm(order.intent.algorithm_id)
        self._waker.decide(algorithm.series.key)
        self._after(8)
        return order

    def _lapsed(self, order: Order) -> bool:
        """Booked, provably not sent, and too late to be: it may be booked again, through all gates."""
        return order.sendable and order.send_deadline is not None and self._clock.now() > order.send_deadline

    def _admit(self, order_id: str) -> Order:
        order = self._store.order(order_id)
        if order.state not in (OrderState.NEW, OrderState.GATED) and not self._lapsed(order):
            return order
        account = self._store.account(order.intent.account_id)
        algorithm = self._store.algorithm(order.intent.algorithm_id)
        refused = refusal(order, account, algorithm, self._surroundings(algorithm))
        self._after(2)
        if refused is not None:
            return self._books.end(order_id, OrderState.REJECTED, _ACTOR, refused)
        booked = self._book(order, account)
        self._after(3)
        return booked

    def _surroundings(self, algorithm: Algorithm) -> Surroundings:
        healthy = self._health.healthy(algorithm.series.venue)
        return Surroundings(self._clock.now(), healthy, self._store.watched_at())

    def _book(self, order: Order, account: Account) -> Order:
        now, before = self._clock.now(), order.state
        passed = Reason("gates_passed", "every operational gate passed")
        order, audits = _submitting(order, now, passed)
        held = order.reserved or _reservation(order, account)
        account, entries = reserve(account, held - order.reserved, now, order.order_id)
        order = replace(order, reserved=held, send_deadline=now + self._patience.send_deadline_ms)
        self._store.commit(
            Changes(
                account=with_order(account, order.order_id, order.state),
                orders=(order,),
                entries=entries,
                audits=audits,
                notices=(order_update(order, before, now),),
                unless_killed=_guard(order),
            )
        )
        return self._store.order(order.order_id)

    def _send(self, order: Order) -> Order:
        account = self._store.account(order.intent.account_id)
        self._after(4)
        if account.kill is not None and order.intent.purpose is not Purpose.FLATTEN:
            reason = Reason("kill_active", f"trading was stopped at {account.kill.since}")
            return self._books.cancel_unsent(order.order_id, _ACTOR, reason)
        claimed = self._claim(order)
        if claimed is None:
            return self._store.order(order.order_id)
        self._after(5)
        return self._deliver(claimed)

    def _claim(self, order: Order) -> Order | None:
        """The order with the one right to send it; None if that was another's, or stopped, or too late."""
        now = self._clock.now()
        if order.send_deadline is None or now > order.send_deadline:
            return None
        claimed = replace(order, send_claimed_at=now, submitted_at=now)
        try:
            # The kill flag is a condition here too: once it is committed, no send can be claimed any more.
            self._store.commit(Changes(orders=(claimed,), unless_killed=_guard(order)))
        except Conflict:
            return None
        return claimed

    def _deliver(self, order: Order) -> Order:
        try:
            view = self._venue.submit(venue_order(order), self._clock.now())
        except VenueTimeout:
            return self._books.lose_sight(order.order_id)
        except VenueDown as error:
            reason = Reason("venue_down", f"the request did not leave: {error.message}")
            return self._books.end(order.order_id, OrderState.REJECTED, _ACTOR, reason)
        self._after(6)
        answered = self._books.acknowledge(order.order_id, view)
        self._after(7)
        return answered


def _submitting(order: Order, now: Ms, passed: Reason) -> tuple[Order, tuple[AuditRecord, ...]]:
    """`order` in SUBMITTING, by the table's way from where it is; one that is there already is noted."""
    if order.state is OrderState.SUBMITTING:
        order, audit = note(order, now, _ACTOR, "safety_check", (passed,))
        return order, (audit,)
    audits: list[AuditRecord] = []
    if order.state is OrderState.NEW:
        order, audit = move(order, OrderState.GATED, now, _ACTOR, passed)
        audits.append(audit)
    order, audit = move(order, OrderState.SUBMITTING, now, _ACTOR, passed)
    return order, (*audits, audit)


def _guard(order: Order) -> str | None:
    """Orders of a stop pass the flag that it has set."""
    return None if order.intent.purpose is Purpose.FLATTEN else order.intent.account_id


def _reservation(order: Order, account: Account, costs: CostSchedule | None = None) -> Decimal:
    """Cash to hold for an entry: its notional with costs, as far as there is free cash.

    Not a gate: what an entry may cost in the end is settled by `affordable` at its fill.
    """
    intent = order.intent
    if intent.purpose is not Purpose.ENTRY:
        return ZERO
    schedule = costs or CostSchedule()
    load = ONE + BPS * (schedule.taker_bps + schedule.half_spread_bps + schedule.slippage_bps)
    return min(intent.quantity * (intent.limit or intent.arrival_price) * load, max(account.free_cash, ZERO))
