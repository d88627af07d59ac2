"""The emergency stop (REQ-FL-011 to 019): accepted once nothing can book any more, quiesced once nothing
is on its way, finished once everything is flat or it is on record what is not.

Asking is quick and commits the flags. The work comes after, may be done twice and be taken up where it
stopped: what is done is read from orders and accounts, not remembered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from omc.floor.accounts import Account, Kill
from omc.floor.algorithms import account_id_of
from omc.floor.audit import UNBEGUN, Act, AuditRecord, append
from omc.floor.changes import Changes
from omc.floor.happenings import kill_engaged
from omc.floor.notices import emergency_progress
from omc.floor.operations import (
    COOLDOWN_MS,
    STOP_WORD,
    Operation,
    OperationState,
    Scope,
    check_reason,
    check_word,
)
from omc.floor.ports import FloorStore, Waker
from omc.floor.reasons import Reason
from omc.floor.services.turns import take_turns
from omc.floor.states import OrderState
from omc.kernel.errors import Conflict, InvalidInput, NotFound, Transient
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.kernel.ports import Clock

_FLAG_TRIES = 60


@dataclass(frozen=True)
class Person:
    """Who asks: a signed-in person, or the Floor itself (`by` floor/watch). address: where from."""

    owner_id: str
    by: str
    address: str = ""
    admin: bool = False


@dataclass(frozen=True)
class StopRequest:
    """What was typed and chosen. key: the request's idempotency key."""

    person: Person
    scope: Scope
    confirmation: str
    reason: str
    key: str
    algorithm_id: str | None = None
    retire: bool = False
    lock: bool = False


def operation_id_of(owner_id: str, key: str) -> str:
    """One wish of one person is one operation, however often it is sent."""
    return derived_id("stp", owner_id, key)


class Stopper:
    def __init__(self, store: FloorStore, waker: Waker, clock: Clock) -> None:
        self._store, self._waker, self._clock = store, waker, clock

    def stop(self, request: StopRequest) -> Operation:
        """The operation, accepted; the one under way if it covers the same. Conflict in the cooldown."""
        now = self._clock.now()
        self._check_words(request, now)
        owner = self._store.owner(request.person.owner_id)
        if owner.operation_id is not None:
            last = self._store.operation(owner.operation_id)
            if not last.finished and last.covers(request.scope, request.algorithm_id):
                return self._accept(last)
            if last.blocks(request.scope, request.algorithm_id, now):
                raise Conflict(
                    f"expected {COOLDOWN_MS} ms between stops, the last ended at {last.finished_at}",
                    code="cooldown",
                )
        operation = take_turns(partial(self._begin, request, now))
        return self._accept(operation)

    def go_on(self, operation_id: str) -> Operation:
        """Take up an operation whose asking was interrupted."""
        return self._accept(self._store.operation(operation_id))

    def record_dialog(self, person: Person, action: str) -> None:
        """Keep that the stop dialog was opened or left (REQ-FL-017)."""
        reason = Reason(action, f"the stop dialog was {action} by {person.by}")
        self._note(person, f"stop_dialog_{action}", reason, self._clock.now())

    def _check_words(self, request: StopRequest, now: Ms) -> None:
        try:
            check_word(request.confirmation, STOP_WORD)
        except InvalidInput as error:
            self._note(request.person, "stop_wrong_word", Reason("wrong_word", error.message), now)
            raise
        check_reason(request.reason)
        if request.scope is not Scope.ALGORITHM:
            return
        if request.algorithm_id is None:
            raise InvalidInput("expected an algorithm_id with scope algorithm, got none")
        algorithm = self._store.algorithm(request.algorithm_id)
        if algorithm.owner_id != request.person.owner_id and not request.person.admin:
            # In the words of one that does not exist: whose it is, is nobody's business.
            raise NotFound(f"expected a known algorithm, got {request.algorithm_id!r}")

    def _begin(self, request: StopRequest, now: Ms) -> Operation:
        """Put the operation and the owner's flag on record; the same key begins once."""
        person = request.person
        operation_id = operation_id_of(person.owner_id, request.key)
        try:
            return self._store.operation(operation_id)
        except NotFound:
            pass
        why = Reason("emergency_stop", request.reason)
        act = Act(person.by, "kill_switch", "", OperationState.REQUESTED, (why,), address=person.address)
        head, audit = append(UNBEGUN, f"operation:{operation_id}", now, act)
        operation = Operation(
            operation_id, person.owner_id, request.scope, person.by, request.reason, now,
            request.algorithm_id, request.retire, request.scope is Scope.ALL and person.admin, audit=head,
        )  # fmt: skip
        owner = replace(self._store.owner(person.owner_id), operation_id=operation_id)
        if request.scope is not Scope.ALGORITHM:
            owner = replace(owner, kill=owner.kill or _kill(operation, request.lock))
        self._store.commit(
            Changes(operation=operation, owner=owner, audits=(audit,), events=(kill_engaged(operation),))
        )
        self._flag_owners(request, operation)
        return self._store.operation(operation_id)

    def _flag_owners(self, request: StopRequest, operation: Operation) -> None:
        """An admin's stop of all: every owner's flag, so that nobody's new account slips past."""
        if not operation.everyone:
            return
        for owner_id in self._store.owners():
            take_turns(partial(self._flag_owner, owner_id, _kill(operation, request.lock)))

    def _flag_owner(self, owner_id: str, kill: Kill) -> None:
        owner = self._store.owner(owner_id)
        if owner.kill is None:
            self._store.commit(Changes(owner=replace(owner, kill=kill)))

    def _accept(self, operation: Operation) -> Operation:
        """Commit the flag of every account in scope; then nothing can book or be claimed any more."""
        if operation.accepted_at is None:
            operation = self._engage(operation)
        if not operation.finished:
            self._waker.work(operation.operation_id)
        return operation

    def _engage(self, operation: Operation) -> Operation:
        kill = _kill(operation, lock=self._locked(operation))
        accounts = [self._flag(account_id, kill) for account_id in self._accounts(operation)]
        between = tuple(sorted(_on_their_way(self._store, accounts)))

        def attempt() -> Operation:
            present = self._store.operation(operation.operation_id)
            if present.accepted_at is not None:
                return present
            now = self._clock.now()
            accepted = replace(
                present,
                state=OperationState.ACCEPTED,
                accepted_at=now,
                account_ids=tuple(account.account_id for account in accounts),
                open_orders=tuple(sorted(key for account in accounts for key in account.open_orders)),
                orders_sent_between=between,
            ).completed("KILL_FLAG_SET", operation.owner_id)
            notice = emergency_progress(accepted, "flag", len(accounts), len(accounts), now)
            self._store.commit(Changes(operation=accepted, notices=(notice,)))
            return self._store.operation(operation.operation_id)

        return take_turns(attempt)

    def _locked(self, operation: Operation) -> bool:
        owner = self._store.owner(operation.owner_id)
        return owner.kill is not None and owner.kill.locked and operation.scope is not Scope.ALGORITHM

    def _flag(self, account_id: str, kill: Kill) -> Account:
        """The flag may be in the way of a transaction; it never gives up before they have ended."""
        for _ in range(_FLAG_TRIES - 1):
            try:
                return self._store.engage_kill(account_id, kill)
            except Transient:
                continue
        return self._store.engage_kill(account_id, kill)

    def _accounts(self, operation: Operation) -> Sequence[str]:
        if operation.scope is Scope.ALGORITHM:
            return [account_id_of(operation.algorithm_id or "")]
        owners = [operation.owner_id]
        if operation.everyone:
            owners = sorted({*owners, *self._store.owners()})
        return [account_id_of(key) for owner in owners for key in self._store.algorithms_of(owner)]

    def _note(self, person: Person, action: str, reason: Reason, now: Ms) -> None:
        """A record of its own chain: an attempt belongs to no operation."""
        subject = f"owner:{person.owner_id}:{action}:{now}"
        act = Act(person.by, action, "", "", (reason,), address=person.address)
        _, audit = append(UNBEGUN, subject, now, act)
        self._keep(audit)

    def _keep(self, audit: AuditRecord) -> None:
        try:
            self._store.commit(Changes(audits=(audit,)))
        except Conflict:
            return


def _kill(operation: Operation, lock: bool) -> Kill:
    return Kill(operation.requested_at, operation.by, operation.operation_id, operation.reason, lock)


def _on_their_way(store: FloorStore, accounts: Iterable[Account]) -> Iterable[str]:
    """Orders claimed for sending whose answer was not on record when the flag was set."""
    for account in accounts:
        for order_id, state in account.open_orders.items():
            waiting = state in (OrderState.SUBMITTING, OrderState.UNKNOWN)
            if waiting and store.order(order_id).send_claimed_at is not None:
                yield order_id
