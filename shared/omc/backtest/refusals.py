"""Entries that were not made: each counted by reason, the first few of each kept with their numbers."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from omc.kernel.instants import Ms

KEPT_PER_REASON = 5


@dataclass(frozen=True)
class Refusal:
    """`ts`: open time of the bar it happened in; value and limit in the gate's own unit. symbol: where
    several are traded."""

    reason: str
    ts: Ms
    value: Decimal
    limit: Decimal
    symbol: str = ""


@dataclass
class Refusals:
    counts: Counter[str] = field(default_factory=Counter)
    examples: list[Refusal] = field(default_factory=list)

    def add(self, reason: str, ts: Ms, value: Decimal, limit: Decimal, symbol: str = "") -> None:
        self.counts[reason] += 1
        if self.counts[reason] <= KEPT_PER_REASON:
            self.examples.append(Refusal(reason, ts, value, limit, symbol))
