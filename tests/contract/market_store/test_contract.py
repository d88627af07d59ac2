"""What every market store promises."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.contracts.candles import parse_candle_closed
from omc.kernel.errors import InvalidInput, NotFound
from omc.market.model import Gap, Instrument, Series
from omc.market.ports import SeriesHead
from tests.contract.market_store.conftest import Case
from tests.fakes.bars import bar, bars

HOURLY = Series.parse("sample:BTC/USDT:1h")
H = HOURLY.timeframe.ms


def test_a_bar_is_stored_and_announced_once_however_often_it_is_collected(case: Case) -> None:
    first = case.store.append(HOURLY, bars(HOURLY, [1, 2]))
    again = case.store.append(HOURLY, bars(HOURLY, [2, 1, 3, 3]))
    assert first.stored == (H, 2 * H)
    assert (again.stored, again.duplicates) == ((3 * H,), 3)
    assert list(case.store.range(HOURLY)) == bars(HOURLY, [1, 2, 3])
    assert [parse_candle_closed(event) for event in case.events()] == [
        (HOURLY, one) for one in bars(HOURLY, [1, 2, 3])
    ]


def test_an_empty_series_has_no_head_no_bars_and_no_gaps(case: Case) -> None:
    assert case.store.head(HOURLY) is None
    assert list(case.store.range(HOURLY)) == []
    assert len(case.store.arrays(HOURLY)) == 0
    assert list(case.store.gaps(HOURLY)) == []
    assert list(case.store.series()) == []


def test_appending_nothing_changes_nothing(case: Case) -> None:
    result = case.store.append(HOURLY, [])
    assert (result.stored, result.duplicates, result.gaps) == ((), 0, ())


def test_history_is_stored_without_an_announcement(case: Case) -> None:
    case.store.append(HOURLY, bars(HOURLY, range(1, 40)), announce=False)
    assert len(case.store.range(HOURLY)) == 39
    assert case.events() == []


def test_another_value_for_a_stored_bar_is_refused_and_reported(case: Case) -> None:
    case.store.append(HOURLY, [bar(HOURLY, 1)])
    result = case.store.append(HOURLY, [bar(HOURLY, 1, close="11"), bar(HOURLY, 2)])
    assert result.stored == (2 * H,)
    assert [(one.stored.close, one.came.close) for one in result.conflicts] == [
        (Decimal("10.5"), Decimal("11"))
    ]
    assert case.store.range(HOURLY)[0] == bar(HOURLY, 1)
    assert len(case.events()) == 2


def test_of_two_tellings_in_one_call_the_first_counts(case: Case) -> None:
    result = case.store.append(HOURLY, [bar(HOURLY, 1), bar(HOURLY, 1, close="11")])
    assert len(result.conflicts) == 1
    assert list(case.store.range(HOURLY)) == [bar(HOURLY, 1)]


def test_missing_bars_are_recorded_and_the_record_shrinks_when_they_arrive_late(case: Case) -> None:
    opened = case.store.append(HOURLY, bars(HOURLY, [1, 5])).gaps
    assert opened == (Gap(HOURLY, 2 * H, 3),)
    assert case.store.append(HOURLY, bars(HOURLY, [3])).gaps == ()
    assert [record.gap for record in case.store.gaps(HOURLY)] == [
        Gap(HOURLY, 2 * H, 1),
        Gap(HOURLY, 4 * H, 1),
    ]
    case.store.append(HOURLY, bars(HOURLY, [2, 4]))
    assert list(case.store.gaps(HOURLY)) == []
    assert len(case.events()) == 5


def test_older_history_may_follow_newer_bars(case: Case) -> None:
    case.store.append(HOURLY, bars(HOURLY, [100]))
    case.store.append(HOURLY, bars(HOURLY, range(40, 99)))
    assert [record.gap for record in case.store.gaps(HOURLY)] == [Gap(HOURLY, 99 * H, 1)]
    assert case.store.head(HOURLY) == SeriesHead(HOURLY, 40 * H, 100 * H, 60)


def test_a_malformed_bar_is_refused_and_nothing_of_its_batch_is_stored(case: Case) -> None:
    with pytest.raises(InvalidInput):
        case.store.append(HOURLY, [bar(HOURLY, 1), replace(bar(HOURLY, 2), high=Decimal("1"))])
    assert case.store.head(HOURLY) is None
    assert case.events() == []


@pytest.mark.parametrize(
    ("key", "count"),
    [("sample:BTC/USDT:1d", 400), ("sample:BTC/USDT:4h", 240), ("sample:BTC/USDT:5m", 330)],
)
def test_a_range_includes_its_start_and_excludes_its_end_across_partitions(
    case: Case, key: str, count: int
) -> None:
    series = Series.parse(key)
    first, step = 30 * 24 * 12, series.timeframe.ms
    case.store.append(series, bars(series, range(first, first + count)), announce=False)
    found = case.store.range(series, (first + 10) * step, (first + count - 10) * step)
    assert list(found) == bars(series, range(first + 10, first + count - 10))
    assert len(case.store.range(series)) == count
    assert len(case.store.range(series, start=(first + count - 1) * step)) == 1
    assert len(case.store.range(series, end=(first + 1) * step)) == 1
    assert list(case.store.range(series, start=(first + 1) * step, end=(first + 1) * step)) == []


def test_columns_hold_the_same_bars(case: Case) -> None:
    case.store.append(HOURLY, bars(HOURLY, [1, 2]))
    arrays = case.store.arrays(HOURLY)
    assert arrays.ts.tolist() == [H, 2 * H]
    assert np.array_equal(arrays.close, [10.5, 10.5])


def test_series_are_listed_and_kept_apart(case: Case) -> None:
    other = Series.parse("sample:ETH/USDT:1h")
    case.store.append(HOURLY, bars(HOURLY, [1]))
    case.store.append(other, bars(other, [2]))
    assert list(case.store.series()) == [HOURLY, other]
    assert case.store.head(other) == SeriesHead(other, 2 * H, 2 * H, 1)


def test_an_instrument_comes_back_as_it_was_put(case: Case) -> None:
    rules = Instrument("sample", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal("10"))
    case.store.put_instrument(rules)
    assert case.store.get("sample", "BTC/USDT") == rules
    with pytest.raises(NotFound):
        case.store.get("sample", "ETH/USDT")
