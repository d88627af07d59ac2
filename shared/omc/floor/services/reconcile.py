"""Compares what we believe with what the venue says, for every running algorithm (OMC-FLR-060).

Orders without an answer are asked about; intents whose message was lost are carried again; reports of
venues that live on their own are booked; then cash and quantity must agree, or the algorithm pauses and
a person must look.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm, AlgorithmStatus, change_status
from omc.floor.changes import Changes
from omc.floor.notices import algorithm_status
from omc.floor.orders import Order
from omc.floor.ports import FloorStore, Venue, Waker
from omc.floor.reasons import Reason, plain
from omc.floor.services.bookkeeper import Bookkeeper
from omc.floor.services.execute import Executor
from omc.floor.services.settle import Settler
from omc.floor.states import UNSETTLED
from omc.floor.venues.model import Snapshot, VenueDown, VenueTimeout
from omc.kernel.errors import Conflict, OmcError
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.money import MONEY_STEP
from omc.kernel.ports import Clock
from omc.market.ports import Instruments

LOST_INTENT_MS = 20 * SECOND_MS


@dataclass
class Reconciler:
    """Keeps from pass to pass when it first met an order: before its send an order has no wall time."""

    store: FloorStore
    venue: Venue
    instruments: Instruments
    executor: Executor
    settler: Settler
    waker: Waker
    clock: Clock
    failures: dict[str, str] = field(default_factory=dict)
    _met: dict[str, Ms] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._books = Bookkeeper(self.store, self.clock)

    def every_account(self) -> int:
        """One pass over all running algorithms; how many accounts differ from their venue's books.

        An account that could not be compared counts as differing, stands in `failures`, and keeps nobody
        else's from being compared.
        """
        self.failures.clear()
        differing = sum(not self._compared(algorithm_id) for algorithm_id in self.store.running())
        if not self.failures:
            self.store.reconciled(self.clock.now())
        return differing

    def _compared(self, algorithm_id: str) -> bool:
        try:
            return self.account(algorithm_id)
        except OmcError as error:
            self.failures[algorithm_id] = error.message
            return False

    def account(self, algorithm_id: str) -> bool:
        """Settle, book and compare one account; True if nothing is known to be wrong."""
        algorithm = self.store.algorithm(algorithm_id)
        account = self.store.account(algorithm.account_id)
        was_settled = account.settled
        for order_id in [key for key, state in account.open_orders.items() if state in UNSETTLED]:
            self._settle(self.store.order(order_id))
        try:
            account = self._follow(algorithm)
            snapshot = self.venue.snapshot(account.account_id)
        except (VenueTimeout, VenueDown):
            return True
        if account.settled and not was_settled:
            self.waker.decide(algorithm.series.key)
        return self._compare(algorithm, account, snapshot)

    def _settle(self, order: Order) -> None:
        now = self.clock.now()
        if order.send_claimed_at is not None:
            self.settler.ask(order)
        elif now - self._met.setdefault(order.order_id, now) >= LOST_INTENT_MS:
            # Its message is late or lost; to carry an order twice is safe, not to carry it is not.
            self.executor.run(order.order_id)

    def _follow(self, algorithm: Algorithm) -> Account:
        account = self.store.account(algorithm.account_id)
        reports = self.venue.reports(account.account_id, account.report_seq)
        return self._books.take(algorithm, reports) if reports else account

    def _compare(self, algorithm: Algorithm, account: Account, snapshot: Snapshot) -> bool:
        instrument = self.instruments.get(algorithm.series.venue, algorithm.series.symbol)
        found = differs(account, snapshot, instrument.step)
        if not found or account.difference == found:
            return not found
        if self._moved_on(account):
            # Something was booked between the two readings: compare next time.
            return True
        self._pause(algorithm, replace(account, difference=found), found)
        return False

    def _moved_on(self, account: Account) -> bool:
        present = self.store.account(account.account_id)
        return (
            present.version != account.version
            or not present.settled
            or bool(self.venue.reports(account.account_id, account.report_seq))
        )

    def _pause(self, algorithm: Algorithm, account: Account, found: str) -> None:
        changes, now = Changes(account=account), self.clock.now()
        if algorithm.status is AlgorithmStatus.ACTIVE:
            reason = Reason("needs_reconciliation", found)
            paused, audit = change_status(algorithm, AlgorithmStatus.PAUSED, now, "floor/reconcile", reason)
            notice = algorithm_status(paused, algorithm.status)
            changes = replace(changes, algorithm=paused, audits=(audit,), notices=(notice,))
        try:
            self.store.commit(changes)
        except Conflict:
            return


def differs(account: Account, snapshot: Snapshot, step: Decimal) -> str:
    """Both sides in words where they are further apart than one step; empty where they agree."""
    parts = []
    if abs(account.quantity - snapshot.quantity) > step:
        parts.append(f"quantity: ours {plain(account.quantity)}, venue's {plain(snapshot.quantity)}")
    if abs(account.cash - snapshot.cash) > MONEY_STEP:
        parts.append(f"cash: ours {plain(account.cash)}, venue's {plain(snapshot.cash)}")
    return "; ".join(parts)
