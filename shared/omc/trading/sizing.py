"""How much: a share of equity, or a share of equity put at risk between entry and stop (OMC-BT-038)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from omc.kernel.money import ZERO, down
from omc.trading.model import Direction, StopTerms


class SizingKind(StrEnum):
    FRACTION = "fraction"
    RISK = "risk"


@dataclass(frozen=True)
class Sizing:
    """`fraction` of equity to hold, or to lose if the stop is hit, by `kind`; 0 < fraction <= 1."""

    kind: SizingKind
    fraction: Decimal


def stop_distance(stop: StopTerms | None, close: Decimal, direction: Direction) -> Decimal | None:
    """Distance from `close` to where the stop would stand, in quote currency; None without a stop."""
    if stop is None:
        return None
    if stop.level is not None:
        return direction.sign * (close - stop.level)
    if stop.distance is not None:
        return stop.distance
    return close * (stop.fraction or ZERO)


def desired_quantity(
    sizing: Sizing,
    equity: Decimal,
    close: Decimal,
    stop: StopTerms | None,
    direction: Direction,
    step: Decimal,
) -> Decimal:
    """Quantity from equity and close of the signal's bar, rounded down to the step; 0 when it cannot be told.

    fraction: equity x fraction / close. risk: equity x fraction / distance to the stop.
    """
    if equity <= 0 or close <= 0:
        return ZERO
    if sizing.kind is SizingKind.FRACTION:
        return down(equity * sizing.fraction / close, step)
    distance = stop_distance(stop, close, direction)
    if distance is None or distance <= 0:
        return ZERO
    return down(equity * sizing.fraction / distance, step)
