"""Days and sessions beside the plainest way to say them: bar by bar, with a clock for each."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings

from omc.market.model import BarArrays
from omc.strategy.compile import compile_spec
from omc.strategy.model import SessionSpec, StopSpec
from omc.strategy.session import session_columns
from tests.property.strategy.worlds import HOUR, markets, sessions
from tests.unit.strategy.support import TICK, spec_with

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAN = float("nan")


def clock(instant: int, session: SessionSpec | None) -> datetime:
    zone = ZoneInfo(session.timezone if session else "UTC")
    return (_EPOCH + timedelta(milliseconds=instant)).astimezone(zone).replace(tzinfo=None)


def began(shown: datetime, session: SessionSpec | None) -> datetime | None:
    """When the session that a clock stands in began; None outside of all."""
    hours = session or SessionSpec()
    start = timedelta(hours=int(hours.start[:2]))
    length = timedelta(hours=(int(hours.end[:2]) - int(hours.start[:2])) % 24 or 24)
    midnight = shown.replace(hour=0)
    for first in (midnight + start, midnight + start - timedelta(days=1)):
        if first <= shown < first + length and first.weekday() in hours.days:
            return first
    return None


def told(bars: BarArrays, index: int, name: str, session: SessionSpec | None) -> float:
    """Of the bars up to `index`, what `name` says at its close."""
    shown = [clock(int(ts), session) for ts in bars.ts[: index + 1]]
    if name.startswith("prior"):
        days = sorted({moment.date() for moment in shown})
        if shown[0].hour:
            days = days[1:]
        if len(days) < 2 or shown[-1].date() != days[-1]:
            return _NAN
        inside = [i for i, moment in enumerate(shown) if moment.date() == days[-2]]
        return float(bars.close[inside[-1]] if name.endswith("close") else bars.high[inside].max())
    starts = [began(moment, session) for moment in shown]
    whole = [first for first in starts if first is not None and first >= shown[0]]
    if not whole:
        return _NAN
    inside = [i for i, first in enumerate(starts) if first == whole[-1]]
    if name.startswith("session"):
        return float(bars.low[inside].min())
    end = whole[-1] + timedelta(hours=2)
    early = [i for i in inside if shown[i] + timedelta(hours=1) <= end]
    over = shown[inside[-1]] + timedelta(hours=1) >= end
    return float(bars.high[early].max()) if early and over else _NAN


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("prior_day_high()", "prior_high"), ("prior_day_close()", "prior_close"),
        ("session_low()", "session_low"), ("opening_range_high(120)", "opening_high"),
    ],
)  # fmt: skip
@settings(max_examples=60, deadline=None)
@given(bars=markets(), session=sessions())
def test_what_is_said_of_days_and_sessions_is_what_a_person_would_count(
    call: str, name: str, bars: BarArrays, session: SessionSpec | None
) -> None:
    spec = spec_with("close > 0", stop=StopSpec("price", price=call), session=session)
    found = compile_spec(spec).evaluate(bars, TICK).levels["stop.long"]
    np.testing.assert_array_equal(found, [told(bars, index, name, session) for index in range(len(bars))])


@settings(max_examples=100, deadline=None)
@given(bars=markets(), session=sessions())
def test_entries_are_allowed_inside_the_session_and_nothing_is_held_at_the_hour_of_leaving(
    bars: BarArrays, session: SessionSpec | None
) -> None:
    closes = bars.ts + HOUR
    found = session_columns(closes, session)
    if session is None:
        return
    assert found.in_session is not None
    for index, close in enumerate(closes):
        shown = clock(int(close), session)
        first = began(shown, session)
        assert not (found.in_session[index] and first is None)
        if found.flat is None:
            assert found.in_session[index] == (first is not None)
            continue
        earlier = clock(int(closes[index - 1]), session) if index else shown
        leave = timedelta(hours=int((session.flat_at or "0")[:2]))
        passed = any(
            earlier < shown.replace(hour=0) + leave - timedelta(days=back) <= shown for back in range(3)
        )
        assert found.flat[index] or not passed
