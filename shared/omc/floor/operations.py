"""The kill switch as rules: the words, the scope, and the record of one emergency stop (REQ-FL-011 ff)."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from omc.floor.accounts import Kill
from omc.floor.audit import UNBEGUN, AuditHead
from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.money import ZERO

STOP_WORD = "STOP"
RESUME_WORD = "RESUME"
COOLDOWN_MS = 5 * SECOND_MS
_REASON_CHARS = (3, 500)


class Scope(StrEnum):
    """algorithm: one. account: everything of the caller. all: as account, and for an admin everyone's."""

    ALGORITHM = "algorithm"
    ACCOUNT = "account"
    ALL = "all"


class OperationState(StrEnum):
    """requested -> accepted (nothing can book any more) -> quiesced (nothing is on its way) -> finished."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    QUIESCED = "quiesced"
    FINISHED = "finished"


@dataclass(frozen=True)
class Action:
    """One thing done, or tried in vain: `message` is the venue's."""

    kind: str
    object_id: str
    message: str = ""


@dataclass(frozen=True)
class Liquidation:
    algorithm_id: str
    symbol: str
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True)
class Operation:
    """One emergency stop and its result (REQ-FL-016). retire: its algorithms end STOPPED, not PAUSED.
    everyone: an admin's stop of all owners.

    open_orders: all that had not ended when the flag was set; orders_sent_between: those of them that were
    on their way to a venue at that moment.
    """

    operation_id: str
    owner_id: str
    scope: Scope
    by: str
    reason: str
    requested_at: Ms
    algorithm_id: str | None = None
    retire: bool = False
    everyone: bool = False
    state: OperationState = OperationState.REQUESTED
    accepted_at: Ms | None = None
    quiesced_at: Ms | None = None
    finished_at: Ms | None = None
    account_ids: tuple[str, ...] = ()
    open_orders: tuple[str, ...] = ()
    orders_sent_between: tuple[str, ...] = ()
    stopped_algorithms: tuple[str, ...] = ()
    cancelled_orders: tuple[str, ...] = ()
    liquidated_positions: tuple[Liquidation, ...] = ()
    completed_actions: tuple[Action, ...] = ()
    failed_actions: tuple[Action, ...] = ()
    final_pnl: Decimal = ZERO
    audit: AuditHead = UNBEGUN
    version: int = 0

    @property
    def finished(self) -> bool:
        return self.state is OperationState.FINISHED

    @property
    def partial_success(self) -> bool:
        return bool(self.failed_actions)

    def covers(self, scope: Scope, algorithm_id: str | None) -> bool:
        """True if stopping this much is already part of this operation."""
        if self.scope is Scope.ALGORITHM:
            return scope is Scope.ALGORITHM and algorithm_id == self.algorithm_id
        return scope is not Scope.ALL or self.scope is Scope.ALL

    def blocks(self, scope: Scope, algorithm_id: str | None, now: Ms) -> bool:
        """True in the cooldown after the end of an operation that covered the same."""
        return (
            self.finished_at is not None
            and now - self.finished_at < COOLDOWN_MS
            and self.covers(scope, algorithm_id)
        )

    def completed(self, kind: str, object_id: str, message: str = "") -> "Operation":
        """With one more action done, once."""
        action = Action(kind, object_id, message)
        if action in self.completed_actions:
            return self
        return replace(self, completed_actions=(*self.completed_actions, action))

    def failed(self, kind: str, object_id: str, message: str) -> "Operation":
        """With one more action failed, once per kind and object."""
        if any(a.kind == kind and a.object_id == object_id for a in self.failed_actions):
            return self
        return replace(self, failed_actions=(*self.failed_actions, Action(kind, object_id, message)))


@dataclass(frozen=True)
class Owner:
    """Above an owner's accounts: the flag that keeps new ones from opening, and the last operation."""

    owner_id: str
    kill: Kill | None = None
    operation_id: str | None = None
    version: int = 0


def check_word(given: str, expected: str) -> None:
    """The typed word, exact capitals; checked here and not only in a dialog."""
    if given != expected:
        message = f"expected the word {expected} in capitals, got {given[:20]!r}"
        raise InvalidInput(
            message, fields=[FieldError("confirmation", message, given[:20])], code="wrong_word"
        )


def check_reason(reason: str) -> None:
    low, high = _REASON_CHARS
    if not low <= len(reason.strip()) <= high:
        message = f"expected a reason of {low} to {high} characters, got {len(reason.strip())}"
        raise InvalidInput(message, fields=[FieldError("reason", message)])
