"""Stops, targets and sizing as columns by name; hours in which a strategy trades, by the zone's clock."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import HOUR_MS, MINUTE_MS, Ms, from_iso
from omc.market.model import FloatArray, IntArray
from omc.strategy.compile import compile_spec
from omc.strategy.model import (
    LimitEntrySpec,
    Rules,
    SessionSpec,
    SizingSpec,
    StopSpec,
    StrategySpec,
    TargetSpec,
)
from omc.strategy.session import session_columns
from tests.unit.strategy.support import CROSS, TICK, market

BARS = market([100.0 + abs(step % 20 - 10) for step in range(60)])
BOTH = replace(CROSS, short=Rules("close < 1", "close > 1"))
NEW_YORK = SessionSpec("America/New_York", "09:30", "16:00", (0, 1, 2, 3, 4), "15:30")


def levels(spec: StrategySpec) -> dict[str, FloatArray]:
    return dict(compile_spec(spec).evaluate(BARS, TICK).levels)


def column(text: str) -> FloatArray:
    """An expression bar by bar, read as the price of a stop."""
    return levels(replace(CROSS, stop=StopSpec("price", price=text)))["stop.long"]


def test_a_structure_stop_stands_beyond_the_extreme_of_its_bars() -> None:
    stop = StopSpec("structure", multiple=Decimal("0.5"), period=10)
    found = levels(replace(BOTH, stop=stop))
    np.testing.assert_array_equal(found["stop.long"], column("lowest(low, 10) - 0.5 * atr(14)"))
    np.testing.assert_array_equal(found["stop.short"], column("highest(high, 10) + 0.5 * atr(14)"))
    bare = levels(replace(BOTH, stop=replace(stop, multiple=None)))
    np.testing.assert_array_equal(bare["stop.long"], column("lowest(low, 10)"))


def test_every_target_has_levels_of_its_own_for_the_sides_that_trade() -> None:
    share = Decimal("0.5")
    targets = (
        TargetSpec("atr", Decimal(2), 5, share=share),
        TargetSpec("price", price="sma(close, 9)", price_short="sma(close, 4)", share=share),
    )
    found = levels(replace(BOTH, targets=targets))
    assert set(found) == {"targets.0.distance", "targets.1.long", "targets.1.short"}
    np.testing.assert_array_equal(found["targets.0.distance"], column("2 * atr(5)"))
    np.testing.assert_array_equal(found["targets.1.short"], column("sma(close, 4)"))


def test_sizing_by_volatility_has_its_distance_and_counts_for_the_warm_up() -> None:
    sizing = SizingSpec("atr", Decimal("0.01"), Decimal(3), 25)
    np.testing.assert_array_equal(
        levels(replace(CROSS, sizing=sizing))["sizing.distance"], column("3 * atr(25)")
    )
    assert compile_spec(replace(CROSS, sizing=sizing)).warmup_bars == 26


def test_a_limit_has_its_distance_or_its_levels_and_counts_for_the_warm_up() -> None:
    by_atr = replace(BOTH, limit_entry=LimitEntrySpec("atr", 3, multiple=Decimal("0.5"), period=30))
    by_price = replace(BOTH, limit_entry=LimitEntrySpec("price", 3, price="low[1]", price_short="high[1]"))
    np.testing.assert_array_equal(levels(by_atr)["limit_entry.distance"], column("0.5 * atr(30)"))
    np.testing.assert_array_equal(levels(by_price)["limit_entry.short"], column("high[1]"))
    assert compile_spec(by_atr).warmup_bars == 31


def test_a_spec_that_only_goes_short_may_name_its_price_either_way() -> None:
    short = replace(CROSS, long=None, short=Rules("close > 1"))
    plain = levels(replace(short, stop=StopSpec("price", price="high + 1")))
    named = levels(replace(short, stop=StopSpec("price", price_short="high + 1")))
    assert plain.keys() == named.keys() == {"stop.short"}


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"stop": StopSpec("structure")}, "stop.period", "is needed"),
        ({"stop": StopSpec("structure", period=5, trailing=True)}, "stop.trailing", "does not trail"),
        ({"stop": StopSpec("structure", period=5, price="low")}, "stop.price", "does not belong"),
        ({"stop": StopSpec("price", price="low")}, "stop.price_short", "on shorts, such as highest"),
        ({"targets": (TargetSpec("price", price="high"),)}, "targets.0.price_short", "on shorts"),
        ({"targets": (TargetSpec("price", Decimal(2)),)}, "targets.0.value", "does not belong"),
        ({"sizing": SizingSpec("atr", Decimal("0.1"), Decimal(2))}, "sizing.period", "is needed"),
        ({"sizing": SizingSpec("fraction", Decimal("0.1"), period=9)}, "sizing.period", "does not belong"),
        ({"limit_entry": LimitEntrySpec("atr", 3)}, "limit_entry.period", "is needed"),
        ({"limit_entry": LimitEntrySpec("atr", 3, period=5, price="low")}, "limit_entry.price", "not belong"),
        ({"limit_entry": LimitEntrySpec("price", 3, price="low")}, "limit_entry.price_short", "on shorts"),
        (
            {"limit_entry": LimitEntrySpec("price", 3, price="lw", price_short="high")},
            "limit_entry.price",
            "lw",
        ),
        ({"session": SessionSpec("Mars/Olympus")}, "session.timezone", "America/New_York"),
        ({"session": SessionSpec("../etc/passwd")}, "session.timezone", "America/New_York"),
        ({"session": SessionSpec(start="9:30")}, "session.start", "09:30"),
        ({"session": SessionSpec(flat_at="24:00")}, "session.flat_at", "23:59"),
        ({"session": SessionSpec(days=(7,))}, "session.days", "0 (Monday)"),
        ({"session": SessionSpec(start="08:00", flat_at="08:00")}, "session.flat_at", "differ"),
        ({"max_reentries": -1}, "max_reentries", "0 or more"),
    ],
)
def test_a_rule_between_fields_names_its_path_and_what_would_be_right(
    changes: dict[str, object], path: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        compile_spec(replace(BOTH, **changes))  # type: ignore[arg-type]
    assert words in {field.path: field.message for field in refused.value.fields}[path]


def closes(first: str, count: int, step: Ms) -> IntArray:
    return from_iso(first) + np.arange(count, dtype=np.int64) * step


def test_a_session_follows_the_clock_of_its_zone_over_a_change_to_summer_time() -> None:
    """New York's 09:30 is 14:30 UTC on Friday the 8th and 13:30 on Monday the 11th of March 2024."""
    for day, opening in (("2024-03-08", "14:30"), ("2024-03-11", "13:30")):
        found = session_columns(closes(f"{day}T{opening}:00Z", 2, -MINUTE_MS), NEW_YORK)
        assert found.in_session is not None
        assert found.in_session.tolist() == [True, False]


def test_a_session_knows_its_days_and_ends_when_positions_must_be_left() -> None:
    found = session_columns(closes("2024-06-07T04:00:00Z", 72, HOUR_MS // 2), NEW_YORK)
    assert found.in_session is not None
    assert found.flat is not None
    # Friday's closes from 09:30 until 15:00; the Saturday after has no session.
    assert np.flatnonzero(found.in_session).tolist() == list(range(19, 31))
    # And nothing is held from 15:30 until the hour at which a session may begin.
    assert np.flatnonzero(~found.flat).tolist() == [*range(19, 31), *range(67, 72)]
    assert found.day.tolist() == [19881] * 48 + [19882] * 24


def test_a_gap_over_the_hour_of_leaving_leaves_at_the_next_close() -> None:
    session = replace(NEW_YORK, flat_at="20:00", end="22:00")
    late = np.array([from_iso("2024-06-07T19:00:00Z"), from_iso("2024-06-10T15:00:00Z")], dtype=np.int64)
    flat = session_columns(late, session).flat
    assert flat is not None
    assert flat.tolist() == [False, True]


def test_hours_after_midnight_belong_to_the_day_on_which_their_session_began() -> None:
    session = SessionSpec(start="22:00", end="02:00", days=(4,))
    found = session_columns(closes("2024-06-07T21:00:00Z", 7, HOUR_MS), session)
    assert found.in_session is not None
    assert found.in_session.tolist() == [False, True, True, True, True, False, False]
    assert found.day.tolist() == [19880, *[19881] * 6]


def test_without_a_session_days_are_those_of_utc_and_every_bar_trades() -> None:
    found = session_columns(closes("2024-06-07T23:00:00Z", 2, HOUR_MS), None)
    assert (found.in_session, found.flat, found.day.tolist()) == (None, None, [19881, 19882])
