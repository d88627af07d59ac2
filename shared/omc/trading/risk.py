"""The gates that are pure: they see numbers only, so that engine and Floor give the same verdicts.

Risk only shrinks an order; each clamp and each refusal is recorded with value and limit.
A value equal to a limit is still allowed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from omc.kernel.instants import Ms
from omc.kernel.money import ZERO, down
from omc.trading.limits import UNLIMITED, RiskLimits

__all__ = [
    "UNLIMITED", "Outcome", "RiskLimits", "RiskResult", "RiskState", "Verdict", "check_entry",
    "half_size_after",
]  # fmt: skip


class Outcome(StrEnum):
    PASS = "pass"
    SHRINK = "shrink"
    REFUSE = "refuse"


@dataclass(frozen=True)
class RiskState:
    """The account at the close of the signal's bar. Money in quote currency, `now` = bar close, ms UTC.

    day_open_equity: at the last 00:00 UTC. peak_equity: highest close-marked equity, initial included.
    half_size_left: trades still to be halved after a losing run.
    """

    now: Ms
    equity: Decimal
    day_open_equity: Decimal
    peak_equity: Decimal
    open_notional: Decimal = ZERO
    half_size_left: int = 0
    last_exit_at: Ms | None = None


@dataclass(frozen=True)
class Verdict:
    """One gate's word: its value, its limit, and the quantity it lets through."""

    gate: str
    outcome: Outcome
    value: Decimal
    limit: Decimal
    quantity: Decimal


@dataclass(frozen=True)
class RiskResult:
    quantity: Decimal
    verdicts: tuple[Verdict, ...]

    @property
    def refused_by(self) -> str | None:
        """The gate that refused, as its reject code; None when the order may go."""
        return next((v.gate for v in self.verdicts if v.outcome is Outcome.REFUSE), None)


_Gate = Callable[[Decimal, Decimal, Decimal, RiskState, RiskLimits], Verdict | None]


def check_entry(
    quantity: Decimal,
    price: Decimal,
    step: Decimal,
    min_notional: Decimal,
    state: RiskState,
    limits: RiskLimits,
) -> RiskResult:
    """Run the gates in their order (OMC-FLR-070 ff.) on an entry of `quantity` at `price`.

    Later gates see the quantity that earlier ones left. Stops at the first refusal.
    """
    verdicts: list[Verdict] = []
    for gate in _GATES:
        verdict = gate(quantity, price, step, state, limits)
        if verdict is None:
            continue
        verdicts.append(verdict)
        quantity = verdict.quantity
        if verdict.outcome is Outcome.REFUSE:
            return RiskResult(ZERO, tuple(verdicts))
    notional = quantity * price
    if quantity <= 0 or notional < min_notional:
        verdicts.append(Verdict("min_notional", Outcome.REFUSE, notional, min_notional, ZERO))
        quantity = ZERO
    return RiskResult(quantity, tuple(verdicts))


def half_size_after(net_losses_in_row: int, half_size_left: int, limits: RiskLimits) -> int:
    """Halved trades to come after a trade closed: a run of losses starts them, each trade uses one."""
    if limits.losses_before_half_size is not None and net_losses_in_row == limits.losses_before_half_size:
        return limits.half_size_trades
    return max(half_size_left - 1, 0)


def _refuse(gate: str, value: Decimal, limit: Decimal) -> Verdict:
    return Verdict(gate, Outcome.REFUSE, value, limit, ZERO)


def _equity_known(
    quantity: Decimal, price: Decimal, step: Decimal, state: RiskState, limits: RiskLimits
) -> Verdict | None:
    del price, step, limits
    return _refuse("limit_position", state.equity, ZERO) if state.equity <= 0 or quantity < 0 else None


def _position(
    quantity: Decimal, price: Decimal, step: Decimal, state: RiskState, limits: RiskLimits
) -> Verdict | None:
    if limits.position_fraction is None:
        return None
    return _cap("limit_position", quantity, price, step, limits.position_fraction * state.equity)


def _exposure(
    quantity: Decimal, price: Decimal, step: Decimal, state: RiskState, limits: RiskLimits
) -> Verdict | None:
    if limits.exposure_fraction is None:
        return None
    room = limits.exposure_fraction * state.equity - state.open_notional
    return _cap("limit_exposure", quantity, price, step, max(room, ZERO))


def _daily_loss(
    quantity: Decimal, price: Decimal, step: Decimal, state: RiskState, limits: RiskLimits
) -> Verdict | None:
    del price
    loss = (
        (state.day_open_equity - state.equity) / state.day_open_equity if state.day_open_equity > 0 else ZERO
    )
    if limits.daily_loss_fraction is not None and loss > limits.daily_loss_fraction:
        return _refuse("limit_daily_loss", loss, limits.daily_loss_fraction)
    if limits.half_size_loss_fraction is not None and loss >= limits.half_size_loss_fraction:
        half = down(quantity / 2, step)
        return Verdict("limit_daily_loss", Outcome.SHRINK, loss, limits.half_size_loss_fraction, half)
    return None


def _drawdown(
    quantity: Decimal, price: Decimal, step: Decimal, state: RiskState, limits: RiskLimits
) -> Verdict | None:
    del quantity, price, step
    if limits.drawdown_fraction is None or state.peak_equity <= 0:
        return None
    fall = (state.peak_equity - state.equity) / state.peak_equity
    return (
        _refuse("limit_drawdown", fall, limits.drawdown_fraction) if fall > limits.drawdown_fraction else None
    )


def _losing_run(
    quantity: Decimal, price: Decimal, step: Decimal, state: RiskState, limits: RiskLimits
) -> Verdict | None:
    del price, limits
    if state.half_size_left <= 0:
        return None
    left = Decimal(state.half_size_left)
    return Verdict("losing_run", Outcome.SHRINK, left, ZERO, down(quantity / 2, step))


def _cooldown(
    quantity: Decimal, price: Decimal, step: Decimal, state: RiskState, limits: RiskLimits
) -> Verdict | None:
    del quantity, price, step
    if state.last_exit_at is None or limits.cooldown_ms <= 0:
        return None
    waited = state.now - state.last_exit_at
    if waited >= limits.cooldown_ms:
        return None
    return _refuse("cooldown", Decimal(waited), Decimal(limits.cooldown_ms))


def _cap(gate: str, quantity: Decimal, price: Decimal, step: Decimal, notional_limit: Decimal) -> Verdict:
    allowed = down(notional_limit / price, step) if price > 0 else ZERO
    if quantity <= allowed:
        return Verdict(gate, Outcome.PASS, quantity * price, notional_limit, quantity)
    if allowed <= 0:
        return _refuse(gate, quantity * price, notional_limit)
    return Verdict(gate, Outcome.SHRINK, quantity * price, notional_limit, allowed)


# Order of the gates: size, position, exposure, daily loss, drawdown, cooldown.
_GATES: tuple[_Gate, ...] = (
    _equity_known,
    _losing_run,
    _position,
    _exposure,
    _daily_loss,
    _drawdown,
    _cooldown,
)
