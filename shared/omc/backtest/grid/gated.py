"""Which limits make an account remember."""

from omc.trading.limits import RiskLimits


def is_gated(limits: RiskLimits) -> bool:
    """Whether an entry depends on more of the past than the equity of its moment."""
    return any(
        limit is not None
        for limit in (
            limits.daily_loss_fraction, limits.half_size_loss_fraction, limits.drawdown_fraction,
            limits.losses_before_half_size,
        )
    )  # fmt: skip
