"""What strategies need of the places ledger records are kept in."""

from collections.abc import Collection
from typing import Protocol

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms, to_iso
from omc.ledgers.series import NO_LEDGERS, LedgerBook

# Feature and asset as an expression names them, such as ("human.sentiment", "BTC").
LedgerName = tuple[str, str]


class LedgerHistory(Protocol):
    """Reads records of the past, each with when it happened and when it was known.

    Transient when the store is busy. InvalidInput `no_ledger_records` names every series that has none.
    """

    def book(self, wanted: Collection[LedgerName], start: Ms, end: Ms) -> LedgerBook:
        """A series for each of `wanted`, with every record that happened at or after `start` and was known at
        or before `end`, ms UTC, revisions included; of what happened before `start` the newest record that
        was known by then, so that a last value is never missed. In the order in which they were known.
        """
        ...


def no_records(missing: Collection[LedgerName], start: Ms, end: Ms) -> InvalidInput:
    """That there is nothing to read of some series, by name."""
    named = ", ".join(f"{feature} of {asset}" for feature, asset in sorted(missing))
    period = f"{to_iso(start)[:10]} to {to_iso(end)[:10]}"
    return InvalidInput(
        f"expected records of {named} from {period}, none are stored", code="no_ledger_records"
    )


class NoLedgerHistory:
    """A LedgerHistory where no records are kept."""

    def book(self, wanted: Collection[LedgerName], start: Ms, end: Ms) -> LedgerBook:
        if wanted:
            raise no_records(wanted, start, end)
        return NO_LEDGERS


def book_for(
    history: LedgerHistory, wanted: Collection[LedgerName], first: Ms, last: Ms, longest_window: Ms
) -> LedgerBook:
    """The records that bars closing from `first` to `last` may read; nothing is asked for where none are
    wanted. InvalidInput names every series that has no record in that time."""
    if not wanted:
        return NO_LEDGERS
    book = history.book(wanted, first - longest_window, last)
    missing = [name for name in wanted if name not in book or len(book[name]) == 0]
    if missing:
        raise no_records(missing, first - longest_window, last)
    return book
