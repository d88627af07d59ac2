"""Instants are int milliseconds since 1970-01-01T00:00:00Z; no zone, no clock, no naive datetime."""

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Ms: TypeAlias = int

SECOND_MS: Ms = 1_000
MINUTE_MS: Ms = 60 * SECOND_MS
HOUR_MS: Ms = 60 * MINUTE_MS
DAY_MS: Ms = 24 * HOUR_MS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_iso(instant: Ms) -> str:
    """ISO-8601 with milliseconds and a trailing Z.

    >>> to_iso(1_600_000_000_123)
    '2020-09-13T12:26:40.123Z'
    """
    moment = _EPOCH + timedelta(milliseconds=instant)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant % 1000:03d}Z"


def from_iso(text: str) -> Ms:
    """Inverse of `to_iso`; also takes other offsets and precisions. ValueError when no zone is given.

    >>> from_iso("2020-09-13T12:26:40.123Z")
    1600000000123
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"expected an ISO-8601 time with a zone such as 2020-09-13T12:26:40Z, got {text!r}")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def utc_day(instant: Ms) -> int:
    """Days since the epoch, UTC."""
    return instant // DAY_MS
