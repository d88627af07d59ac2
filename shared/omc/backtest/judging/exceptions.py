"""Who may go on although a gate failed (OMC-BT-094): a reviewer, for soft gates, with a written reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omc.backtest.judging.gates import GateResult, Outcome, Severity
from omc.backtest.judging.verdict import PAPER_TIER
from omc.kernel.errors import Conflict, InvalidInput
from omc.kernel.instants import Ms

SHORTEST_REASON = 10


@dataclass(frozen=True)
class GateException:
    """gates: names of the failed soft gates that are excused. Kept with the promotion, never on the card."""

    gates: tuple[str, ...]
    reason: str
    person: str
    at: Ms


def excusable(results: Sequence[GateResult], tier: int = PAPER_TIER) -> bool:
    """Whether only soft gates stand between this and `tier`, and one at least does."""
    missed = [r.gate.severity for r in results if r.gate.tier <= tier and r.outcome is not Outcome.PASS]
    return bool(missed) and all(severity is Severity.SOFT for severity in missed)


def excuse(
    card: Mapping[str, Any], reason: str, person: str, at: Ms, tier: int = PAPER_TIER
) -> GateException:
    """Excuse what a card misses up to `tier`.

    Conflict `hard_gate_failed` names the hard gates that have no exception, `nothing_to_excuse` when all
    passed; InvalidInput `reason_required` without a reason of SHORTEST_REASON characters.
    """
    missed = [gate for gate in card["gates"] if gate["tier"] <= tier and gate["outcome"] != Outcome.PASS]
    hard = [gate["name"] for gate in missed if gate["severity"] != Severity.SOFT]
    if hard:
        raise Conflict(
            f"expected only soft gates to be missed, got {', '.join(hard)}: hard gates have no exception",
            code="hard_gate_failed",
        )
    if not missed:
        raise Conflict("expected a missed gate to excuse, got none", code="nothing_to_excuse")
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(
            f"expected a reason of {SHORTEST_REASON} characters or more, got {len(reason.strip())}",
            code="reason_required",
        )
    return GateException(tuple(gate["name"] for gate in missed), reason.strip(), person, at)
