"""Double entry: each entry's postings sum to zero, so money moves and never appears.

Accounts: cash (free), reserved (held for open orders), position (at cost; negative for a short),
realised (income, so gains are negative postings), fees (an expense, funding included), capital (what the
owner put in).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from omc.kernel.errors import Bug
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.trading.model import Fill


class Book(StrEnum):
    CASH = "cash"
    RESERVED = "reserved"
    POSITION = "position"
    REALISED = "realised"
    FEES = "fees"
    CAPITAL = "capital"


@dataclass(frozen=True)
class Posting:
    book: Book
    amount: Decimal


@dataclass(frozen=True)
class Entry:
    """One movement of an account; `seq` counts the account's entries from 1, without holes."""

    account_id: str
    seq: int
    at: Ms
    kind: str
    reference: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        total = sum((posting.amount for posting in self.postings), ZERO)
        if total:
            raise Bug(f"expected postings of {self.kind} {self.reference} to sum to zero, got {total}")

    @property
    def entry_id(self) -> str:
        return derived_id("jnl", self.account_id, self.seq)


def opening(capital: Decimal) -> tuple[Posting, ...]:
    return Posting(Book.CASH, capital), Posting(Book.CAPITAL, -capital)


def reservation(amount: Decimal) -> tuple[Posting, ...]:
    """Cash set aside; a negative amount sets it free."""
    return Posting(Book.RESERVED, amount), Posting(Book.CASH, -amount)


def execution(fill: Fill, realised: Decimal) -> tuple[Posting, ...]:
    """A fill that realised `realised` (gross): its notional, its gain or loss, its fee and funding."""
    spent, charged = fill.side.sign * fill.notional, fill.fee + fill.funding
    return (
        Posting(Book.POSITION, spent + realised),
        Posting(Book.REALISED, -realised),
        Posting(Book.FEES, charged),
        Posting(Book.CASH, -spent - charged),
    )


def balances(entries: Iterable[Entry]) -> Mapping[Book, Decimal]:
    """What stands in each book after `entries`."""
    totals = dict.fromkeys(Book, ZERO)
    for entry in entries:
        for posting in entry.postings:
            totals[posting.book] += posting.amount
    return totals
