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

    confidence, 0 to 1: sum of the weights of the gates that passed over the sum of all weights, of all tiers;
    a hard gate weighs 2, a soft one 1. What was not evaluated inspires none.
    """

    verdict: Verdict
    tier_reached: int
    confidence: Decimal
    reasons: tuple[str, ...]


def judge(results: Sequence[GateResult], at_best: Verdict | None = None) -> Judgement:
    """PASS: every gate up to the paper tier. CONDITIONAL_PASS: but for one soft gate, missed by a tenth.

    at_best: the verdict of an earlier judging, which this one cannot better.
    """
    needed = [result for result in results if result.gate.tier <= PAPER_TIER]
    missed = [result for result in needed if result.outcome is not Outcome.PASS]
    return Judgement(
        verdict=max(_verdict(missed), at_best or Verdict.PASS, key=list(Verdict).index),
        tier_reached=tier_of(results),
        confidence=_confidence(results),
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


def rank_score(sharpe: Decimal | None, total_return: Decimal | None) -> Decimal | None:
    """Sharpe x 10 + return x 100 (OMC-BT-095): to sort lists by, never to decide by."""
    if sharpe is None or total_return is None:
        return None
    return (sharpe * 10 + total_return * 100).quantize(Decimal("0.0001"))


def _confidence(results: Sequence[GateResult]) -> Decimal:
    weights = [2 if result.gate.severity is Severity.HARD else 1 for result in results]
    passed = sum(
        weight for weight, result in zip(weights, results, strict=True) if result.outcome is Outcome.PASS
    )
    return (Decimal(passed) / sum(weights)).quantize(Decimal("0.001")) if weights else Decimal(0)


def _verdict(missed: Sequence[GateResult]) -> Verdict:
    if not missed:
        return Verdict.PASS
    excusable = len(missed) == 1 and missed[0].gate.severity is Severity.SOFT and missed[0].near
    return Verdict.CONDITIONAL_PASS if excusable else Verdict.REJECT


def tier_of(results: Sequence[GateResult]) -> int:
    """The highest tier whose gates, and those below, all passed; 0 = none."""
    for tier in range(1, HIGHEST_TIER + 1):
        if any(result.outcome is not Outcome.PASS for result in results if result.gate.tier == tier):
            return tier - 1
    return HIGHEST_TIER


def _short(value: Decimal) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
