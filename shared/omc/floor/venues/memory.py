"""A whole venue in memory: what the separate venue process serves, and the fake of the contract suite."""

from dataclasses import replace

from omc.floor.venues.model import (
    AccountTerms,
    OrderView,
    Report,
    Snapshot,
    VenueAccount,
    VenueOrder,
    open_venue_account,
)
from omc.floor.venues.simulated import advance, place, withdraw
from omc.floor.venues.turns import Turn
from omc.kernel.errors import NotFound
from omc.kernel.instants import Ms
from omc.market.records import Bar


class MemoryVenue:
    """Implements the Venue port; a repeated client order id gets the first answer and has no effect."""

    def __init__(self) -> None:
        self._accounts: dict[str, VenueAccount] = {}
        self._views: dict[tuple[str, str], OrderView] = {}
        self._reports: dict[str, list[Report]] = {}

    def open_account(self, terms: AccountTerms) -> None:
        self._accounts.setdefault(terms.account_id, open_venue_account(terms))
        self._reports.setdefault(terms.account_id, [])

    def submit(self, order: VenueOrder, now: Ms) -> OrderView:
        key = (order.account_id, order.client_order_id)
        if key not in self._views:
            turn = place(self._account(order.account_id), order, now)
            # The first answer is the one to the submission, not what became of it in the same breath.
            first = turn.views[0]
            self._keep(order.account_id, turn)
            return first
        return self._views[key]

    def cancel(self, account_id: str, client_order_id: str) -> OrderView | None:
        self._keep(account_id, withdraw(self._account(account_id), client_order_id))
        return self.status(account_id, client_order_id)

    def status(self, account_id: str, client_order_id: str) -> OrderView | None:
        return self._views.get((account_id, client_order_id))

    def observe(self, account_id: str, bar: Bar, after_seq: int) -> tuple[Report, ...]:
        self._keep(account_id, advance(self._account(account_id), bar))
        return self.reports(account_id, after_seq)

    def reports(self, account_id: str, after_seq: int) -> tuple[Report, ...]:
        self._account(account_id)
        return tuple(self._reports[account_id][after_seq:])

    def snapshot(self, account_id: str) -> Snapshot:
        return self._account(account_id).snapshot

    def _account(self, account_id: str) -> VenueAccount:
        try:
            return self._accounts[account_id]
        except KeyError:
            raise NotFound(f"expected an account of this venue, got {account_id!r}") from None

    def _keep(self, account_id: str, turn: Turn) -> None:
        self._accounts[account_id] = replace(turn.account, version=turn.account.version + 1)
        self._reports[account_id].extend(turn.reports)
        for view in turn.views:
            self._views[(account_id, view.client_order_id)] = view
