"""What an account allows, as declared: light. `omc.trading.risk` holds orders to it."""

from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import Ms

# Between the bar of a signal and the one it fills in; an entry that comes later is cancelled.
MAX_MISSING_BARS = 3


@dataclass(frozen=True)
class RiskLimits:
    """Fractions are of equity. None switches a gate off. Defaults: OMC-FLR-070 to 072, OMC-BT-039."""

    position_fraction: Decimal | None = Decimal("0.20")
    exposure_fraction: Decimal | None = Decimal("0.95")
    daily_loss_fraction: Decimal | None = Decimal("0.05")
    half_size_loss_fraction: Decimal | None = Decimal("0.03")
    drawdown_fraction: Decimal | None = Decimal("0.20")
    losses_before_half_size: int | None = 3
    half_size_trades: int = 5
    cooldown_ms: Ms = 0


UNLIMITED = RiskLimits(None, None, None, None, None, None)
