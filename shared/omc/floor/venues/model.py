"""What is said between the Floor and a venue."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from omc.floor.orders import Mode, Order, Purpose
from omc.kernel.errors import Bug, Transient
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.market.records import Instrument
from omc.trading.costs import CostSchedule
from omc.trading.entry import EntryOrder
from omc.trading.model import BracketTerms, Direction, ExitReason, Fill, Levels, Side

NO_LEVELS = Levels()


class VenueTimeout(Transient):
    """The request may or may not have arrived: only a status query can tell."""

    code = "venue_timeout"


class VenueDown(Transient):
    """The request provably did not arrive."""

    code = "venue_down"


class VenueState(StrEnum):
    OPEN = "open"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


@dataclass(frozen=True)
class VenueOrder:
    """An order as the venue sees it: a market order, or one that rests at its `limit`, up to the bar that
    opens at `until`. valid_until: the venue refuses it after that instant. held: what has filled of it, at
    whose price the rest rests."""

    client_order_id: str
    account_id: str
    symbol: str
    purpose: Purpose
    direction: Direction
    quantity: Decimal
    signal_ts: Ms
    bracket: BracketTerms | None = None
    exit_reason: ExitReason | None = None
    valid_until: Ms | None = None
    limit: Decimal | None = None
    until: Ms = 0
    held: Fill | None = None

    @property
    def side(self) -> Side:
        entry = self.purpose is Purpose.ENTRY
        return self.direction.entry_side if entry else self.direction.exit_side

    @property
    def reduce_only(self) -> bool:
        return self.purpose is not Purpose.ENTRY

    @property
    def entry(self) -> EntryOrder:
        """What is left of it, in the words of the rules of trading."""
        return EntryOrder(
            self.direction, self.quantity, self.bracket, self.signal_ts, limit=self.limit, until=self.until
        )


@dataclass(frozen=True)
class OrderView:
    """What the venue says of an order: the first answer to its submission, and where it stands."""

    client_order_id: str
    venue_order_id: str
    state: VenueState
    reason: str = ""

    @property
    def accepted(self) -> bool:
        return self.state is not VenueState.REJECTED


@dataclass(frozen=True)
class Report:
    """One thing that happened to an account, numbered from 1 without holes.

    fill None: the order ended unfilled, `reason` says why; with a fill, why it is not more. leg: set when
    the venue executed a protective leg of the entry `client_order_id`. levels: of the position this fill
    opened. inside: the fill happened in the course of the bar at `bar_ts`, not at its open. final: nothing
    more will come.
    """

    seq: int
    client_order_id: str
    bar_ts: Ms
    fill: Fill | None = None
    leg: ExitReason | None = None
    levels: Levels | None = None
    inside: bool = False
    final: bool = True
    reason: str = ""


@dataclass(frozen=True)
class AccountTerms:
    """What a venue needs to keep an account of ours."""

    account_id: str
    instrument: Instrument
    timeframe_ms: Ms
    cash: Decimal
    costs: CostSchedule
    mode: Mode = Mode.SIMULATION


@dataclass(frozen=True)
class Snapshot:
    """The venue's own books: what reconciliation compares with ours. quantity is signed."""

    cash: Decimal
    quantity: Decimal
    levels: Levels
    observed_ts: Ms | None
    last_price: Decimal | None


@dataclass(frozen=True)
class VenueAccount:
    """The whole state of one account at a simulated venue. borrowed_closes: sum of the closes at which the
    present short was held."""

    terms: AccountTerms
    cash: Decimal
    quantity: Decimal = ZERO
    levels: Levels = NO_LEVELS
    entry_order_id: str = ""
    resting: tuple[VenueOrder, ...] = ()
    observed_ts: Ms | None = None
    last_price: Decimal | None = None
    report_seq: int = 0
    version: int = 0
    borrowed_closes: Decimal = ZERO
    last_volume: Decimal = ZERO

    @property
    def direction(self) -> Direction | None:
        if not self.quantity:
            return None
        return Direction.LONG if self.quantity > 0 else Direction.SHORT

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot(self.cash, self.quantity, self.levels, self.observed_ts, self.last_price)


def open_venue_account(terms: AccountTerms) -> VenueAccount:
    return VenueAccount(terms, terms.cash)


def venue_order(order: Order) -> VenueOrder:
    """The request for `order`, which must have been booked: it has a send deadline."""
    intent = order.intent
    if order.send_deadline is None:
        raise Bug(f"expected order {order.order_id} to be booked with a send deadline, it has none")
    return VenueOrder(
        client_order_id=order.client_order_id,
        account_id=intent.account_id,
        symbol=intent.symbol,
        purpose=intent.purpose,
        direction=intent.direction,
        quantity=intent.quantity,
        signal_ts=intent.signal_ts,
        bracket=intent.bracket,
        exit_reason=intent.exit_reason,
        valid_until=order.send_deadline,
        limit=intent.limit,
        until=intent.until,
    )
