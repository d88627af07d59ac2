"""Local days and times of the day of a time zone, over columns of instants.

Offsets come from the zone database that Python is given; it is data, like a calendar on the wall.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np

from omc.kernel.instants import DAY_MS, SECOND_MS, Ms
from omc.market.model import IntArray

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_ms(instants: IntArray, zone: str) -> IntArray:
    """int64[n]: what the zone's clocks show, as ms since 1970-01-01 00:00 on those clocks."""
    if zone == "UTC" or len(instants) == 0:
        return instants
    first, last = int(instants[0] // DAY_MS), int(instants[-1] // DAY_MS)
    since, offsets = _changes(zone, first, last + 1)
    places = np.searchsorted(np.array(since, dtype=np.int64), instants, side="right") - 1
    result: IntArray = instants + np.array(offsets, dtype=np.int64)[places]
    return result


@lru_cache(maxsize=64)
def _changes(zone: str, first_day: int, last_day: int) -> tuple[list[Ms], list[Ms]]:
    """Since when which offset holds, over whole UTC days; two changes within one day count as their sum."""
    since, offsets = [first_day * DAY_MS], [_offset(zone, first_day * DAY_MS)]
    for day in range(first_day, last_day):
        after = _offset(zone, (day + 1) * DAY_MS)
        if after != offsets[-1]:
            since.append(_change(zone, day * DAY_MS, offsets[-1]))
            offsets.append(after)
    return since, offsets


def _change(zone: str, start: Ms, before: Ms) -> Ms:
    """The second of the day at which the offset is no longer `before`."""
    low, high = start, start + DAY_MS
    while high - low > SECOND_MS:
        middle = (low + high) // (2 * SECOND_MS) * SECOND_MS
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: str, instant: Ms) -> Ms:
    # Only who asks for a zone pays for their database.
    from zoneinfo import ZoneInfo

    # Asked of the zone itself, the instant would be taken for what its clocks show.
    offset = (_EPOCH + timedelta(milliseconds=instant)).astimezone(ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else int(offset / timedelta(milliseconds=1))
