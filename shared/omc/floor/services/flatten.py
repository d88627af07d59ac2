"""Closes what an account holds in an emergency stop: reduce-only orders in turn, three at most."""

from dataclasses import dataclass

from omc.floor.accounts import Account, with_order
from omc.floor.algorithms import Algorithm
from omc.floor.changes import Changes
from omc.floor.notices import order_update
from omc.floor.operations import Operation
from omc.floor.orders import Intent, Order, Purpose, new_order, order_id_of, stop_intent_id
from omc.floor.ports import FloorStore
from omc.floor.reasons import Reason
from omc.floor.services.execute import Executor
from omc.kernel.errors import Conflict, NotFound
from omc.kernel.ports import Clock
from omc.trading.model import ExitReason

MAX_ATTEMPTS = 3


def kill_reason(operation: Operation) -> Reason:
    return Reason("kill_active", f"emergency stop {operation.operation_id}: {operation.reason}")


def flatten_orders(store: FloorStore, operation: Operation, account_id: str) -> list[Order]:
    """The operation's orders to close the account's position so far, oldest first."""
    found: list[Order] = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            found.append(
                store.order(order_id_of(stop_intent_id(operation.operation_id, account_id, attempt)))
            )
        except NotFound:
            break
    return found


def given_up(store: FloorStore, operation: Operation, account_id: str) -> bool:
    """True when three orders to close the position have ended."""
    orders = flatten_orders(store, operation, account_id)
    return len(orders) == MAX_ATTEMPTS and all(order.state.terminal for order in orders)


@dataclass(frozen=True)
class Flattener:
    store: FloorStore
    executor: Executor
    clock: Clock

    def flatten(self, operation: Operation, algorithm: Algorithm, account: Account) -> Order | None:
        """The order sent to close the position; None where one is under way, or three have ended."""
        orders = flatten_orders(self.store, operation, account.account_id)
        if len(orders) == MAX_ATTEMPTS or any(not order.state.terminal for order in orders):
            return None
        order, audit = new_order(_intent(operation, algorithm, account, len(orders) + 1))
        try:
            self.store.commit(
                Changes(
                    account=with_order(account, order.order_id, order.state),
                    orders=(order,),
                    audits=(audit,),
                    notices=(order_update(order, None, self.clock.now()),),
                )
            )
        except Conflict:
            return None
        return self.executor.run(order.order_id)


def _intent(operation: Operation, algorithm: Algorithm, account: Account, attempt: int) -> Intent:
    assert account.trade is not None
    at, timeframe_ms = account.marks.marked_at or 0, algorithm.series.timeframe.ms
    return Intent(
        algorithm_id=algorithm.algorithm_id,
        account_id=account.account_id,
        owner_id=account.owner_id,
        mode=account.mode,
        venue=account.venue,
        symbol=account.symbol,
        purpose=Purpose.FLATTEN,
        direction=account.trade.direction,
        quantity=abs(account.quantity),
        signal_ts=at - timeframe_ms,
        timeframe_ms=timeframe_ms,
        decided_at=at,
        arrival_price=account.marks.mark or account.trade.entry_price,
        reasons=(kill_reason(operation),),
        exit_reason=ExitReason.KILL,
        attempt=attempt,
        operation_id=operation.operation_id,
    )
