"""The drawdown ladder (OMC-FLR-072): what a loss calls for. A value equal to a limit is still allowed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from omc.kernel.money import ZERO

HALVE_FRACTION = Decimal("0.03")
NO_ENTRIES_FRACTION = Decimal("0.05")
STOP_FRACTION = Decimal("0.10")
LOCK_DRAWDOWN_FRACTION = Decimal("0.20")


class Rung(IntEnum):
    """Each rung includes those below it."""

    CALM = 0
    HALVE = 1
    NO_ENTRIES = 2
    STOP = 3
    LOCK = 4


@dataclass(frozen=True)
class Standing:
    """Equity now, at the last 00:00 UTC, and at its highest; quote currency."""

    equity: Decimal
    day_open_equity: Decimal
    peak_equity: Decimal

    def plus(self, other: "Standing") -> "Standing":
        return Standing(
            self.equity + other.equity,
            self.day_open_equity + other.day_open_equity,
            self.peak_equity + other.peak_equity,
        )

    @property
    def day_loss_fraction(self) -> Decimal:
        """Of the day's opening equity; negative in profit."""
        if self.day_open_equity <= 0:
            return ZERO
        return (self.day_open_equity - self.equity) / self.day_open_equity

    @property
    def drawdown_fraction(self) -> Decimal:
        return (self.peak_equity - self.equity) / self.peak_equity if self.peak_equity > 0 else ZERO


def rung(standing: Standing) -> Rung:
    """The highest rung that `standing` has passed."""
    if standing.drawdown_fraction > LOCK_DRAWDOWN_FRACTION:
        return Rung.LOCK
    loss = standing.day_loss_fraction
    if loss > STOP_FRACTION:
        return Rung.STOP
    if loss > NO_ENTRIES_FRACTION:
        return Rung.NO_ENTRIES
    return Rung.HALVE if loss >= HALVE_FRACTION else Rung.CALM
