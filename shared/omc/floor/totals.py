"""An owner's accounts added up: one book for each mode and currency, for what differs in either never mixes.

equity = capital + realised + unrealised - fees, exactly, of each account and therefore of every sum.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from omc.floor.accounts import Account
from omc.floor.ladder import Standing
from omc.floor.orders import Mode
from omc.kernel.instants import Ms, utc_day
from omc.kernel.money import ZERO


@dataclass(frozen=True)
class Totals:
    """Money in `currency`. exposure: what positions are worth; largest_position: the biggest of them.

    marked_at: the latest close any of the accounts was marked at.
    """

    mode: Mode
    currency: str
    capital: Decimal
    cash: Decimal
    realised: Decimal
    unrealised: Decimal
    fees: Decimal
    exposure: Decimal
    largest_position: Decimal
    standing: Standing
    trades: int
    wins: int
    marked_at: Ms | None

    @property
    def equity(self) -> Decimal:
        return self.standing.equity

    @property
    def today(self) -> Decimal:
        """Gain or loss since the last 00:00 UTC."""
        return self.standing.equity - self.standing.day_open_equity

    def fraction(self, amount: Decimal) -> Decimal | None:
        """`amount` of equity; None when there is no equity to compare with."""
        return amount / self.equity if self.equity > 0 else None


def currency_of(account: Account) -> str:
    """The currency the account's money is in.

    >>> from omc.floor.accounts import open_account
    >>> currency_of(open_account("a", "o", "g", Mode.PAPER, "v", "BTC/USDT", Decimal(1), 0)[0])
    'USDT'
    """
    return account.symbol.rpartition("/")[2]


def position_value(account: Account) -> Decimal:
    """What the account holds is worth at its last mark; of a short, what it would cost to buy back."""
    return abs(account.quantity) * (account.marks.mark or ZERO)


def equity_of(account: Account) -> Decimal:
    """Equity at the last mark, with what was filled since."""
    return account.equity_at(account.marks.mark or ZERO)


def totals(accounts: Iterable[Account]) -> Sequence[Totals]:
    """Paper before simulation, then by currency."""

    def book(account: Account) -> tuple[str, str]:
        return account.mode, currency_of(account)

    return [_sum(list(group)) for _, group in groupby(sorted(accounts, key=book), key=book)]


def _sum(accounts: Sequence[Account]) -> Totals:
    values = [position_value(account) for account in accounts]
    latest = max((one.marks.marked_at for one in accounts if one.marks.marked_at is not None), default=None)
    standing = _standing(accounts[0], latest)
    for account in accounts[1:]:
        standing = standing.plus(_standing(account, latest))
    return Totals(
        mode=accounts[0].mode,
        currency=currency_of(accounts[0]),
        capital=sum((one.capital for one in accounts), ZERO),
        cash=sum((one.cash for one in accounts), ZERO),
        realised=sum((one.realised for one in accounts), ZERO),
        unrealised=sum((one.unrealised_at(one.marks.mark) for one in accounts), ZERO),
        fees=sum((one.fees for one in accounts), ZERO),
        exposure=sum(values, ZERO),
        largest_position=max(values),
        standing=standing,
        trades=sum(one.trade_count for one in accounts),
        wins=sum(one.win_count for one in accounts),
        marked_at=latest,
    )


def _standing(account: Account, latest: Ms | None) -> Standing:
    """An account last marked on an earlier day than the others has gained or lost nothing today."""
    equity, marks = equity_of(account), account.marks
    stale = marks.marked_at is None or latest is None or utc_day(marks.marked_at) < utc_day(latest)
    return Standing(equity, equity if stale else marks.day_open_equity, max(marks.peak_equity, equity))
