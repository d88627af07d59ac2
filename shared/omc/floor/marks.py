"""What an account remembers from close to close for its risk gates; the same book-keeping as the engine's.

Equity is marked at each close of the account's series. The day opens at the first close past midnight
UTC: with the equity of that very midnight if a bar closes on it, else with the last close before it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from omc.kernel.instants import DAY_MS, Ms, utc_day
from omc.kernel.money import ZERO
from omc.trading.risk import RiskLimits, RiskState, half_size_after


@dataclass(frozen=True)
class Marks:
    """Money in quote currency; marked_at: close time of the last bar marked; bars: how many were."""

    equity: Decimal
    day_open_equity: Decimal
    peak_equity: Decimal
    marked_at: Ms | None = None
    mark: Decimal | None = None
    bars: int = 0
    losses_in_row: int = 0
    half_size_left: int = 0
    last_exit_at: Ms | None = None


def open_marks(equity: Decimal) -> Marks:
    return Marks(equity, equity, equity)


def mark(marks: Marks, close: Decimal, close_time: Ms, equity: Decimal) -> Marks:
    """`marks` after a close."""
    day_open = marks.day_open_equity
    # Before the first mark the day of the account is the day of its first close.
    if marks.marked_at is not None and utc_day(close_time) > utc_day(marks.marked_at):
        day_open = equity if close_time % DAY_MS == 0 else marks.equity
    return replace(
        marks,
        equity=equity,
        day_open_equity=day_open,
        peak_equity=max(marks.peak_equity, equity),
        marked_at=close_time,
        mark=close,
        bars=marks.bars + 1,
    )


def after_trade(marks: Marks, net_pnl: Decimal, exit_at: Ms, limits: RiskLimits) -> Marks:
    """`marks` after a closed trade; exit_at: close time of the bar in which its exit filled."""
    losses = marks.losses_in_row + 1 if net_pnl < 0 else 0
    left = half_size_after(losses, marks.half_size_left, limits)
    return replace(marks, losses_in_row=losses, half_size_left=left, last_exit_at=exit_at)


def risk_state(marks: Marks, open_notional: Decimal = ZERO) -> RiskState:
    """What the pure gates see at the last close."""
    return RiskState(
        now=marks.marked_at or 0,
        equity=marks.equity,
        day_open_equity=marks.day_open_equity,
        peak_equity=marks.peak_equity,
        open_notional=open_notional,
        half_size_left=marks.half_size_left,
        last_exit_at=marks.last_exit_at,
    )
