"""What the gates said of an order, read from its reasons and its trail."""

from collections.abc import Sequence

from omc.contracts.http.floor import GateResultOut
from omc.floor.audit import AuditRecord
from omc.floor.orders import Order
from omc.floor.reasons import Reason
from omc.floor.states import OrderState

_PASSED, _KILLED = "gates_passed", "kill_active"
_BEFORE_SENDING = frozenset({OrderState.NEW.value, OrderState.GATED.value})


def gate_results(order: Order, audits: Sequence[AuditRecord]) -> list[GateResultOut]:
    """The risk gates of the decision, then the operational ones, in the order they spoke."""
    decided = [reason for reason in order.intent.reasons if "outcome" in reason.values]
    results = [_result(reason, reason.values["outcome"]) for reason in decided]
    for record in audits:
        if record.after == OrderState.GATED:
            continue
        for reason in record.reasons:
            if reason.code == _PASSED:
                results.append(_result(reason, "pass"))
            elif _refused(record, reason):
                results.append(_result(reason, "refuse"))
    return results


def _refused(record: AuditRecord, reason: Reason) -> bool:
    """By a gate, and not by the venue; the kill flag is read again after the others passed."""
    if record.after == OrderState.REJECTED:
        return record.actor == "floor/execute" and record.before in _BEFORE_SENDING
    return record.after == OrderState.CANCELLED and reason.code == _KILLED


def _result(reason: Reason, outcome: str) -> GateResultOut:
    values = reason.values
    return GateResultOut(
        gate=reason.code,
        outcome=outcome,
        text=reason.text,
        value=values.get("value"),
        limit=values.get("limit"),
        quantity=values.get("quantity"),
    )
