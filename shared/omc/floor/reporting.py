"""Figures over several accounts: sums per mode, and one equity curve out of many. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.floor.accounts import Account
from omc.floor.changes import EquityPoint
from omc.floor.orders import Mode
from omc.kernel.instants import DAY_MS, Ms
from omc.kernel.money import ZERO

RANGES_MS: Mapping[str, Ms | None] = {"day": DAY_MS, "week": 7 * DAY_MS, "month": 30 * DAY_MS, "all": None}
MAX_POINTS = 1_000


@dataclass(frozen=True)
class Pnl:
    """Sums over the accounts of one mode; quote currency. today: since 00:00 UTC in the accounts' time."""

    mode: Mode
    capital: Decimal
    equity: Decimal
    cash: Decimal
    realised: Decimal
    unrealised: Decimal
    fees: Decimal
    today: Decimal
    trades: int

    @property
    def total(self) -> Decimal:
        return self.equity - self.capital


def pnl_by_mode(accounts: Sequence[Account]) -> list[Pnl]:
    """One row per mode that has accounts: simulated results are never added to paper ones."""
    modes = sorted({account.mode for account in accounts})
    return [_pnl(mode, [account for account in accounts if account.mode is mode]) for mode in modes]


def curve(points: Mapping[str, Sequence[EquityPoint]]) -> list[EquityPoint]:
    """The sum over accounts at every time any of them was marked; each counts from its first mark on.

    Longer curves are thinned evenly to MAX_POINTS; the last point always stays.
    """
    latest: dict[str, EquityPoint] = {}
    merged: list[EquityPoint] = []
    for point in sorted((one for run in points.values() for one in run), key=lambda one: one.at):
        latest[point.account_id] = point
        total = _total(list(latest.values()), point.at)
        if merged and merged[-1].at == point.at:
            merged[-1] = total
        else:
            merged.append(total)
    if len(merged) <= MAX_POINTS:
        return merged
    stride = -(-len(merged) // MAX_POINTS)
    return [*merged[:-1:stride], merged[-1]]


def _pnl(mode: Mode, accounts: Sequence[Account]) -> Pnl:
    def total(amounts: Sequence[Decimal]) -> Decimal:
        return sum(amounts, ZERO)

    marks = [account.marks for account in accounts]
    return Pnl(
        mode=mode,
        capital=total([account.capital for account in accounts]),
        equity=total([one.equity for one in marks]),
        cash=total([account.cash for account in accounts]),
        realised=total([account.realised for account in accounts]),
        unrealised=total([account.unrealised_at(account.marks.mark) for account in accounts]),
        fees=total([account.fees for account in accounts]),
        today=total([one.equity - one.day_open_equity for one in marks]),
        trades=sum(account.trade_count for account in accounts),
    )


def _total(points: Sequence[EquityPoint], at: Ms) -> EquityPoint:
    return EquityPoint(
        account_id="*",
        owner_id=points[0].owner_id,
        at=at,
        equity=sum((one.equity for one in points), ZERO),
        cash=sum((one.cash for one in points), ZERO),
        realised=sum((one.realised for one in points), ZERO),
        unrealised=sum((one.unrealised for one in points), ZERO),
        fees=sum((one.fees for one in points), ZERO),
    )
