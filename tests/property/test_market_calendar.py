"""Clocks of time zones over columns of instants: what the zone database says of each instant alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.kernel.instants import DAY_MS, HOUR_MS, from_iso
from omc.market.calendar import local_ms

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def shown(instant: int, zone: str) -> int:
    """What a clock in the zone shows, as ms since its own 1970."""
    local = (EPOCH + timedelta(milliseconds=instant)).astimezone(ZoneInfo(zone))
    return (local.replace(tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.one_of(
        st.integers(from_iso("2015-01-01T00:00:00Z"), from_iso("2026-01-01T00:00:00Z")),
        # The days on which these clocks change.
        st.sampled_from(
            ["2024-03-09", "2024-11-03", "2024-03-30", "2024-10-26", "2024-04-06", "2024-03-10"]
        ).map(lambda day: from_iso(f"{day}T12:00:00Z")),
    ),
    steps=st.lists(st.one_of(st.integers(1, HOUR_MS), st.integers(1, 40 * HOUR_MS)), min_size=1, max_size=60),
)
def test_a_column_of_instants_shows_what_each_shows_alone(zone: str, start: int, steps: list[int]) -> None:
    instants = start + np.cumsum(steps, dtype=np.int64)
    assert local_ms(instants, zone).tolist() == [shown(int(instant), zone) for instant in instants]


def test_a_change_of_the_clock_is_found_to_the_second() -> None:
    change = from_iso("2024-03-10T07:00:00Z")
    before, after = local_ms(np.array([change - 1000, change], dtype=np.int64), "America/New_York")
    assert after - before == HOUR_MS + 1000


def test_ten_years_of_bars_have_two_changes_a_year() -> None:
    instants = np.arange(from_iso("2014-01-01T00:00:00Z"), from_iso("2024-01-01T00:00:00Z"), HOUR_MS)
    offsets = local_ms(instants, "Europe/London") - instants
    assert np.count_nonzero(np.diff(offsets)) == 20
    assert local_ms(instants[:0], "Europe/London").size == 0
    assert local_ms(np.array([DAY_MS]), "UTC")[0] == DAY_MS
