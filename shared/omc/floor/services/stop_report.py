"""What an emergency stop has done, read from orders and books and verified with the venue (REQ-FL-016)."""

from collections.abc import Iterator
from dataclasses import replace

from omc.floor.accounts import Account
from omc.floor.audit import Act, append
from omc.floor.changes import Changes
from omc.floor.notices import emergency_progress
from omc.floor.operations import Action, Liquidation, Operation, OperationState
from omc.floor.ports import FloorStore, Venue
from omc.floor.reasons import Reason, plain
from omc.floor.services.flatten import flatten_orders
from omc.floor.services.turns import take_turns
from omc.floor.states import OrderState
from omc.kernel.errors import OmcError
from omc.kernel.money import ZERO
from omc.kernel.ports import Clock


def report(store: FloorStore, venue: Venue, operation_id: str, clock: Clock) -> Operation:
    """The operation, finished with its result if everything in scope is quiet; else as it is."""

    def attempt() -> Operation:
        operation, now = store.operation(operation_id), clock.now()
        if operation.finished or operation.quiesced_at is None:
            return operation
        result = _result(store, venue, operation)
        said = f"{len(result.completed_actions)} actions done, {len(result.failed_actions)} failed"
        act = Act(
            "floor/stop", "kill_switch", operation.state, OperationState.FINISHED,
            (Reason("stop_finished", said),),
        )  # fmt: skip
        head, audit = append(operation.audit, f"operation:{operation_id}", now, act)
        finished = replace(result, state=OperationState.FINISHED, finished_at=now, audit=head)
        total = len(operation.account_ids)
        notice = emergency_progress(finished, "report", total, total, now)
        store.commit(Changes(operation=finished, audits=(audit,), notices=(notice,)))
        return store.operation(operation_id)

    return take_turns(attempt)


def _result(store: FloorStore, venue: Venue, operation: Operation) -> Operation:
    accounts = [store.account(key) for key in operation.account_ids]
    cancelled = tuple(key for key in operation.open_orders if store.order(key).state is OrderState.CANCELLED)
    failures = [failure for account in accounts for failure in _failures(venue, account)]
    failed = {failure.object_id for failure in failures}
    done = [Action("ALGORITHM_PAUSED", account.algorithm_id) for account in accounts]
    done += [Action("ORDER_CANCELLED", key) for key in cancelled]
    done += [Action("FLAT_AT_VENUE", a.account_id) for a in accounts if a.account_id not in failed]
    return replace(
        operation,
        stopped_algorithms=tuple(account.algorithm_id for account in accounts),
        cancelled_orders=cancelled,
        liquidated_positions=tuple(
            one for account in accounts for one in _liquidations(store, operation, account)
        ),
        completed_actions=(*operation.completed_actions, *done),
        failed_actions=tuple(failures),
        final_pnl=sum(
            (account.equity_at(account.marks.mark or ZERO) - account.capital for account in accounts), ZERO
        ),
    )


def _liquidations(store: FloorStore, operation: Operation, account: Account) -> Iterator[Liquidation]:
    for order in flatten_orders(store, operation, account.account_id):
        if order.average_price is not None:
            yield Liquidation(
                account.algorithm_id, account.symbol, order.filled_quantity, order.average_price
            )


def _failures(venue: Venue, account: Account) -> Iterator[Action]:
    """What is not flat: in our books, or at the venue; and a venue that cannot be asked."""
    if account.quantity:
        message = f"{plain(account.quantity)} {account.symbol} still held; close it at the venue by hand"
        yield Action("LIQUIDATION_FAILED", account.account_id, message)
        return
    try:
        held = venue.snapshot(account.account_id).quantity
    except OmcError as error:
        yield Action("VERIFICATION_FAILED", account.account_id, error.message)
        return
    if held:
        yield Action("VERIFICATION_FAILED", account.account_id, f"the venue says {plain(held)} is held")
