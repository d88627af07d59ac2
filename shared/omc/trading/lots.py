"""FIFO lots: what is held, what it cost, what was realised, gross of fees (OMC-FLR-050, 171).

A positive lot is a long one, a negative lot a short one. Fees have their own account.
"""

from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.trading.model import Side


@dataclass(frozen=True)
class Lot:
    """quantity != 0 in base units, signed; price in quote currency."""

    quantity: Decimal
    price: Decimal
    ts: Ms


@dataclass(frozen=True)
class Booking:
    """The lots after a fill, and what the fill realised, gross."""

    lots: tuple[Lot, ...]
    realised: Decimal


def book(lots: tuple[Lot, ...], side: Side, quantity: Decimal, price: Decimal, ts: Ms) -> Booking:
    """Close the oldest opposite lots first, then open what is left.

    >>> lots = book((), Side.BUY, Decimal(1), Decimal(100), 0).lots
    >>> lots = book(lots, Side.BUY, Decimal(1), Decimal(120), 1).lots
    >>> sold = book(lots, Side.SELL, Decimal("1.5"), Decimal(130), 2)
    >>> str(sold.realised), [str(lot.quantity) for lot in sold.lots]
    ('35.0', ['0.5'])
    """
    left = quantity * side.sign
    realised = ZERO
    rest = list(lots)
    while rest and left * rest[0].quantity < 0:
        oldest = rest[0]
        matched = min(abs(left), abs(oldest.quantity))
        direction = 1 if oldest.quantity > 0 else -1
        realised += matched * (price - oldest.price) * direction
        left += matched * direction
        remaining = oldest.quantity - matched * direction
        rest = ([Lot(remaining, oldest.price, oldest.ts)] if remaining else []) + rest[1:]
    if left:
        rest.append(Lot(left, price, ts))
    return Booking(tuple(rest), realised)


def held(lots: tuple[Lot, ...]) -> Decimal:
    """Signed quantity held."""
    return sum((lot.quantity for lot in lots), ZERO)


def average_entry(lots: tuple[Lot, ...]) -> Decimal | None:
    """Quantity-weighted entry price, for information; None when flat."""
    quantity = held(lots)
    if not quantity:
        return None
    return sum((lot.quantity * lot.price for lot in lots), ZERO) / quantity


def unrealised(lots: tuple[Lot, ...], mark: Decimal) -> Decimal:
    """Gross P&L of closing all lots at `mark`."""
    return sum((lot.quantity * (mark - lot.price) for lot in lots), ZERO)
