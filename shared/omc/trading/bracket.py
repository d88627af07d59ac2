"""Stops and targets: resolved at the fill, judged bar by bar, moved at closes.

Order of events inside a bar: its open first (a gap beyond the stop, then beyond targets), then the range;
where the stop and a target lie inside one bar the stop counts for all that is left, for a bar does not say
which came first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from omc.kernel.money import ONE, ZERO, down, up
from omc.market.records import Bar, Instrument
from omc.trading.costs import CostSchedule, limit_fill, market_fill
from omc.trading.model import (
    BracketTerms,
    Direction,
    ExitReason,
    Fill,
    Levels,
    StopTerms,
    Target,
    TargetTerms,
)


@dataclass(frozen=True)
class Touch:
    """A level reached: the price before costs, whether we were the resting side, the units that leave."""

    price: Decimal
    reason: ExitReason
    resting: bool
    quantity: Decimal


def resolve(
    terms: BracketTerms | None,
    fill_price: Decimal,
    quantity: Decimal,
    direction: Direction,
    instrument: Instrument,
) -> Levels:
    """Levels of `terms` for `quantity` units filled at `fill_price`.

    Stops round toward the entry (less risk), targets away from it (harder to reach).
    """
    if terms is None:
        return Levels()
    stop = stop_level(terms.stop, fill_price, direction, instrument.tick)
    distance = abs(fill_price - stop) if stop is not None else None
    trailing = terms.stop is not None and terms.stop.trailing
    return Levels(
        stop=stop,
        targets=_targets(terms.targets, fill_price, quantity, direction, instrument, distance),
        trail_distance=distance if trailing else None,
        initial_stop=stop,
    )


def stop_level(
    terms: StopTerms | None, fill_price: Decimal, direction: Direction, tick: Decimal
) -> Decimal | None:
    """Where the stop of an entry filled at `fill_price` stands."""
    if terms is None:
        return None
    if terms.level is not None:
        return _up_for_long(terms.level, direction, tick)
    distance = terms.distance if terms.distance is not None else fill_price * (terms.fraction or ZERO)
    return max(_up_for_long(fill_price - direction.sign * distance, direction, tick), tick)


def stopped_at_once(terms: BracketTerms | None, open_price: Decimal, fill_price: Decimal,
                    direction: Direction, tick: Decimal) -> Decimal | None:  # fmt: skip
    """The stop that an open already lies beyond, else None: such an entry is not taken."""
    stop = stop_level(terms.stop, fill_price, direction, tick) if terms is not None else None
    beyond = stop is not None and direction.sign * (open_price - stop) <= 0
    return stop if beyond else None


def reached_at_once(
    terms: BracketTerms | None, open_price: Decimal, direction: Direction, tick: Decimal
) -> Decimal | None:
    """A target at a level that an open has reached already, else None: there is nothing left to gain."""
    for target in terms.targets if terms is not None else ():
        if target.level is not None:
            level = _up_for_long(target.level, direction, tick)
            if direction.sign * (open_price - level) >= 0:
                return level
    return None


def touched(levels: Levels, bar: Bar, direction: Direction, held: Decimal) -> tuple[Touch, ...]:
    """The exits that `bar` forces on `held` units with these levels, in order."""
    sign = direction.sign
    worst, best = (bar.low, bar.high) if sign > 0 else (bar.high, bar.low)
    moved = levels.trail_distance is not None and levels.stop != levels.initial_stop
    stop_reason = ExitReason.TRAIL if moved else ExitReason.STOP
    if levels.stop is not None and sign * (bar.open - levels.stop) <= 0:
        return (Touch(bar.open, stop_reason, False, held),)
    touches, left = _reached(levels.targets, bar.open, bar.open, sign, held)
    if left and levels.stop is not None and sign * (worst - levels.stop) <= 0:
        return (*touches, Touch(levels.stop, stop_reason, False, left))
    if left and len(touches) < len(levels.targets):
        more, _ = _reached(levels.targets[len(touches) :], best, None, sign, left)
        return (*touches, *more)
    return touches


def without_reached(levels: Levels, touches: Sequence[Touch]) -> Levels:
    """`levels` of what is left after `touches`, of which each target is one."""
    return replace(levels, targets=levels.targets[sum(touch.resting for touch in touches) :])


def touch_fill(touch: Touch, direction: Direction, bar: Bar, costs: CostSchedule, tick: Decimal) -> Fill:
    """The fill of a touched level: a stop takes liquidity, a target rests."""
    side = direction.exit_side
    if touch.resting:
        return limit_fill(side, touch.quantity, touch.price, bar.ts, costs)
    return market_fill(side, touch.quantity, touch.price, bar.ts, costs, tick, bar.volume)


def trail(levels: Levels, close: Decimal, direction: Direction, tick: Decimal) -> Levels:
    """Levels for the next bar: a trailing stop moves with the close, never back."""
    if levels.trail_distance is None or levels.stop is None:
        return levels
    candidate = _up_for_long(close - direction.sign * levels.trail_distance, direction, tick)
    moved = max(levels.stop, candidate) if direction.sign > 0 else min(levels.stop, candidate)
    return replace(levels, stop=moved)


def _reached(
    targets: Sequence[Target], price: Decimal, at: Decimal | None, sign: int, held: Decimal
) -> tuple[tuple[Touch, ...], Decimal]:
    """Targets that `price` has reached, filled at `at` or at their own price, and the units left."""
    touches: list[Touch] = []
    for target in targets:
        if sign * (price - target.price) < 0 or not held:
            break
        quantity = min(target.quantity, held)
        touches.append(Touch(target.price if at is None else at, ExitReason.TARGET, True, quantity))
        held -= quantity
    return tuple(touches), held


def _up_for_long(price: Decimal, direction: Direction, tick: Decimal) -> Decimal:
    return up(price, tick) if direction is Direction.LONG else down(price, tick)


def _targets(
    terms: Sequence[TargetTerms], fill_price: Decimal, quantity: Decimal, direction: Direction,
    instrument: Instrument, risk: Decimal | None,
) -> tuple[Target, ...]:  # fmt: skip
    """Targets nearest first. Parts are rounded down to the step; where they are to take everything, the last
    takes what the others left. A part of nothing is none."""
    priced = [
        (level, one.share)
        for one in terms
        if (level := _target_level(one, fill_price, direction, instrument.tick, risk)) is not None
    ]
    if len(priced) > 1:
        priced.sort(key=lambda pair: direction.sign * pair[0])
    everything = sum((one.share for one in terms), ZERO) == ONE
    targets, left = [], quantity
    for index, (level, share) in enumerate(priced):
        last = everything and index == len(priced) - 1
        part = left if last else down(quantity * share, instrument.step)
        left -= part
        if part > 0:
            targets.append(Target(level, part))
    return tuple(targets)


def _target_level(
    terms: TargetTerms, fill_price: Decimal, direction: Direction, tick: Decimal, risk: Decimal | None
) -> Decimal | None:
    if terms.level is not None:
        return _up_for_long(terms.level, direction, tick)
    if terms.r_multiple is not None:
        if risk is None:
            return None
        distance = terms.r_multiple * risk
    else:
        distance = terms.distance if terms.distance is not None else fill_price * (terms.fraction or ZERO)
    return max(_up_for_long(fill_price + direction.sign * distance, direction, tick), tick)
