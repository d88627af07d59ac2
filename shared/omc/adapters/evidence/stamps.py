"""When a row of a source happened and when it counts as known.

What is current is known now. A row of a finished day happened at the end of that day; if we meet it soon
after, we observed it; if we meet it as history, it counts as known when it was published, a declared lag
after its day. A day that is not over has no row.
"""

from dataclasses import dataclass

from omc.kernel.instants import DAY_MS, Ms
from omc.ledgers.taxonomy import Basis

# A source that publishes yesterday's row late today is still being watched, not dug out of history.
_RECENT_MS = 2 * DAY_MS


@dataclass(frozen=True)
class Stamp:
    event_time: Ms
    known_at: Ms
    basis: Basis


def current(received_at: Ms, bucket_ms: Ms) -> Stamp:
    """Of a value that a source tells of this moment; the start of its bucket is its time."""
    return Stamp(received_at - received_at % bucket_ms, received_at, Basis.OBSERVED)


def of_day(at: Ms, received_at: Ms, lag_ms: Ms) -> Stamp | None:
    """Of a row that covers the UTC day in which `at` lies; None while that day is not over."""
    ended = at - at % DAY_MS + DAY_MS
    return None if ended > received_at else published(ended, received_at, lag_ms)


def published(at: Ms, received_at: Ms, lag_ms: Ms) -> Stamp:
    """Of a row that its source dates `at`: observed while it is recent, history with a lag after that. What
    is dated ahead of us happened when we heard it: the source's clock is not ours."""
    at = min(at, received_at)
    if received_at - at <= _RECENT_MS:
        return Stamp(at, received_at, Basis.OBSERVED)
    return Stamp(at, min(at + lag_ms, received_at), Basis.PUBLISHED_PLUS_LAG)
