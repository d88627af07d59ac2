"""Why: a signal, a refusal and an order without a reason do not exist (OMC-SYS-010)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from omc.kernel.errors import Bug
from omc.trading.risk import Verdict


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


def verdict_reason(verdict: Verdict) -> Reason:
    """A risk gate's word as a reason."""
    return Reason(
        verdict.gate,
        f"{verdict.gate}: {verdict.outcome} at {plain(verdict.value)}, limit {plain(verdict.limit)}",
        {
            "value": plain(verdict.value),
            "limit": plain(verdict.limit),
            "quantity": plain(verdict.quantity),
            "outcome": verdict.outcome.value,
        },
    )


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros.

    >>> plain(Decimal("1.500")), plain(Decimal("1E+3"))
    ('1.5', '1000')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
