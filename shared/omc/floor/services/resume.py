"""Lifts a stop: typed word, reason, clean reconciliation; algorithms stay paused (REQ-FL-019)."""

from dataclasses import dataclass, replace
from functools import partial

from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm, AlgorithmStatus
from omc.floor.audit import UNBEGUN, Act, append
from omc.floor.changes import Changes
from omc.floor.happenings import KILL_LIFTED, event
from omc.floor.operations import RESUME_WORD, check_reason, check_word
from omc.floor.ports import FloorStore, Schedules, Venue
from omc.floor.reasons import Reason
from omc.floor.services.reconcile import differs
from omc.floor.services.status import set_status
from omc.floor.services.stop import Person
from omc.floor.services.turns import take_turns
from omc.kernel.errors import Conflict, Forbidden, Halted, NotFound
from omc.kernel.instants import Ms
from omc.kernel.ports import Clock
from omc.market.ports import Instruments


@dataclass(frozen=True)
class Resumer:
    store: FloorStore
    venue: Venue
    instruments: Instruments
    schedules: Schedules
    clock: Clock

    def lift(self, person: Person, confirmation: str, reason: str) -> tuple[str, ...]:
        """Ids of the accounts set free. Conflict: the stop is at work, or books and venue differ."""
        check_word(confirmation, RESUME_WORD)
        check_reason(reason)
        owner = self.store.owner(person.owner_id)
        if owner.kill is not None and owner.kill.locked and not person.admin:
            raise Forbidden("expected an admin: the drawdown lock is lifted by an admin and the owner")
        if owner.operation_id is not None and not self.store.operation(owner.operation_id).finished:
            raise Conflict("expected the emergency stop to be finished, it is still at work", code="running")
        accounts = [self._account(key) for key in self.store.algorithms_of(person.owner_id)]
        stopped = [account for account in accounts if account.kill is not None]
        for account in stopped:
            self._check_clean(account)
        now, why = self.clock.now(), Reason("resume", reason)
        for account in stopped:
            take_turns(partial(self._lift, account.account_id, person, why, now))
        take_turns(partial(self._lift_owner, person, why, now))
        return tuple(account.account_id for account in stopped)

    def activate(self, person: Person, algorithm_id: str) -> Algorithm:
        """A paused algorithm, active again; Halted while a kill flag is set, Conflict while books differ."""
        algorithm = self.store.algorithm(algorithm_id)
        if algorithm.owner_id != person.owner_id:
            raise NotFound(f"expected an algorithm of yours, got {algorithm_id!r}")
        account = self.store.account(algorithm.account_id)
        if account.kill is not None or self.store.owner(person.owner_id).kill is not None:
            raise Halted("trading is stopped: resume it first")
        self._check_clean(account)
        if account.difference:
            take_turns(partial(self._accept_books, account.account_id))
        self.schedules.ensure()
        now, why = self.clock.now(), Reason("resumed", f"resumed by {person.by}")
        return set_status(self.store, algorithm_id, AlgorithmStatus.ACTIVE, now, person.by, why)

    def _account(self, algorithm_id: str) -> Account:
        return self.store.account(self.store.algorithm(algorithm_id).account_id)

    def _check_clean(self, account: Account) -> None:
        algorithm = self.store.algorithm(account.algorithm_id)
        instrument = self.instruments.get(algorithm.series.venue, algorithm.series.symbol)
        found = differs(account, self.venue.snapshot(account.account_id), instrument.step)
        if found or not account.settled:
            said = found or "orders whose fate is not known"
            raise Conflict(
                f"expected books and venue to agree on {account.symbol}, got: {said}", code="not_clean"
            )

    def _lift(self, account_id: str, person: Person, why: Reason, now: Ms) -> None:
        account = self.store.account(account_id)
        if account.kill is None:
            return
        act = Act(person.by, "kill_switch", "stopped", "lifted", (why,), address=person.address)
        _, audit = append(UNBEGUN, f"resume:{account_id}:{now}", now, act)
        self.store.commit(Changes(account=replace(account, kill=None, missed_exit=None), audits=(audit,)))

    def _lift_owner(self, person: Person, why: Reason, now: Ms) -> None:
        owner = self.store.owner(person.owner_id)
        if owner.kill is None:
            return
        data = {"by": person.by, "reason": why.text, "operation_id": owner.kill.operation_id}
        lifted = event(KILL_LIFTED, person.owner_id, now, now, data, owner.kill.operation_id)
        self.store.commit(Changes(owner=replace(owner, kill=None), events=(lifted,)))

    def _accept_books(self, account_id: str) -> None:
        account = self.store.account(account_id)
        self.store.commit(Changes(account=replace(account, difference="")))
