"""Calls back entries that rest at a limit and that nobody wants any more.

Before the next bar is seen, and at each close. Done again after a death it finds the order ended already.
"""

from collections.abc import Callable
from dataclasses import dataclass

from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm, AlgorithmStatus
from omc.floor.decision import unwanted
from omc.floor.orders import Order
from omc.floor.ports import FloorStore, Venue
from omc.floor.reasons import Reason
from omc.floor.services.bookkeeper import Bookkeeper
from omc.floor.states import AT_VENUE
from omc.trading.decision import RulesAt


@dataclass(frozen=True)
class Recaller:
    store: FloorStore
    venue: Venue
    books: Bookkeeper

    def while_paused(self, algorithm: Algorithm, account: Account) -> Account:
        """The account without entries that rest, where the algorithm may make none."""
        if algorithm.status is AlgorithmStatus.ACTIVE or account.kill is not None:
            return account
        return self._recall(algorithm, account, lambda _: True)

    def at_close(
        self, algorithm: Algorithm, account: Account, rules: RulesAt
    ) -> tuple[Account, tuple[tuple[Order, Reason], ...]]:
        """The account without the entries, of which nothing has filled, that `rules` do not want; and which
        they were, and why."""
        if account.trade is not None or account.kill is not None:
            return account, ()
        gone = []

        def is_unwanted(order: Order) -> bool:
            reason = unwanted(order.intent, algorithm, rules)
            if reason is not None:
                gone.append((order, reason))
            return reason is not None

        account = self._recall(algorithm, account, is_unwanted)
        return account, tuple(gone)

    def _recall(self, algorithm: Algorithm, account: Account, unwanted_: Callable[[Order], bool]) -> Account:
        called = False
        for order_id in [key for key, state in account.open_orders.items() if state in AT_VENUE]:
            order = self.store.order(order_id)
            if order.intent.limit is not None and unwanted_(order):
                self.venue.cancel(account.account_id, order.client_order_id)
                called = True
        reports = self.venue.reports(account.account_id, account.report_seq) if called else ()
        return self.books.take(algorithm, reports) if reports else account
