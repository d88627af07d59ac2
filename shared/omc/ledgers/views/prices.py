"""The last 24 hours of prices in steps of five minutes, a symbol's own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import DAY_MS, MINUTE_MS, Ms
from omc.ledgers.records import Quote

STEP_MS = 5 * MINUTE_MS
# Moves below a hundredth of a percent are none.
_FLAT = Decimal("0.0001")


@dataclass(frozen=True)
class Prices:
    """points: (start of the step, last price in it), ascending; steps without a quote are absent. change: of
    the last price since the point a day before it, a fraction; None where nothing was quoted then. move: up,
    down or flat; None without a change."""

    last: Quote
    points: tuple[tuple[Ms, Decimal], ...]
    change: Decimal | None
    move: str | None
    high: Decimal
    low: Decimal


def step_of(instant: Ms) -> Ms:
    return instant - instant % STEP_MS


def prices(quotes: Iterable[Quote], now: Ms) -> list[Prices]:
    """By symbol. Quotes in any order; those older than a day and a step, or later than now, play no part."""
    by_symbol: dict[str, list[Quote]] = defaultdict(list)
    for quote in quotes:
        if step_of(now - DAY_MS) <= quote.event_time <= now:
            by_symbol[quote.symbol].append(quote)
    return [_prices(sorted(some, key=_order), now) for _, some in sorted(by_symbol.items())]


def _prices(quotes: Sequence[Quote], now: Ms) -> Prices:
    last = quotes[-1]
    steps = {step_of(one.event_time): one.last for one in quotes}
    points = tuple(sorted(steps.items()))
    # The price of a day ago is that of its step, or of the next one; else the day has no beginning.
    first = next((price for at, price in points if at <= step_of(now - DAY_MS) + STEP_MS), None)
    change = None if first is None else last.last / first - 1
    found = [one.last for one in quotes]
    return Prices(last, points, change, _move(change), max(found), min(found))


def _move(change: Decimal | None) -> str | None:
    if change is None:
        return None
    return "flat" if abs(change) < _FLAT else "up" if change > 0 else "down"


def _order(quote: Quote) -> tuple[Ms, Ms]:
    return quote.event_time, quote.known_at
