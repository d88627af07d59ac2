"""A spec's session over bars: when entries are allowed, when positions are left, which day it is.

A bar is judged by its close, the moment at which a decision is taken on it.
"""

from typing import NamedTuple

import numpy as np

from omc.kernel.instants import DAY_MS, MINUTE_MS, Ms
from omc.market.calendar import local_ms
from omc.market.model import BoolArray, IntArray
from omc.strategy.model import SessionSpec

_THURSDAY = 3


class SessionColumns(NamedTuple):
    """in_session, flat: bool[n], None without a session (flat: without flat_at). day: int64[n]."""

    in_session: BoolArray | None
    flat: BoolArray | None
    day: IntArray


def session_columns(closes: IntArray, session: SessionSpec | None) -> SessionColumns:
    """The session at each close (ms UTC). day counts days of the zone since 1970-01-01; the hours of a
    session that began on the day before belong to that day. Without a session: UTC days."""
    if session is None:
        return SessionColumns(None, None, closes // DAY_MS)
    local = local_ms(closes, session.timezone)
    inside = in_session(local, session)
    day = session_day(local, session)
    if session.flat_at is None:
        return SessionColumns(inside, None, day)
    after = _between(local, session.flat_at, session.start)
    # A gap, or a bar longer than the rest of the day, may step over those hours: the first close counts.
    passed = (local - clock_ms(session.flat_at)) // DAY_MS
    over = np.diff(passed, prepend=passed[:1]) > 0
    return SessionColumns(inside & ~after, after | over, day)


def in_session(local: IntArray, session: SessionSpec) -> BoolArray:
    """Whether the zone's clock stands inside the session of one of its days."""
    began = (local - clock_ms(session.start)) // DAY_MS
    on_day: BoolArray = np.isin((began + _THURSDAY) % 7, session.days)
    return on_day & _between(local, session.start, session.end)


def session_day(local: IntArray, session: SessionSpec) -> IntArray:
    """The zone's day; of a session over midnight the day on which it began."""
    start, end = clock_ms(session.start), clock_ms(session.end)
    return (local - (start if end <= start else 0)) // DAY_MS


def clock_ms(text: str) -> Ms:
    """HH:MM as ms since midnight."""
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE_MS


def length_ms(session: SessionSpec) -> Ms:
    """From start to end; a whole day where they are the same."""
    return (clock_ms(session.end) - clock_ms(session.start)) % DAY_MS or DAY_MS


def _between(local: IntArray, start: str, end: str) -> BoolArray:
    """From start on, before the next end; all day where they are the same."""
    length = (clock_ms(end) - clock_ms(start)) % DAY_MS or DAY_MS
    return (local - clock_ms(start)) % DAY_MS < length
