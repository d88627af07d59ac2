"""A figure as cards show it; apart from what computes, so that readers of cards need no numpy."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeAlias

Value: TypeAlias = Decimal | float | int


class Metric(NamedTuple):
    """A figure, or None and why there is none."""

    value: Value | None
    reason: str | None = None


MetricBlock: TypeAlias = Mapping[str, Metric]
