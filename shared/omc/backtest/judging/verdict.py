"""From gate results to a verdict with its reasons in words (OMC-BT-094 to 096). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from omc.backtest.judging.gates import GateResult, Outcome, Severity

PAPER_TIER = 2
HIGHEST_TIER = 3


class Verdict(StrEnum):
    PASS = "PASS"
    CONDITIONAL_PASS = "CONDITIONAL_PASS"
    REJECT = "REJECT"


@dataclass(frozen=True)
class Judgement:
    """tier_reached: the highest tier whose gates, and those below, all passed; 0 = none.

    confidence: share of all gates that passed, 0 to 1; what was not evaluated inspires none.
    """

    verdict: Verdict
    tier_reached: int
    confidence: Decimal
    reasons: tuple[str, ...]


def judge(results: Sequence[GateResult]) -> Judgement:
    """PASS: every gate up to the paper tier. CONDITIONAL_PASS: but for one soft gate, missed by a tenth."""
    needed = [result for result in results if result.gate.tier <= PAPER_TIER]
    missed = [result for result in needed if result.outcome is not Outcome.PASS]
    passed = sum(result.outcome is Outcome.PASS for result in results)
    return Judgement(
        verdict=_verdict(missed),
        tier_reached=_tier(results),
        confidence=(Decimal(passed) / len(results)).quantize(Decimal("0.001")) if results else Decimal(0),
        reasons=tuple(sentence(result) for result in (missed or needed)),
    )


def sentence(result: GateResult) -> str:
    """One gate's result in words, such as "sharpe 1.31 is at least 1.2"."""
    gate, bound = result.gate, result.gate.bound.replace("_", " ")
    if gate.strict:
        bound = "above" if gate.bound == "at_least" else "below"
    if result.outcome is Outcome.NOT_EVALUATED:
        return f"{gate.name} was not evaluated: {result.reason}"
    if result.value is None:
        said = "passes" if result.outcome is Outcome.PASS else "is unknown"
        return f"{gate.name} {said}: {result.reason}"
    verb = "is" if result.outcome is Outcome.PASS else "is not"
    return f"{gate.name} {_short(result.value)} {verb} {bound} {_short(gate.limit)}"


def _verdict(missed: Sequence[GateResult]) -> Verdict:
    if not missed:
        return Verdict.PASS
    excusable = len(missed) == 1 and missed[0].gate.severity is Severity.SOFT and missed[0].near
    return Verdict.CONDITIONAL_PASS if excusable else Verdict.REJECT


def _tier(results: Sequence[GateResult]) -> int:
    for tier in range(1, HIGHEST_TIER + 1):
        if any(result.outcome is not Outcome.PASS for result in results if result.gate.tier == tier):
            return tier - 1
    return HIGHEST_TIER


def _short(value: Decimal) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
