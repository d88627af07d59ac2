"""Equity curves of several accounts as one.

Before its first mark an account counts with its capital, so that money put in is never drawn as profit;
between marks it counts with the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.floor.accounts import Account
from omc.floor.changes import EquityPoint
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO


@dataclass(frozen=True)
class CurvePoint:
    """Sums over all accounts after a close; money in quote currency."""

    at: Ms
    equity: Decimal
    cash: Decimal
    realised: Decimal
    unrealised: Decimal
    fees: Decimal


@dataclass(frozen=True)
class Track:
    """One account's points, ascending, and what it stood at before the first of them."""

    before: EquityPoint
    points: Sequence[EquityPoint]


def beginning(account: Account) -> EquityPoint:
    """An account that was never marked: its capital in cash."""
    return EquityPoint(
        account.account_id, account.owner_id, 0, account.capital, account.capital, ZERO, ZERO, ZERO
    )


def combined(tracks: Sequence[Track]) -> Sequence[CurvePoint]:
    """One point for every instant at which any of the accounts was marked, ascending."""
    last = {index: track.before for index, track in enumerate(tracks)}
    marks = [(point.at, index, point) for index, track in enumerate(tracks) for point in track.points]
    total = _sum(list(last.values()))
    curve: dict[Ms, CurvePoint] = {}
    for at, index, point in sorted(marks, key=lambda mark: mark[0]):
        total = _moved(total, at, last[index], point)
        last[index] = point
        curve[at] = total
    return list(curve.values())


def thinned(points: Sequence[CurvePoint], most: int) -> Sequence[CurvePoint]:
    """At most `most` (2 or more) of `points`, evenly, first and last always among them."""
    count = len(points)
    if count <= most:
        return points
    return [points[index * (count - 1) // (most - 1)] for index in range(most)]


def _sum(points: Sequence[EquityPoint]) -> CurvePoint:
    return CurvePoint(
        at=0,
        equity=sum((one.equity for one in points), ZERO),
        cash=sum((one.cash for one in points), ZERO),
        realised=sum((one.realised for one in points), ZERO),
        unrealised=sum((one.unrealised for one in points), ZERO),
        fees=sum((one.fees for one in points), ZERO),
    )


def _moved(total: CurvePoint, at: Ms, old: EquityPoint, new: EquityPoint) -> CurvePoint:
    """`total` after one account moved from `old` to `new`."""
    return CurvePoint(
        at=at,
        equity=total.equity - old.equity + new.equity,
        cash=total.cash - old.cash + new.cash,
        realised=total.realised - old.realised + new.realised,
        unrealised=total.unrealised - old.unrealised + new.unrealised,
        fees=total.fees - old.fees + new.fees,
    )
