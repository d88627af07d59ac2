"""Bars of a venue that tells only its latest price: made of the prices we saw.

Open, high, low and close are the first, highest, lowest and last price seen inside a bar. What was traded is
not known, so the volume is 0. A bar in which no price was seen is missing: a gap, never a flat line. A price
that a venue repeats although nobody trades is a price all the same: it is what one could have had.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import Ms
from omc.market.records import Bar
from omc.market.timeframes import Timeframe


@dataclass(frozen=True)
class Tick:
    """A price and when it was seen."""

    ts: Ms
    price: Decimal


def bars_of(ticks: Iterable[Tick], timeframe: Timeframe, now: Ms) -> list[Bar]:
    """Bars that are over at `now`, ascending; ticks in any order, seen at `now` or before.

    Of two prices seen in one instant the one told first counts as the earlier.
    """
    grouped: dict[Ms, list[Tick]] = {}
    for tick in sorted(ticks, key=lambda tick: tick.ts):
        if tick.ts <= now:
            grouped.setdefault(timeframe.floor(tick.ts), []).append(tick)
    return [_bar(ts, seen) for ts, seen in grouped.items() if timeframe.close_of(ts) <= now]


def _bar(ts: Ms, seen: list[Tick]) -> Bar:
    prices = [tick.price for tick in seen]
    return Bar(ts, prices[0], max(prices), min(prices), prices[-1], Decimal(0))
