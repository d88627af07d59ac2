"""What is committed together: facts, their events and their notices, in one transaction or not at all.

Accounts, orders, algorithms, operations and owners carry the version they were read at; a commit is
refused (Conflict) if one of them has moved on since. Records are written once: their ids say what they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm
from omc.floor.audit import AuditRecord
from omc.floor.decision import Signal
from omc.floor.journal import Entry
from omc.floor.operations import Operation, Owner
from omc.floor.orders import Mode, Order
from omc.kernel.events import Event
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.trading.model import Fill, Trade


@dataclass(frozen=True)
class FillRecord:
    """One execution as the venue reported it; `report_seq` is the venue's number, so twice is once."""

    account_id: str
    order_id: str
    report_seq: int
    at: Ms
    fill: Fill

    @property
    def fill_id(self) -> str:
        return derived_id("fil", self.account_id, self.report_seq)


@dataclass(frozen=True)
class TradeRecord:
    """An exit with its part of a round trip; closed_at: event time; seq: of the report that closed it, so
    that exits of one bar keep their order. mode keeps simulated results apart from others."""

    trade_id: str
    account_id: str
    owner_id: str
    algorithm_id: str
    mode: Mode
    closed_at: Ms
    trade: Trade
    seq: int = 0


@dataclass(frozen=True)
class EquityPoint:
    """An account marked at a close; money in quote currency."""

    account_id: str
    owner_id: str
    at: Ms
    equity: Decimal
    cash: Decimal
    realised: Decimal
    unrealised: Decimal
    fees: Decimal


@dataclass(frozen=True)
class Notice:
    """A message for the owner's screens; money in `data` as decimal strings."""

    notice_id: str
    owner_id: str
    type: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Changes:
    """unless_killed: an account id; the commit is refused while its kill flag is set.

    unless_owner_killed: an owner id, the same for the flag that keeps new accounts from opening.
    """

    account: Account | None = None
    orders: tuple[Order, ...] = ()
    algorithm: Algorithm | None = None
    operation: Operation | None = None
    owner: Owner | None = None
    entries: tuple[Entry, ...] = ()
    audits: tuple[AuditRecord, ...] = ()
    fills: tuple[FillRecord, ...] = ()
    trades: tuple[TradeRecord, ...] = ()
    signals: tuple[Signal, ...] = ()
    equity: EquityPoint | None = None
    events: tuple[Event, ...] = ()
    notices: tuple[Notice, ...] = ()
    unless_killed: str | None = None
    unless_owner_killed: str | None = None
