"""What the Floor needs of the world, and how each of these may fail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from omc.floor.accounts import Account, Kill
from omc.floor.algorithms import Algorithm
from omc.floor.audit import AuditRecord
from omc.floor.changes import Changes, EquityPoint, FillRecord, TradeRecord
from omc.floor.decision import Signal
from omc.floor.journal import Entry
from omc.floor.operations import Operation, Owner
from omc.floor.orders import Order
from omc.floor.venues.model import AccountTerms, OrderView, Report, Snapshot, VenueOrder
from omc.kernel.instants import Ms
from omc.market.records import Bar
from omc.strategy.model import StrategySpec

T = TypeVar("T")
Sleep = Callable[[Ms], None]
# Called with the number of the step just done; tests die in it.
AfterStep = Callable[[int], None]


def go_on(step: int) -> None:
    """The AfterStep of every day."""
    del step


class Venue(Protocol):
    """Where orders go. VenueTimeout: it may have arrived. VenueDown: it has not. NotFound: no such account.

    Reports are numbered from 1 per account; `after_seq` asks for those beyond.
    """

    def open_account(self, terms: AccountTerms) -> None:
        """Open once; again changes nothing."""
        ...

    def submit(self, order: VenueOrder, now: Ms) -> OrderView:
        """Take or refuse; a repeated client order id is answered and has no effect."""
        ...

    def cancel(self, account_id: str, client_order_id: str) -> OrderView | None:
        """Cancel if it still rests; the final view either way, None if the venue does not know it."""
        ...

    def status(self, account_id: str, client_order_id: str) -> OrderView | None: ...

    def observe(self, account_id: str, bar: Bar, after_seq: int) -> Sequence[Report]:
        """Let the account live through `bar`, once, and report; a venue with its own market only reports."""
        ...

    def reports(self, account_id: str, after_seq: int) -> Sequence[Report]: ...

    def snapshot(self, account_id: str) -> Snapshot: ...


class FloorStore(Protocol):
    """The Floor's memory; reads are consistent. NotFound: no such thing. Transient: busy, try again."""

    def commit(self, changes: Changes) -> None:
        """All of it or nothing: Conflict when something has moved on since it was read."""
        ...

    def deploy(self, changes: Changes, spec: StrategySpec) -> None:
        """A commit that also keeps the spec and subscribes the algorithm to its series."""
        ...

    def engage_kill(self, account_id: str, kill: Kill) -> Account:
        """Set the flag if it is not set, whatever else happens to the account; the account after it."""
        ...

    def account(self, account_id: str) -> Account: ...
    def algorithm(self, algorithm_id: str) -> Algorithm: ...
    def order(self, order_id: str) -> Order: ...
    def operation(self, operation_id: str) -> Operation: ...
    def owner(self, owner_id: str) -> Owner:
        """A fresh one if nothing was ever written."""
        ...

    def spec(self, algorithm_id: str) -> StrategySpec: ...
    def subscribers(self, series_key: str) -> Sequence[str]:
        """Algorithm ids that are ACTIVE or PAUSED on the series."""
        ...

    def running(self) -> Sequence[str]:
        """Algorithm ids that are ACTIVE or PAUSED."""
        ...

    def unfinished(self) -> Sequence[str]:
        """Operation ids whose work is not done."""
        ...

    def algorithms_of(self, owner_id: str) -> Sequence[str]: ...
    def owners(self) -> Sequence[str]: ...
    def audits(self, subject: str) -> Sequence[AuditRecord]: ...
    def watched_at(self) -> Ms | None:
        """When the watcher made its last pass."""
        ...

    def watched(self, at: Ms) -> None: ...
    def reconciled_at(self) -> Ms | None: ...
    def reconciled(self, at: Ms) -> None: ...


@dataclass(frozen=True)
class Part(Generic[T]):
    """A part of a list, newest first, and the position to go on from."""

    items: Sequence[T]
    last: str | None


class FloorRecords(Protocol):
    """What people ask for: lists of one owner, newest first, `after` the position a part ended with."""

    def orders_of(self, owner_id: str, after: str | None, limit: int) -> Part[Order]: ...
    def trades_of(self, owner_id: str, after: str | None, limit: int) -> Part[TradeRecord]: ...
    def signals_of(self, owner_id: str, after: str | None, limit: int) -> Part[Signal]: ...
    def equity_of(self, account_id: str, since: Ms) -> Sequence[EquityPoint]: ...
    def entries_of(self, account_id: str) -> Sequence[Entry]: ...
    def fills_of(self, order_id: str) -> Sequence[FillRecord]: ...


class Waker(Protocol):
    """Asks for work to be done soon; at least once, or Transient."""

    def decide(self, series_key: str) -> None: ...
    def work(self, operation_id: str) -> None: ...


class Schedules(Protocol):
    """The minute schedules of reconcile and watch: there while something runs, gone when nothing does."""

    def ensure(self) -> None: ...
    def remove(self) -> None: ...


class VenueHealth(Protocol):
    """None: not known, which refuses entries."""

    def healthy(self, venue: str) -> bool | None: ...
