"""Missing bars asked for again: which, when, how often, and what a venue that is silent changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from omc.kernel.errors import InvalidInput, OmcError, Transient
from omc.kernel.instants import DAY_MS, HOUR_MS, Ms
from omc.kernel.patience import Surroundings
from omc.market.model import Bar, Gap, Series
from omc.market.ports import GapRecord
from omc.market.repairing import ATTEMPTS, NO_DATA, Repaired, Repairing, due, given_up
from tests.fakes.bars import bars
from tests.fakes.quick_moto import quick_transactions
from tests.unit.backfilling.conftest import SERIES, H, Half, House

NEWEST = 1_700_000_000_000 // H


@dataclass
class Source:
    """Has some bars; fails as scheduled."""

    has: Sequence[Bar] = ()
    failures: list[OmcError] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> Sequence[Bar]:
        self.asked.append(series.key)
        if self.failures:
            raise self.failures.pop(0)
        return [one for one in self.has if one.ts >= (since or 0) and one.ts + H <= now]


@pytest.fixture
def house(cloud: None, monkeypatch: pytest.MonkeyPatch) -> House:
    quick_transactions(monkeypatch)
    made = House(1_700_000_000_000)
    made.table.append(SERIES, bars(SERIES, [*range(NEWEST - 60, NEWEST - 50), *range(NEWEST - 40, NEWEST)]))
    return made


def repaired(house: House, source: Source, series: Sequence[Series] = (SERIES,), **how: bool) -> Repaired:
    repairing = Repairing(source, house.table, house.lake, lambda one: one.venue == "binance")
    around = Surroundings(house.clock, house.slept.append, Half(), house.clock.now() + 100_000)
    return repairing.run(series, around, **how)


def open_gaps(house: House) -> Sequence[GapRecord]:
    return house.table.gaps(SERIES)


def test_bars_that_come_late_close_their_gap_which_says_when(house: House) -> None:
    done = repaired(house, Source(bars(SERIES, range(NEWEST - 60, NEWEST))))
    assert (done.asked, done.bars, done.given_up) == (1, 10, 0)
    assert open_gaps(house) == ()
    (record,) = house.table.gaps(SERIES, include_repaired=True)
    assert record.repaired_at == house.clock.now()


def test_what_came_of_a_gap_splits_it_and_the_rest_counts_an_attempt(house: House) -> None:
    repaired(house, Source(bars(SERIES, range(NEWEST - 48, NEWEST - 45))))
    found = [(one.gap.first_ts // H - NEWEST, one.gap.count, one.attempts) for one in open_gaps(house)]
    assert found == [(-50, 2, 1), (-45, 5, 1)]


def test_a_gap_is_given_up_after_three_answers_without_a_bar_and_not_asked_for_again(house: House) -> None:
    source = Source()
    for _ in range(6):
        repaired(house, source)
        house.clock.instant += 13 * HOUR_MS
    (record,) = open_gaps(house)
    assert (record.attempts, record.reason, len(source.asked)) == (ATTEMPTS, NO_DATA, 3)
    assert given_up(record)
    repaired(house, source, at_once=True)
    assert len(source.asked) == 3


def test_a_venue_that_does_not_answer_has_said_nothing(house: House) -> None:
    done = repaired(house, Source(failures=[Transient("down")] * 9))
    (record,) = open_gaps(house)
    assert (record.attempts, record.reason) == (0, "try_again: down")
    assert done.errors == ("binance: down",)


def test_a_symbol_that_is_traded_no_more_is_given_up_like_any_other(house: House) -> None:
    for _ in range(3):
        repaired(house, Source(failures=[InvalidInput("expected a symbol")]), at_once=True)
    (record,) = open_gaps(house)
    assert (record.attempts, record.reason) == (3, "invalid_input: expected a symbol")


def test_an_old_gap_is_mended_in_the_lake_and_not_in_the_table(house: House) -> None:
    house.clock.instant += 91 * DAY_MS
    assert repaired(house, Source(bars(SERIES, range(NEWEST - 50, NEWEST - 40)))).bars == 10
    assert len(house.lake.range(SERIES)) == 10
    assert open_gaps(house) == ()


def test_at_most_a_hundred_gaps_are_asked_for_in_a_run(house: House) -> None:
    house.table.append(SERIES, bars(SERIES, range(NEWEST + 1, NEWEST + 301, 2)), announce=False)
    source = Source()
    assert repaired(house, source).asked == len(source.asked) == 100


def test_series_of_venues_that_cannot_be_asked_are_left_alone(house: House) -> None:
    sample = Series.parse("sample:BTC/USDT:1h")
    house.table.append(sample, bars(sample, [1, 9]))
    source = Source()
    assert repaired(house, source, [sample]).asked == 0
    assert source.asked == []


@pytest.mark.parametrize(("attempts", "wait"), [(0, 0), (1, HOUR_MS), (2, 12 * HOUR_MS)])
def test_a_gap_is_asked_for_again_after_longer_and_longer_waits(attempts: int, wait: Ms) -> None:
    record = GapRecord(Gap(SERIES, 0, 1), 0, attempts=attempts, asked_at=1_000)
    assert due(record, 1_000 + wait)
    assert wait == 0 or not due(record, 999 + wait)
    assert due(record, 1_000, at_once=True)


def test_an_attempt_at_a_gap_that_was_repaired_meanwhile_changes_nothing(house: House) -> None:
    (record,) = open_gaps(house)
    house.table.append(SERIES, bars(SERIES, range(NEWEST - 50, NEWEST - 40)))
    house.table.note(record)
    assert open_gaps(house) == ()
