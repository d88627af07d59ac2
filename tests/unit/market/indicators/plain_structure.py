"""Structure told bar by bar in plain loops, in whole cents: what the fast formulas must equal."""

from collections.abc import Iterator

import numpy as np

from omc.market.indicators.frame import Frame
from omc.market.model import BarArrays
from tests.unit.market.indicators.support import CENT

Level = float | None


class Plain:
    """Bars in cents; every method looks at bars up to `now` only."""

    def __init__(self, bars: BarArrays) -> None:
        cents = [np.rint(column * 100).tolist() for column in (bars.open, bars.high, bars.low, bars.close)]
        self.open, self.high, self.low, self.close = cents
        self.atr = Frame(bars, CENT).atr().tolist()
        self.size = len(bars)

    def is_high(self, at: int, strength: int) -> bool:
        left, right = self.high[at - strength : at], self.high[at + 1 : at + 1 + strength]
        return at >= strength and self.high[at] > max(left) and self.high[at] >= max(right)

    def is_low(self, at: int, strength: int) -> bool:
        left, right = self.low[at - strength : at], self.low[at + 1 : at + 1 + strength]
        return at >= strength and self.low[at] < min(left) and self.low[at] <= min(right)

    def highs(self, now: int, strength: int, length: int) -> list[int]:
        """Swing highs of the last `length` bars that are known at `now`, oldest first."""
        places = range(max(now - length, 0), now - strength + 1)
        return [at for at in places if self.is_high(at, strength)]

    def lows(self, now: int, strength: int, length: int) -> list[int]:
        places = range(max(now - length, 0), now - strength + 1)
        return [at for at in places if self.is_low(at, strength)]


def breaks(plain: Plain, length: int, strength: int) -> Iterator[tuple[int, Level, Level]]:
    """1 or -1 at the first close beyond the last known swing, with that swing high and low."""
    passed: set[tuple[str, int]] = set()
    for now in range(plain.size):
        highs, lows = plain.highs(now, strength, length), plain.lows(now, strength, length)
        value = 0
        if highs and plain.close[now] > plain.high[highs[-1]] and ("h", highs[-1]) not in passed:
            passed.add(("h", highs[-1]))
            value += 1
        if lows and plain.close[now] < plain.low[lows[-1]] and ("l", lows[-1]) not in passed:
            passed.add(("l", lows[-1]))
            value -= 1
        yield value, plain.high[highs[-1]] if highs else None, plain.low[lows[-1]] if lows else None


def swing_breaks(plain: Plain, length: int, strength: int) -> Iterator[int]:
    for now in range(plain.size):
        highs, lows = plain.highs(now, strength, length), plain.lows(now, strength, length)
        close, before = plain.close[now], plain.close[now - 1] if now else None
        top = max((plain.high[at] for at in highs), default=None)
        bottom = min((plain.low[at] for at in lows), default=None)
        up = top is not None and before is not None and before <= top < close
        down = bottom is not None and before is not None and before >= bottom > close
        yield up - down


def block_sides(plain: Plain, length: int, displacement: float) -> Iterator[int]:
    """1 in a standing bullish block, -1 in a bearish one, 0 in none or both."""
    up = _blocks(plain, length, displacement, 1)
    down = _blocks(plain, length, displacement, -1)
    for bullish, bearish in zip(up, down, strict=True):
        yield bullish - bearish


def _blocks(plain: Plain, length: int, displacement: float, way: int) -> Iterator[bool]:
    """A bearish block is a bullish one of the market turned upside down."""
    high, low = (plain.high, plain.low) if way > 0 else ([-x for x in plain.low], [-x for x in plain.high])
    close, opened = [way * x for x in plain.close], [way * x for x in plain.open]
    block: tuple[int, float, float] | None = None
    used: set[int] = set()
    for now in range(plain.size):
        falling = [at for at in range(now) if close[at] < opened[at]]
        origin = falling[-1] if falling and falling[-1] >= now - length else None
        # A comparison with an ATR not yet known is False.
        if (
            origin is not None
            and origin not in used
            and close[now] - high[origin] >= displacement * plain.atr[now]
        ):
            used.add(origin)
            block = (now, high[origin], low[origin])
        if block and (now - block[0] > length or close[now] < block[2]):
            block = None
        yield block is not None and now > block[0] and low[now] <= block[1] and close[now] >= block[2]


def levels(plain: Plain, length: int, touches: int, strength: int) -> Iterator[tuple[Level, Level]]:
    """Nearest level at or under the close, and above it."""
    known: list[tuple[int, float]] = []
    standing: list[tuple[int, float]] = []
    for now in range(plain.size):
        at = now - strength
        found = [plain.high[at]] if at >= 0 and plain.is_high(at, strength) else []
        found += [plain.low[at]] if at >= 0 and plain.is_low(at, strength) else []
        for price in found:
            known.append((at, price))
            near = [
                p for place, p in known if place >= at - length and abs(p - price) <= 0.25 * plain.atr[now]
            ]
            if len(near) >= touches:
                standing.append((at, price))
        alive = [price for place, price in standing if place >= now - length]
        close = plain.close[now]
        yield (
            max((price for price in alive if price <= close), default=None),
            min((price for price in alive if price > close), default=None),
        )
