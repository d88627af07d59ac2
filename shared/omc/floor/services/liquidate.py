"""The work of an emergency stop: pause, cancel, settle, flatten, verify, report; account by account.

May be run again at any time and by several at once: every step looks at what is, and the ids of its
orders are functions of the operation.
"""

from dataclasses import dataclass, replace
from functools import partial

from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm, AlgorithmStatus
from omc.floor.changes import Changes
from omc.floor.notices import emergency_progress
from omc.floor.operations import Operation, OperationState
from omc.floor.orders import Order, Purpose
from omc.floor.ports import FloorStore, Schedules, Sleep, Venue
from omc.floor.services.bookkeeper import Bookkeeper
from omc.floor.services.execute import Executor
from omc.floor.services.flatten import Flattener, given_up, kill_reason
from omc.floor.services.settle import Settler
from omc.floor.services.status import set_status
from omc.floor.services.stop_report import report
from omc.floor.services.turns import take_turns
from omc.floor.states import AT_VENUE
from omc.floor.venues.model import VenueDown, VenueTimeout
from omc.kernel.errors import OmcError
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.ports import Clock

BUDGET_MS = 45 * SECOND_MS
_PAUSE_MS = SECOND_MS // 2
_ACTOR = "floor/stop"


@dataclass(frozen=True)
class Liquidator:
    store: FloorStore
    venue: Venue
    executor: Executor
    settler: Settler
    schedules: Schedules
    clock: Clock
    sleep: Sleep

    def work(self, operation_id: str, budget_ms: Ms = BUDGET_MS) -> Operation:
        """Go on until everything is quiet and flat, or the budget is spent; the operation as it then is."""
        until = self.clock.now() + budget_ms
        operation = self.store.operation(operation_id)
        if operation.finished or operation.accepted_at is None:
            return operation
        self._set_all(operation, AlgorithmStatus.PAUSED)
        self._tell(operation, "pause")
        while not self._round(operation) and self.clock.now() < until:
            self.sleep(_PAUSE_MS)
        finished = report(self.store, self.venue, operation_id, self.clock)
        if finished.finished and finished.retire:
            self._set_all(finished, AlgorithmStatus.STOPPED)
        if finished.finished and not self.store.running():
            self.schedules.remove()
        return finished

    def _set_all(self, operation: Operation, status: AlgorithmStatus) -> None:
        for account_id in operation.account_ids:
            algorithm_id = self.store.account(account_id).algorithm_id
            now, reason = self.clock.now(), kill_reason(operation)
            set_status(self.store, algorithm_id, status, now, operation.by, reason)

    def _round(self, operation: Operation) -> bool:
        """One look at every account; True when all are quiet, and flat or given up."""
        done = [self._looked_after(operation, account_id) for account_id in operation.account_ids]
        if all(self.store.account(key).settled for key in operation.account_ids):
            take_turns(partial(self._quiesced, operation.operation_id))
        return all(done)

    def _looked_after(self, operation: Operation, account_id: str) -> bool:
        try:
            return self._account(operation, account_id)
        except OmcError:
            # The others must be closed all the same; what is left of this one stands in the report.
            return False

    def _account(self, operation: Operation, account_id: str) -> bool:
        account = self.store.account(account_id)
        algorithm = self.store.algorithm(account.algorithm_id)
        try:
            for order_id in account.open_orders:
                self._end(operation, self.store.order(order_id))
            account = self._follow(algorithm)
            if account.quantity and account.settled:
                Flattener(self.store, self.executor, self.clock).flatten(operation, algorithm, account)
                account = self._follow(algorithm)
        except (VenueTimeout, VenueDown):
            return False
        over = not account.quantity or given_up(self.store, operation, account_id)
        return account.settled and over

    def _end(self, operation: Operation, order: Order) -> None:
        """Cancel what was not sent, settle what may have been, call back what rests at the venue."""
        if order.intent.purpose is Purpose.FLATTEN:
            if not order.state.settled:
                self.executor.run(order.order_id)
            return
        if not order.state.settled:
            books = Bookkeeper(self.store, self.clock)
            order = books.cancel_unsent(order.order_id, _ACTOR, kill_reason(operation))
        if not order.state.settled:
            order = self.settler.ask(order)
        if order.state in AT_VENUE:
            self.venue.cancel(order.intent.account_id, order.client_order_id)

    def _follow(self, algorithm: Algorithm) -> Account:
        account = self.store.account(algorithm.account_id)
        reports = self.venue.reports(account.account_id, account.report_seq)
        return Bookkeeper(self.store, self.clock).take(algorithm, reports) if reports else account

    def _quiesced(self, operation_id: str) -> None:
        operation, now = self.store.operation(operation_id), self.clock.now()
        if operation.quiesced_at is not None:
            return
        total = len(operation.account_ids)
        quiet = replace(operation, state=OperationState.QUIESCED, quiesced_at=now)
        notice = emergency_progress(quiet, "cancel", total, total, now)
        self.store.commit(Changes(operation=quiet, notices=(notice,)))

    def _tell(self, operation: Operation, step: str) -> None:
        total = len(operation.account_ids)
        notice = emergency_progress(operation, step, total, total, self.clock.now())
        self.store.commit(Changes(notices=(notice,)))
