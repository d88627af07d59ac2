"""Backfills: planned by what a venue keeps, fetched page by page, killed anywhere, joined once."""

from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from local.candles.files import read_file
from omc.kernel.errors import Conflict, InvalidInput, NotFound, Transient
from omc.market.backfilling.model import LONGEST_MS, BackfillState, Depth, planned
from omc.market.backfilling.steps import BackfillEnded, Fault, VenueBusy
from omc.market.bars import to_arrays
from omc.market.columns import COLUMNS, between, take
from omc.market.gaps import missing_between
from omc.market.model import BarArrays, Gap, Series
from tests.fakes.bars import bars
from tests.reference import reference_file
from tests.unit.backfilling.conftest import RULES, SERIES, H, House

NEWEST = 1_700_000_000_000 // H
POINTS = ("fetched", "kept", "marked")


class Killed(BaseException):
    """The process is gone."""


def killing(point: str) -> Fault:
    def at(reached: str) -> None:
        if reached == point:
            raise Killed

    return at


def same(found: BarArrays, wanted: BarArrays) -> bool:
    return all(np.array_equal(getattr(found, name), getattr(wanted, name)) for name in COLUMNS)


def test_two_years_are_asked_for_in_pages_of_the_venue_newest_first() -> None:
    now = NEWEST * H + 5
    plan = planned(SERIES, Depth(1000), now)
    assert plan.end == NEWEST * H
    assert plan.start == SERIES.timeframe.floor(now - LONGEST_MS)
    assert plan.pages == -(-(plan.end - plan.start) // (1000 * H)) == 18
    assert plan.note == ""


def test_history_ends_where_the_venue_says_and_a_person_is_told() -> None:
    plan = planned(Series.parse("kraken:BTC/USDT:1h"), Depth(720, 720), NEWEST * H + 5)
    assert (plan.start, plan.pages) == ((NEWEST - 719) * H, 1)
    assert plan.note == "kraken tells its last 720 bars only: history ends there"
    daily = planned(Series.parse("kraken:BTC/USDT:1d"), Depth(720, 720), NEWEST * H)
    assert (daily.end - daily.start) // 86_400_000 == 719


def test_the_pages_of_a_plan_cover_its_span_once(house: House) -> None:
    house.requests.start("bkf-1", SERIES, "ada")
    house.planning.plan("bkf-1", house.clock.now())
    backfill = house.book.get("bkf-1")
    spans = [backfill.span(page) for page in range(backfill.pages)]
    assert spans[0][1] == backfill.end
    assert spans[-1][0] == backfill.start
    assert all(newer[0] == older[1] for newer, older in pairwise(spans))


def test_a_backfill_keeps_every_bar_the_venue_has_and_announces_none(house: House) -> None:
    history = bars(SERIES, [*range(NEWEST - 950, NEWEST - 400), *range(NEWEST - 390, NEWEST)])
    house.venue.bars = to_arrays(history)
    house.requests.start("bkf-1", SERIES, "ada")
    done = house.run("bkf-1")
    assert (done.state, done.stored, done.conflicts) == (BackfillState.COMPLETED, len(history), 0)
    assert done.first_ts == history[0].ts
    assert list(house.lake.range(SERIES)) == history
    head = house.table.head(SERIES)
    assert head is not None
    assert (head.first_ts, head.count) == (history[0].ts, len(history))
    assert [record.gap for record in house.table.gaps(SERIES)] == [Gap(SERIES, (NEWEST - 400) * H, 10)]
    assert list(house.table.range(SERIES)) == []


def test_a_pair_that_is_new_gets_the_rules_of_its_venue_and_known_ones_stand(house: House) -> None:
    house.venue.page_bars = 10_000
    house.requests.start("bkf-1", SERIES, "ada")
    house.run("bkf-1")
    assert house.table.get("binance", "BTC/USDT") == RULES
    house.venue.ruled = replace(RULES, tick=Decimal("0.1"))
    house.requests.start("bkf-2", SERIES, "ada")
    assert house.run("bkf-2").note == ""
    assert house.table.get("binance", "BTC/USDT") == RULES


def test_a_pair_without_fixed_rules_is_kept_and_a_person_is_told(house: House) -> None:
    house.venue.page_bars = 10_000
    house.venue.bars = to_arrays(bars(SERIES, range(NEWEST - 5, NEWEST)))
    house.venue.ruled = None
    house.requests.start("bkf-1", SERIES, "ada")
    done = house.run("bkf-1")
    assert (done.state, done.stored) == (BackfillState.COMPLETED, 5)
    assert done.note == "binance tells no fixed tick and step of BTC/USDT: it cannot be traded yet"


def test_a_plan_stays_what_it_was_and_tells_the_pages_that_are_left(house: House) -> None:
    house.requests.start("bkf-1", SERIES, "ada")
    first = house.planning.plan("bkf-1", house.clock.now())
    house.paging.page("bkf-1", 3, house.around)
    house.clock.instant += 7 * H
    assert house.planning.plan("bkf-1", house.clock.now()) == [page for page in first if page != 3]


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_the_next_run_finishes_without_a_double_or_a_hole(
    house: House, point: str
) -> None:
    path = reference_file("data", "prices", "binance_spot_BTCUSDT_1h.parquet")
    real = read_file(path).head(2_500)
    holes = np.ones(len(real), dtype=np.bool_)
    for cut in (slice(40, 41), slice(700, 790), slice(1_999, 2_003)):
        holes[cut] = False
    house.venue.bars, house.venue.page_bars = take(real, holes), 300
    house.clock.instant = int(real.ts[-1]) + H
    house.requests.start("bkf-1", SERIES, "ada")
    for page in house.planning.plan("bkf-1", house.clock.now()):
        with pytest.raises(Killed):
            house.paging.page("bkf-1", page, house.around, killing(point))
    with pytest.raises(Conflict, match="are missing") if point == "fetched" else nullcontext():
        house.joining.join("bkf-1", house.clock.now())
    if house.book.get("bkf-1").state is BackfillState.RUNNING:
        house.run("bkf-1")
    wanted = between(house.venue.bars, house.book.get("bkf-1").start, None)
    assert same(house.lake.arrays(SERIES), wanted)
    head = house.table.head(SERIES)
    assert head is not None and head.count == len(wanted)  # noqa: PT018
    missing = [record.gap for record in house.table.gaps(SERIES)]
    assert missing == list(missing_between(SERIES, wanted.ts.tolist()))
    cut_out = [Gap(SERIES, int(real.ts[at]), count) for at, count in ((40, 1), (700, 90), (1_999, 4))]
    assert set(cut_out) <= set(missing)


def test_a_page_that_is_kept_is_not_fetched_again(house: House) -> None:
    house.venue.bars = to_arrays(bars(SERIES, range(NEWEST - 50, NEWEST)))
    house.requests.start("bkf-1", SERIES, "ada")
    house.planning.plan("bkf-1", house.clock.now())
    with pytest.raises(Killed):
        house.paging.page("bkf-1", 0, house.around, killing("kept"))
    asked = len(house.venue.asked)
    assert house.paging.page("bkf-1", 0, house.around) == 50
    assert len(house.venue.asked) == asked


def test_joining_after_a_death_in_the_middle_of_it_changes_nothing(house: House) -> None:
    house.venue.bars = to_arrays(bars(SERIES, range(NEWEST - 250, NEWEST)))
    house.requests.start("bkf-1", SERIES, "ada")
    for page in house.planning.plan("bkf-1", house.clock.now()):
        house.paging.page("bkf-1", page, house.around)
    house.lake.add(SERIES, house.venue.bars)
    done = house.joining.join("bkf-1", house.clock.now())
    assert house.joining.join("bkf-1", house.clock.now()) == done
    head = house.table.head(SERIES)
    assert head is not None and head.count == 250  # noqa: PT018


def test_bars_stored_already_stand_and_what_contradicts_them_is_counted(house: House) -> None:
    house.table.append(SERIES, bars(SERIES, range(NEWEST - 5, NEWEST)))
    house.venue.bars = to_arrays(
        [*bars(SERIES, range(NEWEST - 20, NEWEST - 1)), bars(SERIES, [NEWEST - 1])[0]]
    )
    house.venue.bars.close[-1] = 11.0
    house.requests.start("bkf-1", SERIES, "ada")
    done = house.run("bkf-1")
    assert (done.stored, done.duplicates, done.conflicts) == (15, 4, 1)


def test_no_more_than_three_pages_of_a_venue_are_asked_for_at_once(house: House) -> None:
    house.requests.start("bkf-1", SERIES, "ada")
    house.planning.plan("bkf-1", house.clock.now())
    now = house.clock.now()
    for slot in range(3):
        assert house.leases.take(f"backfill:binance:{slot}", f"other:{slot}", now, now + 60_000)
    with pytest.raises(VenueBusy):
        house.paging.page("bkf-1", 0, house.around)
    house.clock.instant += 60_001
    house.paging.page("bkf-1", 0, house.around)


def test_a_busy_venue_is_asked_again_and_one_that_stays_away_leaves_the_page_for_the_next_attempt(
    house: House,
) -> None:
    house.requests.start("bkf-1", SERIES, "ada")
    house.planning.plan("bkf-1", house.clock.now())
    house.venue.failures = [Transient("busy", retry_after_s=7)]
    house.paging.page("bkf-1", 0, house.around)
    assert house.slept == [7]
    house.venue.failures = [Transient("busy")] * 9
    with pytest.raises(Transient):
        house.paging.page("bkf-1", 1, house.around)
    # The slot is free again.
    house.venue.failures = []
    house.paging.page("bkf-1", 1, house.around)


def test_a_failed_backfill_is_taken_up_where_it_stopped(house: House) -> None:
    house.requests.start("bkf-1", SERIES, "ada")
    total = len(house.planning.plan("bkf-1", house.clock.now()))
    house.paging.page("bkf-1", 0, house.around)
    failed = house.requests.fail("bkf-1", "Transient: venue down")
    assert (failed.state, failed.error) == (BackfillState.FAILED, "Transient: venue down")
    with pytest.raises(BackfillEnded):
        house.paging.page("bkf-1", 1, house.around)
    assert house.requests.resume("bkf-1").attempt == 2
    assert house.runner.runs == [("bkf-1", 1), ("bkf-1", 2)]
    assert len(house.planning.plan("bkf-1", house.clock.now())) == total - 1
    with pytest.raises(Conflict, match="it is RUNNING"):
        house.requests.resume("bkf-1")


def test_a_backfill_asked_for_twice_is_one(house: House) -> None:
    house.requests.start("bkf-1", SERIES, "ada")
    house.requests.start("bkf-1", SERIES, "ada")
    assert [one.backfill_id for one in house.book.latest(5)] == ["bkf-1"]
    assert house.runner.runs == [("bkf-1", 1), ("bkf-1", 1)]


def test_what_cannot_be_asked_for_is_refused(house: House) -> None:
    with pytest.raises(InvalidInput, match="expected a series of a venue"):
        house.requests.start("bkf-1", Series.parse("sample:BTC/USDT:1h"), "ada")
    with pytest.raises(NotFound):
        house.planning.plan("bkf-9", house.clock.now())
