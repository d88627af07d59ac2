"""The states of an order as a table (OMC-FLR-011); a move that is not in it is a broken invariant.

NEW        written with the decision        GATED     every gate passed
SUBMITTING booked: may be sent once         UNKNOWN   sent, no answer: only the venue can tell
MISSED     proven never to have reached the venue
A fill that comes after the end is booked, but moves no state: what ended stays ended.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from omc.kernel.errors import Bug


class OrderState(StrEnum):
    NEW = "NEW"
    GATED = "GATED"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    SUBMITTING = "SUBMITTING"
    SUBMITTED = "SUBMITTED"
    PARTIAL = "PARTIAL"
    FILLED = "FILLED"
    CANCEL_PENDING = "CANCEL_PENDING"
    CANCELLED = "CANCELLED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    MISSED = "MISSED"
    UNKNOWN = "UNKNOWN"

    @property
    def terminal(self) -> bool:
        return not MOVES[self]

    @property
    def settled(self) -> bool:
        """True once it is known whether the venue has the order: only then may the next bar be seen."""
        return self not in UNSETTLED


_S = OrderState
_WORKED = {_S.PARTIAL, _S.FILLED, _S.CANCELLED, _S.EXPIRED}
_TABLE: dict[OrderState, set[OrderState]] = {
    _S.NEW: {_S.GATED, _S.REJECTED, _S.CANCELLED},
    _S.GATED: {_S.PENDING_APPROVAL, _S.SUBMITTING, _S.REJECTED, _S.CANCELLED},
    _S.PENDING_APPROVAL: {_S.SUBMITTING, _S.REJECTED, _S.CANCELLED, _S.EXPIRED},
    # CANCELLED and MISSED from here only while the one send is unclaimed, or proven absent at the venue.
    _S.SUBMITTING: {_S.SUBMITTED, _S.UNKNOWN, _S.MISSED, _S.REJECTED} | _WORKED,
    _S.UNKNOWN: {_S.SUBMITTED, _S.MISSED, _S.REJECTED} | _WORKED,
    _S.SUBMITTED: {_S.CANCEL_PENDING, _S.REJECTED} | _WORKED,
    _S.PARTIAL: {_S.CANCEL_PENDING} | _WORKED,
    _S.CANCEL_PENDING: {_S.REJECTED} | _WORKED,
    _S.FILLED: set(),
    _S.CANCELLED: set(),
    _S.REJECTED: set(),
    _S.EXPIRED: set(),
    _S.MISSED: set(),
}
MOVES: Mapping[OrderState, frozenset[OrderState]] = MappingProxyType(
    {state: frozenset(targets) for state, targets in _TABLE.items()}
)
UNSETTLED = frozenset({_S.NEW, _S.GATED, _S.PENDING_APPROVAL, _S.SUBMITTING, _S.UNKNOWN})
AT_VENUE = frozenset({_S.SUBMITTED, _S.PARTIAL, _S.CANCEL_PENDING})


def check_move(current: OrderState, target: OrderState) -> OrderState:
    """`target`, if the table allows it from `current`."""
    if target not in MOVES[current]:
        allowed = ", ".join(sorted(MOVES[current])) or "none, it is terminal"
        raise Bug(f"expected a move from {current} to one of: {allowed}; got {target}", code="wrong_move")
    return target
