"""How often a family of strategies was tried, over its whole life.

A result has to stand against every attempt behind it, also those of last month. Searches register here
what they tried; the judge reads the sum.
"""

from dataclasses import dataclass
from typing import Protocol

from omc.strategy.model import StrategySpec


@dataclass(frozen=True)
class Trials:
    """count: parameter sets tried. effective: independent trials they are worth, at most `count`."""

    count: int
    effective: float

    def __add__(self, other: "Trials") -> "Trials":
        return Trials(self.count + other.count, self.effective + other.effective)


NO_TRIALS = Trials(0, 0.0)


class TrialCounts(Protocol):
    """Keeps what was tried by family, for good. Transient when the store is busy."""

    def add(self, family: str, source_id: str, trials: Trials) -> Trials:
        """The family's sum with these; the same source (a search, a single run) counts once."""
        ...

    def total(self, family: str) -> Trials:
        """The family's sum; NO_TRIALS for one never tried."""
        ...


def family_key(owner_id: str, spec: StrategySpec) -> str:
    """Whose attempts count together: one owner's of one family, on whatever market and time frame.

    Trying a rule on another symbol until it works is trying, too.
    """
    return f"{owner_id}/{spec.family}"
