"""Hours of trading by the wall clock of a zone, one close at a time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_EPOCH = date(1970, 1, 1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hour:
    """May an entry be decided, must a position be left, and which day is it."""

    enter: bool
    leave: bool
    day: int


def hours(closes: list[int], session: dict[str, Any] | None) -> list[Hour]:
    if session is None:
        return [Hour(True, False, close // 86_400_000) for close in closes]
    zone = ZoneInfo(session["timezone"])
    clocks = [
        datetime.fromtimestamp(close / 1000, UTC).astimezone(zone).replace(tzinfo=None) for close in closes
    ]
    found = []
    for at, clock in enumerate(clocks):
        began = _latest(clock, session["start"])
        inside = began.weekday() in session["days"] and clock < began + _length(
            session["start"], session["end"]
        )
        leave = late = False
        if session["flat_at"] is not None:
            over = _latest(clock, session["flat_at"])
            late = clock < over + _length(session["flat_at"], session["start"])
            # Its hour may have come and gone between two closes.
            leave = late or (at > 0 and over > clocks[at - 1])
        night = session["end"] <= session["start"]
        day = (began if night else clock).date() - _EPOCH
        found.append(Hour(inside and not late, leave, day.days))
    return found


def _latest(clock: datetime, text: str) -> datetime:
    """The last time the clock showed `text`, now included."""
    hour, minute = map(int, text.split(":"))
    shown = clock.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return shown if shown <= clock else shown - _DAY


def _length(start: str, end: str) -> timedelta:
    (from_hour, from_minute), (to_hour, to_minute) = (map(int, text.split(":")) for text in (start, end))
    minutes = (to_hour * 60 + to_minute) - (from_hour * 60 + from_minute)
    return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)
