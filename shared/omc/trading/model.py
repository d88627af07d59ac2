"""The words that backtest and Floor share: directions, sides, reasons, brackets, fills, trades."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from omc.kernel.instants import Ms
from omc.kernel.money import ONE, ZERO


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        return 1 if self is Side.BUY else -1

    @property
    def opposite(self) -> "Side":
        return Side.SELL if self is Side.BUY else Side.BUY


class Direction(StrEnum):
    """Which way a position profits."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        return 1 if self is Direction.LONG else -1

    @property
    def entry_side(self) -> Side:
        return Side.BUY if self is Direction.LONG else Side.SELL

    @property
    def exit_side(self) -> Side:
        return self.entry_side.opposite


class ExitReason(StrEnum):
    """Why a position was closed; the same words on a backtest's trade row and on the Floor's."""

    STOP = "stop"
    TARGET = "target"
    TRAIL = "trail"
    SIGNAL = "signal"
    TIME = "time"
    END_OF_DATA = "end_of_data"
    KILL = "kill"


@dataclass(frozen=True)
class StopTerms:
    """Where the stop goes, before the fill price is known: exactly one of the three is set.

    level: absolute price; fraction: of the fill price; distance: in quote currency (n x ATR of bar t).
    trailing: the stop follows the closes at the distance it started with (not for `level`).
    """

    level: Decimal | None = None
    fraction: Decimal | None = None
    distance: Decimal | None = None
    trailing: bool = False


@dataclass(frozen=True)
class TargetTerms:
    """Where a target goes and the part of the position it takes off, 0 < share <= 1.

    Exactly one of the others is set. r_multiple counts initial stop distances; level: absolute price.
    """

    fraction: Decimal | None = None
    distance: Decimal | None = None
    r_multiple: Decimal | None = None
    level: Decimal | None = None
    share: Decimal = ONE


@dataclass(frozen=True)
class BracketTerms:
    """The protective legs that travel with an entry; live from the entry bar on. Shares sum to at most 1:
    what no target takes runs on to the stop or another exit."""

    stop: StopTerms | None = None
    targets: tuple[TargetTerms, ...] = ()


@dataclass(frozen=True)
class Target:
    """A target resolved: a multiple of the tick, and the base units it takes off there."""

    price: Decimal
    quantity: Decimal


@dataclass(frozen=True)
class Levels:
    """A bracket resolved at a fill price. Prices are multiples of the tick; targets nearest first."""

    stop: Decimal | None = None
    targets: tuple[Target, ...] = ()
    trail_distance: Decimal | None = None
    initial_stop: Decimal | None = None

    @property
    def target(self) -> Decimal | None:
        """The nearest target's price."""
        return self.targets[0].price if self.targets else None


@dataclass(frozen=True)
class Fill:
    """One execution. quantity > 0 in base units; price in quote; fee >= 0 in quote currency.

    reference_price is the price before half spread and slippage: their cost is
    (price - reference_price) x quantity x side, of which half_spread x quantity is the spread's.
    funding: paid with this fill for what was borrowed until then, quote currency, >= 0.
    """

    side: Side
    quantity: Decimal
    price: Decimal
    fee: Decimal
    ts: Ms
    reference_price: Decimal
    half_spread: Decimal = ZERO
    funding: Decimal = ZERO

    @property
    def notional(self) -> Decimal:
        return self.quantity * self.price


@dataclass(frozen=True)
class Trade:
    """One exit of a round trip, with its part of the entry: a position left at once is one row, one left in
    parts a row for each part (see `omc.trading.roundtrips`). Times are open times of the bars of the fills,
    ms UTC; money in quote currency.

    position: number of the round trip in its run, from 1. quantity, entry_fee: of this part. target: the
    next level this part was bound for; targets: all of the position, nearest first. r_multiple: net P&L over
    initial risk, None without a stop. mae, mfe: worst and best excursion of price against and for the
    position while this part was open, in quote currency per unit, >= 0. slippage_cost includes the spread,
    of which spread_cost is the half spread alone. funding: what was paid for borrowing. decided_ts: open time
    of the bar at whose close the entry was decided. regime, explanation: of the entry, where somebody told
    them.
    """

    symbol: str
    direction: Direction
    quantity: Decimal
    entry_ts: Ms
    entry_price: Decimal
    exit_ts: Ms
    exit_price: Decimal
    exit_reason: ExitReason
    entry_fee: Decimal
    exit_fee: Decimal
    slippage_cost: Decimal
    gross_pnl: Decimal
    initial_stop: Decimal | None
    target: Decimal | None
    bars_held: int
    mae: Decimal = ZERO
    mfe: Decimal = ZERO
    position: int = 0
    targets: tuple[Decimal, ...] = ()
    spread_cost: Decimal = ZERO
    funding: Decimal = ZERO
    decided_ts: Ms = -1
    regime: str | None = None
    explanation: str | None = None

    @property
    def fees(self) -> Decimal:
        return self.entry_fee + self.exit_fee

    @property
    def net_pnl(self) -> Decimal:
        return self.gross_pnl - self.fees - self.funding

    @property
    def pnl_fraction(self) -> Decimal:
        """Net P&L over what the entry cost, without fees."""
        return self.net_pnl / (self.entry_price * self.quantity)

    @property
    def r_multiple(self) -> Decimal | None:
        if self.initial_stop is None or self.initial_stop == self.entry_price:
            return None
        return self.net_pnl / (abs(self.entry_price - self.initial_stop) * self.quantity)
