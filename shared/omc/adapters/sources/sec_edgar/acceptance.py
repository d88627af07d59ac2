"""When EDGAR took a filing: the false Z of acceptanceDateTime.

For some filers the stamp is UTC, for others it is New York's wall time with a Z behind it, and nothing in the
string tells which. EDGAR takes filings from 06:00 to 22:00 in New York and at no other hour, so the hours of
all stamps of a filer tell it: one in 22-02 cannot be New York's, one in 06-09 cannot be UTC. Where they
tell nothing, the later reading counts: it never lets us know a filing before it was there.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from omc.kernel.instants import Ms
from omc.ledgers.errors import SourceChanged

_NEW_YORK = ZoneInfo("America/New_York")
_ONLY_UTC = frozenset({22, 23, 0, 1, 2})
_ONLY_EASTERN = frozenset({6, 7, 8, 9})


class Reading(StrEnum):
    UTC = "UTC"
    EASTERN = "New York"
    UNKNOWN = "unknown"


def reading_of(stamps: Iterable[str]) -> Reading:
    """How a filer's stamps are to be read, by the hours of all of them."""
    hours = {_wall(stamp).hour for stamp in stamps if stamp}
    utc, eastern = bool(hours & _ONLY_UTC), bool(hours & _ONLY_EASTERN)
    if utc == eastern:
        return Reading.UNKNOWN
    return Reading.UTC if utc else Reading.EASTERN


def accepted_at(stamp: str, reading: Reading) -> Ms:
    """The instant of a stamp, ms UTC; the later of the two readings where the reading is unknown."""
    wall = _wall(stamp)
    as_utc = wall.replace(tzinfo=UTC)
    if reading is Reading.UTC:
        return _ms(as_utc)
    # fold: of an hour that New York had twice, the later.
    as_eastern = wall.replace(tzinfo=_NEW_YORK, fold=1)
    return max(_ms(as_utc), _ms(as_eastern)) if reading is Reading.UNKNOWN else _ms(as_eastern)


def _wall(stamp: str) -> datetime:
    try:
        return datetime.fromisoformat(stamp).replace(tzinfo=None)
    except (TypeError, ValueError):
        raise SourceChanged(f"expected an acceptanceDateTime, got {stamp!r}") from None


def _ms(moment: datetime) -> Ms:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1000)
