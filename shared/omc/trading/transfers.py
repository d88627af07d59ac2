"""What it costs to move coins between wallets (OMC-BT-043): for arbitrage and wallet moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.errors import NotFound
from omc.kernel.instants import Ms


@dataclass(frozen=True)
class TransferFee:
    """`amount` of the asset itself for each transfer, from `valid_from` (ms UTC) until a later one."""

    asset: str
    amount: Decimal
    valid_from: Ms


# From the epoch on, until a venue's own schedule says otherwise.
TRANSFER_FEES: tuple[TransferFee, ...] = (
    TransferFee("BTC", Decimal("0.0004"), 0),
    TransferFee("ETH", Decimal("0.00135"), 0),
    TransferFee("USDT", Decimal("1.8"), 0),
)


def transfer_fee(asset: str, at: Ms, table: Sequence[TransferFee] = TRANSFER_FEES) -> Decimal:
    """The fee in force at `at`, in units of `asset`; NotFound where the table says nothing of it."""
    valid = [entry for entry in table if entry.asset == asset and entry.valid_from <= at]
    if not valid:
        raise NotFound(f"expected an asset with a known transfer fee, got {asset!r} at {at}")
    return max(valid, key=lambda entry: entry.valid_from).amount
