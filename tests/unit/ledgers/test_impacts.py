"""What markets did after events, told only of what is over."""

import numpy as np
import pytest

from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.ledgers.impacts import impacts_of
from omc.market.model import BarArrays
from omc.market.timeframes import Timeframe

H1 = Timeframe("1h")


def market(hours: int) -> BarArrays:
    prices = np.asarray(100.0 * 1.01 ** np.arange(hours), dtype=np.float64)
    ts = np.arange(hours, dtype=np.int64) * HOUR_MS
    return BarArrays(ts, prices, prices, prices, prices, prices)


def test_the_move_after_an_event_is_the_mean_of_what_followed() -> None:
    events = [at * HOUR_MS for at in range(10, 16)]
    hour, day, week = impacts_of(events, market(400), H1, 400 * HOUR_MS)
    assert (hour.events, day.events, week.events) == (6, 6, 6)
    assert hour.mean == pytest.approx(0.01)
    assert day.median == pytest.approx(1.01**24 - 1)


def test_a_horizon_that_is_not_over_does_not_count() -> None:
    events = [at * HOUR_MS for at in range(10, 16)]
    _, day, week = impacts_of(events, market(400), H1, 14 * HOUR_MS + DAY_MS)
    assert day.events == 5
    assert day.mean == pytest.approx(1.01**24 - 1)
    assert (week.events, week.mean, week.median) == (0, None, None)


def test_under_five_events_nothing_is_said() -> None:
    hour, *_ = impacts_of([10 * HOUR_MS] * 4, market(400), H1, 400 * HOUR_MS)
    assert (hour.events, hour.mean) == (4, None)


def test_what_comes_later_changes_nothing_that_was_said() -> None:
    events = [at * HOUR_MS for at in range(0, 200, 7)]
    now = 150 * HOUR_MS
    known = [at for at in events if at <= now]
    assert impacts_of(known, market(150), H1, now) == impacts_of(known, market(400), H1, now)


def test_an_event_in_a_gap_is_left_out() -> None:
    bars = market(400)
    keep = np.r_[0:20, 40:400]
    holed = BarArrays(
        *(getattr(bars, name)[keep] for name in ("ts", "open", "high", "low", "close", "volume"))
    )
    hour, *_ = impacts_of([25 * HOUR_MS] * 6, holed, H1, 400 * HOUR_MS)
    assert hour.events == 0
