"""What an entry depends on of a run's own past, beside its money: entries of the day, closed round trips."""

from dataclasses import dataclass, replace
from decimal import Decimal

from omc.kernel.money import ZERO, down
from omc.trading.model import Direction

KELLY_TRIPS = 20
_KELLY_STEP = Decimal("0.000001")


@dataclass(frozen=True)
class DayEntries:
    """Entries filled in one day of the session, by direction."""

    day: int = -1
    long: int = 0
    short: int = 0

    def on(self, day: int, direction: Direction) -> int:
        if day != self.day:
            return 0
        return self.long if direction is Direction.LONG else self.short

    def entered(self, day: int, direction: Direction) -> "DayEntries":
        same = self if day == self.day else DayEntries(day)
        if direction is Direction.LONG:
            return replace(same, long=same.long + 1)
        return replace(same, short=same.short + 1)


@dataclass(frozen=True)
class Results:
    """Closed round trips: how many, how many of them won, what winners won and the others lost, net of costs,
    quote currency, >= 0."""

    trips: int = 0
    wins: int = 0
    won: Decimal = ZERO
    lost: Decimal = ZERO

    def closed(self, net_pnl: Decimal) -> "Results":
        if net_pnl > 0:
            return Results(self.trips + 1, self.wins + 1, self.won + net_pnl, self.lost)
        return Results(self.trips + 1, self.wins, self.won, self.lost - net_pnl)


NO_ENTRIES, NO_RESULTS = DayEntries(), Results()


@dataclass(frozen=True)
class Past:
    """The two together."""

    entries: DayEntries = NO_ENTRIES
    results: Results = NO_RESULTS


NO_PAST = Past()


def half_kelly(results: Results) -> Decimal | None:
    """Half of Kelly's fraction W - (1 - W) / R with W the share of winners and R average win over average
    loss, rounded down to a millionth; 0 where there is no edge, None with fewer than 20 round trips.

    Written as wins x (won - lost) / (trips x won), which is the same and has one division.
    """
    if results.trips < KELLY_TRIPS:
        return None
    if results.won <= results.lost:
        return ZERO
    return down(results.wins * (results.won - results.lost) / (2 * results.trips * results.won), _KELLY_STEP)
