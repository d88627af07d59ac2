"""How much: a share of equity, or a share of equity put at risk over a distance (OMC-BT-038)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from omc.kernel.money import ZERO, down
from omc.trading.model import Direction, StopTerms
from omc.trading.past import NO_RESULTS, Results, half_kelly


class SizingKind(StrEnum):
    FRACTION = "fraction"
    RISK = "risk"
    ATR = "atr"
    HALF_KELLY = "half_kelly"


@dataclass(frozen=True)
class Sizing:
    """`fraction` of equity, 0 < fraction <= 1, by `kind`: to hold (fraction), to lose if the stop is hit
    (risk), to lose if price moves by a distance (atr), the most to hold (half_kelly)."""

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
    distance: Decimal | None = None,
    results: Results | None = None,
) -> Decimal:
    """Quantity from equity and close of the signal's bar, rounded down to the step; 0 when it cannot be told.

    fraction: equity x fraction / close. risk: equity x fraction / distance to the stop. atr: equity x
    fraction / `distance`. half_kelly: equity x the smaller of `fraction` and what `results` give / close.
    """
    if equity <= 0 or close <= 0:
        return ZERO
    if sizing.kind is SizingKind.FRACTION:
        return down(equity * sizing.fraction / close, step)
    if sizing.kind is SizingKind.HALF_KELLY:
        kelly = half_kelly(results or NO_RESULTS)
        share = sizing.fraction if kelly is None else min(kelly, sizing.fraction)
        return down(equity * share / close, step)
    over = distance if sizing.kind is SizingKind.ATR else stop_distance(stop, close, direction)
    if over is None or over <= 0:
        return ZERO
    return down(equity * sizing.fraction / over, step)
