"""Roughly what one backtest takes: three runs of the engine, a card, and the steps around them."""

from dataclasses import dataclass
from decimal import Decimal

# Measured on one core; strategies with many trades take longer.
_BARS_PER_S = 100_000
_STEPS_S = 4.0
_GB = Decimal(3)
# Lambda on arm64, us-east-1 list price.
_USD_PER_GB_S = Decimal("0.0000133334")
_ASK_FROM_USD = Decimal(1)


@dataclass(frozen=True)
class RunEstimate:
    """confirm: it costs enough to ask first (OMC-BT-076)."""

    bars: int
    seconds: float
    agent_calls: int
    price_usd: Decimal
    confirm: bool


def estimate_run(bars: int) -> RunEstimate:
    """Rules call no agent, so that what is left is the machine's time."""
    seconds = round(_STEPS_S + 3 * bars / _BARS_PER_S, 1)
    price = (Decimal(str(seconds)) * _GB * _USD_PER_GB_S).quantize(Decimal("0.0001"))
    return RunEstimate(bars, seconds, 0, price, price > _ASK_FROM_USD)
