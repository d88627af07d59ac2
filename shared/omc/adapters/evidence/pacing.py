"""Calls of a month, spread over it: a plan of a hundred calls is not spent in its first morning."""

from datetime import UTC, datetime, timedelta

from omc.adapters.evidence.context import Context
from omc.kernel.instants import SECOND_MS, Ms

# Runs that come together, after a pause or at the start of a month, may use so much of what lies ahead.
_AHEAD = 2


def held_back(context: Context, allowed: int, calls: int) -> str | None:
    """Takes `calls` of this month and returns None; or, where they would come too early, says so and takes
    none. QuotaSpent when the month's calls are used up."""
    now = context.http.now()
    month, elapsed = month_of(now)
    name = f"{context.instance}:calls"
    used = allowed - context.quotas.left(name, month, allowed)
    if used + calls <= allowed and used + calls > allowed * elapsed + _AHEAD * calls:
        return f"held back: {used} of {allowed} calls of {month} are used, and the month is young"
    context.quotas.take(name, month, allowed, calls)
    return None


def month_of(now: Ms) -> tuple[str, float]:
    """The UTC month as `2024-03` and the share of it that is over.

    >>> month_of(1_709_251_200_000)
    ('2024-03', 0.0)
    """
    moment = datetime.fromtimestamp(now / SECOND_MS, UTC)
    first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + timedelta(days=32)).replace(day=1)
    return moment.strftime("%Y-%m"), (moment - first) / (following - first)
