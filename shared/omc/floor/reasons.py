"""Why: a signal, a refusal and an order without a reason do not exist (OMC-SYS-010)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from omc.kernel.errors import Bug
from omc.trading.risk import Outcome, Verdict


@dataclass(frozen=True)
class Reason:
    """`code` for machines, `text` for people, `values` as they were when it was said (decimal strings)."""

    code: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.code or not self.text:
            raise Bug(f"expected a reason with a code and a text, got {self.code!r}, {self.text!r}")


def require_reasons(reasons: Sequence[Reason], what: str) -> tuple[Reason, ...]:
    """`reasons`, if there are any: whatever is decided must say why."""
    if not reasons:
        raise Bug(f"expected at least one reason for {what}, got none", code="no_reason")
    return tuple(reasons)


_GATES = {
    "limit_position": "position limit",
    "limit_exposure": "exposure limit",
    "limit_daily_loss": "daily loss limit",
    "limit_drawdown": "drawdown limit",
    "losing_run": "losing run",
    "min_notional": "minimum notional",
    "max_reentries": "entries of the day",
    "no_edge": "Kelly's formula",
    "insufficient_edge": "expected edge",
    "limit_not_passive": "the limit on the market's side",
}
_SHOWN = Decimal("0.0001")


def verdict_reason(verdict: Verdict) -> Reason:
    """A risk gate's word as a reason; `values` has its figures in full."""
    return Reason(
        verdict.gate,
        _verdict_text(verdict),
        {
            "value": plain(verdict.value),
            "limit": plain(verdict.limit),
            "quantity": plain(verdict.quantity),
            "outcome": verdict.outcome.value,
        },
    )


def _verdict_text(verdict: Verdict) -> str:
    gate = _GATES.get(verdict.gate, verdict.gate)
    value, limit = (plain(figure.quantize(_SHOWN)) for figure in (verdict.value, verdict.limit))
    if verdict.outcome is Outcome.SHRINK:
        return f"{gate} cut it to {plain(verdict.quantity)} ({value}, limit {limit})"
    word = "passed" if verdict.outcome is Outcome.PASS else "refused it"
    return f"{gate} {word} ({value}, limit {limit})"


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros.

    >>> plain(Decimal("1.500")), plain(Decimal("1E+3"))
    ('1.5', '1000')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
