"""A venue that remembers every request made to it, and can be told to misbehave."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from omc.floor.venues.memory import MemoryVenue
from omc.floor.venues.model import (
    AccountTerms,
    OrderView,
    Report,
    Snapshot,
    VenueDown,
    VenueOrder,
    VenueTimeout,
)
from omc.kernel.instants import Ms
from omc.market.model import Bar


@dataclass
class RecordingVenue:
    """faults: what the next submissions do instead of answering: "lost" (never arrives), "silent" (arrives,
    no answer), "down". blind: how many status queries find nothing whatever there is."""

    inner: MemoryVenue = field(default_factory=MemoryVenue)
    submitted: list[VenueOrder] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    blind: int = 0

    def requests(self) -> Counter[str]:
        return Counter(order.client_order_id for order in self.submitted)

    def open_account(self, terms: AccountTerms) -> None:
        self.inner.open_account(terms)

    def submit(self, order: VenueOrder, now: Ms) -> OrderView:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "down":
            raise VenueDown("connection refused")
        self.submitted.append(order)
        if fault == "lost":
            raise VenueTimeout("no answer")
        view = self.inner.submit(order, now)
        if fault == "silent":
            raise VenueTimeout("no answer")
        return view

    def cancel(self, account_id: str, client_order_id: str) -> OrderView | None:
        return self.inner.cancel(account_id, client_order_id)

    def status(self, account_id: str, client_order_id: str) -> OrderView | None:
        if self.blind:
            self.blind -= 1
            return None
        return self.inner.status(account_id, client_order_id)

    def observe(self, account_id: str, bar: Bar, after_seq: int) -> Sequence[Report]:
        return self.inner.observe(account_id, bar, after_seq)

    def reports(self, account_id: str, after_seq: int) -> Sequence[Report]:
        return self.inner.reports(account_id, after_seq)

    def snapshot(self, account_id: str) -> Snapshot:
        return self.inner.snapshot(account_id)
