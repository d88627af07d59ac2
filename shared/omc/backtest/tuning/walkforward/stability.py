"""Whether tuning finds the same parameters again and again.

A parameter is stable when its range over the folds is at most a fifth of its search span.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.backtest.grid.model import ParamSet
from omc.backtest.tuning.search.space import Space

STABLE_SHARE = Decimal("0.2")


@dataclass(frozen=True)
class ParameterStability:
    """low, high: over the folds' choices. share: their distance over the search span, fraction."""

    name: str
    low: Decimal
    high: Decimal
    share: Decimal

    @property
    def stable(self) -> bool:
        return self.share <= STABLE_SHARE


def parameter_stability(space: Space, choices: Sequence[ParamSet]) -> tuple[ParameterStability, ...]:
    """One for each searched parameter that has more than one value; empty without choices."""
    if not choices:
        return ()
    return tuple(
        _stability(space, name, [choice[name] for choice in choices])
        for name in space.names
        if space.span(name) > 0
    )


def _stability(space: Space, name: str, values: Sequence[Decimal]) -> ParameterStability:
    low, high = min(values), max(values)
    return ParameterStability(name, low, high, (high - low) / space.span(name))
