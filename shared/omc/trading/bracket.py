"""Stops and targets: resolved at the fill, judged bar by bar, moved at closes.

Order of events inside a bar: its open first (a gap beyond the stop, then beyond the target), then the
range; where both levels lie inside one bar the stop counts, for a bar does not say which came first.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from omc.kernel.money import ZERO, down, up
from omc.market.records import Bar
from omc.trading.costs import CostSchedule, limit_fill, market_fill
from omc.trading.model import BracketTerms, Direction, ExitReason, Fill, Levels, StopTerms, TargetTerms


@dataclass(frozen=True)
class Touch:
    """A level reached: the price before costs, and whether we were the resting side."""

    price: Decimal
    reason: ExitReason
    resting: bool


def resolve(terms: BracketTerms | None, fill_price: Decimal, direction: Direction, tick: Decimal) -> Levels:
    """Levels of `terms` measured from the fill price.

    Stops round toward the entry (less risk), targets away from it (harder to reach).
    """
    if terms is None:
        return Levels()
    stop = _stop_level(terms.stop, fill_price, direction, tick)
    distance = abs(fill_price - stop) if stop is not None else None
    trailing = terms.stop is not None and terms.stop.trailing
    return Levels(
        stop=stop,
        target=_target_level(terms.target, fill_price, direction, tick, distance),
        trail_distance=distance if trailing else None,
        initial_stop=stop,
    )


def beyond_stop(terms: BracketTerms | None, open_price: Decimal, fill_price: Decimal,
                direction: Direction, tick: Decimal) -> bool:  # fmt: skip
    """True when an entry at this open would be stopped at once: such an entry is not taken."""
    stop = resolve(terms, fill_price, direction, tick).stop
    return stop is not None and direction.sign * (open_price - stop) <= 0


def touched(levels: Levels, bar: Bar, direction: Direction) -> Touch | None:
    """The exit that `bar` forces on a position with these levels, or None."""
    sign = direction.sign
    worst, best = (bar.low, bar.high) if sign > 0 else (bar.high, bar.low)
    moved = levels.trail_distance is not None and levels.stop != levels.initial_stop
    stop_reason = ExitReason.TRAIL if moved else ExitReason.STOP
    if levels.stop is not None and sign * (bar.open - levels.stop) <= 0:
        return Touch(bar.open, stop_reason, resting=False)
    if levels.target is not None and sign * (bar.open - levels.target) >= 0:
        return Touch(bar.open, ExitReason.TARGET, resting=True)
    if levels.stop is not None and sign * (worst - levels.stop) <= 0:
        return Touch(levels.stop, stop_reason, resting=False)
    if levels.target is not None and sign * (best - levels.target) >= 0:
        return Touch(levels.target, ExitReason.TARGET, resting=True)
    return None


def touch_fill(touch: Touch, direction: Direction, quantity: Decimal, bar: Bar,
               costs: CostSchedule, tick: Decimal) -> Fill:  # fmt: skip
    """The fill of a touched level: a stop takes liquidity, a target rests."""
    side = direction.exit_side
    if touch.resting:
        return limit_fill(side, quantity, touch.price, bar.ts, costs)
    return market_fill(side, quantity, touch.price, bar.ts, costs, tick)


def trail(levels: Levels, close: Decimal, direction: Direction, tick: Decimal) -> Levels:
    """Levels for the next bar: a trailing stop moves with the close, never back."""
    if levels.trail_distance is None or levels.stop is None:
        return levels
    candidate = _toward_entry(close - direction.sign * levels.trail_distance, direction, tick)
    moved = max(levels.stop, candidate) if direction.sign > 0 else min(levels.stop, candidate)
    return replace(levels, stop=moved)


def _toward_entry(price: Decimal, direction: Direction, tick: Decimal) -> Decimal:
    return up(price, tick) if direction is Direction.LONG else down(price, tick)


def _stop_level(
    terms: StopTerms | None, fill_price: Decimal, direction: Direction, tick: Decimal
) -> Decimal | None:
    if terms is None:
        return None
    if terms.level is not None:
        return _toward_entry(terms.level, direction, tick)
    distance = terms.distance if terms.distance is not None else fill_price * (terms.fraction or ZERO)
    return max(_toward_entry(fill_price - direction.sign * distance, direction, tick), tick)


def _target_level(
    terms: TargetTerms | None, fill_price: Decimal, direction: Direction, tick: Decimal, risk: Decimal | None
) -> Decimal | None:
    if terms is None:
        return None
    if terms.r_multiple is not None:
        if risk is None:
            return None
        distance = terms.r_multiple * risk
    else:
        distance = terms.distance if terms.distance is not None else fill_price * (terms.fraction or ZERO)
    level = fill_price + direction.sign * distance
    rounded = up(level, tick) if direction is Direction.LONG else down(level, tick)
    return max(rounded, tick)
