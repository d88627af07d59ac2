"""The account of one algorithm: its cash, lots, open trade, open orders and kill flag, as one value.

closing equity = opening + realised + unrealised - fees, exactly: nothing in here is rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from omc.floor.journal import Entry, Posting, opening, reservation
from omc.floor.marks import Marks, open_marks
from omc.floor.orders import Mode
from omc.floor.states import OrderState
from omc.kernel.errors import Bug
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.trading.costs import financing
from omc.trading.lots import Lot, held, unrealised
from omc.trading.model import Direction, ExitReason, Levels
from omc.trading.past import NO_ENTRIES, DayEntries, Past, Results


@dataclass(frozen=True)
class Kill:
    """Trading is stopped: since when, by whom, in which operation. `locked`: only an admin may lift it."""

    since: Ms
    by: str
    operation_id: str
    reason: str
    locked: bool = False


@dataclass(frozen=True)
class OpenTrade:
    """The round trip under way. entry_bar: ordinal among the marked bars. quantity and the sums of entries
    are of the whole, exit sums of the exit under way. fee_left: of the entries' fees, what no exit has borne
    yet. net: of the exits made. targets: all there were. borrowed_closes: closes at which a short was held.
    inside: it was entered in the course of its first bar. decided_ts: open time of the bar that made it.
    """

    direction: Direction
    entry_order_id: str
    entry_ts: Ms
    entry_bar: int
    levels: Levels
    quantity: Decimal = ZERO
    entry_notional: Decimal = ZERO
    entry_fee: Decimal = ZERO
    exit_quantity: Decimal = ZERO
    exit_notional: Decimal = ZERO
    exit_fee: Decimal = ZERO
    slippage_cost: Decimal = ZERO
    spread_cost: Decimal = ZERO
    number: int = 0
    fee_left: Decimal = ZERO
    exit_slippage: Decimal = ZERO
    exit_spread: Decimal = ZERO
    exit_funding: Decimal = ZERO
    net: Decimal = ZERO
    targets: tuple[Decimal, ...] = ()
    borrowed_closes: Decimal = ZERO
    inside: bool = False
    decided_ts: Ms = -1
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def entry_price(self) -> Decimal:
        return self.entry_notional / self.quantity


@dataclass(frozen=True)
class MissedExit:
    """An exit that was decided and proven never to have reached the venue: it is asked for again."""

    reason: ExitReason
    signal_ts: Ms
    attempt: int


@dataclass(frozen=True)
class Account:
    """open_orders: id -> state of every order that has not ended. Money in quote currency.

    fees: with funding. entries: filled on the last day of the session that had any. won, lost: by closed
    round trips, net, both >= 0. financing_fraction: a year, on what is borrowed.
    """

    account_id: str
    owner_id: str
    algorithm_id: str
    mode: Mode
    venue: str
    symbol: str
    capital: Decimal
    cash: Decimal
    marks: Marks
    reserved: Decimal = ZERO
    realised: Decimal = ZERO
    fees: Decimal = ZERO
    lots: tuple[Lot, ...] = ()
    trade: OpenTrade | None = None
    open_orders: Mapping[str, OrderState] = field(default_factory=dict)
    missed_exit: MissedExit | None = None
    kill: Kill | None = None
    difference: str = ""
    report_seq: int = 0
    journal_seq: int = 0
    trade_count: int = 0
    win_count: int = 0
    won: Decimal = ZERO
    lost: Decimal = ZERO
    entries: DayEntries = NO_ENTRIES
    financing_fraction: Decimal = ZERO
    timeframe_ms: Ms = 0
    version: int = 0

    @property
    def quantity(self) -> Decimal:
        return held(self.lots)

    @property
    def free_cash(self) -> Decimal:
        return self.cash - self.reserved

    @property
    def settled(self) -> bool:
        """True when the venue's word is known for every order: the next bar may be seen."""
        return all(state.settled for state in self.open_orders.values())

    @property
    def past(self) -> Past:
        """What entries depend on beside money."""
        return Past(self.entries, Results(self.trade_count, self.win_count, self.won, self.lost))

    @property
    def owed(self) -> Decimal:
        """Funding accrued on what is borrowed, paid when it is closed."""
        if self.trade is None or not self.trade.borrowed_closes:
            return ZERO
        closes = self.trade.borrowed_closes
        return financing(abs(self.quantity), closes, self.financing_fraction, self.timeframe_ms)

    def equity_at(self, price: Decimal) -> Decimal:
        """Cash and what is held at `price`; unrealised profit is in it already (OMC-FLR-052)."""
        return self.cash + self.quantity * price - self.owed

    def unrealised_at(self, price: Decimal | None) -> Decimal:
        """Gross P&L of closing at `price`, less what would have to be paid for borrowing."""
        return unrealised(self.lots, price) - self.owed if price is not None else ZERO


def open_account(
    account_id: str, owner_id: str, algorithm_id: str, mode: Mode,
    venue: str, symbol: str, capital: Decimal, at: Ms,
    financing_fraction: Decimal = ZERO, timeframe_ms: Ms = 0,
) -> tuple[Account, Entry]:  # fmt: skip
    """An account with its capital in cash, and the entry that put it there."""
    account = Account(
        account_id, owner_id, algorithm_id, mode, venue, symbol, capital, capital, open_marks(capital),
        financing_fraction=financing_fraction, timeframe_ms=timeframe_ms,
    )  # fmt: skip
    return entered(account, at, "opening", algorithm_id, opening(capital))


def entered(
    account: Account, at: Ms, kind: str, reference: str, postings: tuple[Posting, ...]
) -> tuple[Account, Entry]:
    """`account` with its journal one entry longer."""
    entry = Entry(account.account_id, account.journal_seq + 1, at, kind, reference, postings)
    return replace(account, journal_seq=entry.seq), entry


def reserve(account: Account, amount: Decimal, at: Ms, order_id: str) -> tuple[Account, tuple[Entry, ...]]:
    """Hold `amount` of cash for an order; a negative amount lets it go."""
    if not amount:
        return account, ()
    if account.reserved + amount < 0:
        raise Bug(f"expected to release at most {account.reserved} of {account.account_id}, got {-amount}")
    held_back = replace(account, reserved=account.reserved + amount)
    kind = "reserve" if amount > 0 else "release"
    grown, entry = entered(held_back, at, kind, order_id, reservation(amount))
    return grown, (entry,)


def with_order(account: Account, order_id: str, state: OrderState) -> Account:
    """`account` knowing the order's state; orders that have ended are forgotten here."""
    orders = {key: value for key, value in account.open_orders.items() if key != order_id}
    if not state.terminal:
        orders[order_id] = state
    return replace(account, open_orders=orders)
