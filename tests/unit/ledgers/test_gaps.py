from omc.market.gaps import arrive, fresh, missing_between
from omc.market.model import Gap, Series
from omc.market.ports import GapRecord, SeriesHead

SERIES = Series.parse("sample:BTC/USDT:1h")
H = SERIES.timeframe.ms


def gap(first: int, count: int) -> Gap:
    return Gap(SERIES, first * H, count)


def head(first: int, last: int, count: int) -> SeriesHead:
    return SeriesHead(SERIES, first * H, last * H, count)


def test_runs_between_stored_bars_are_missing() -> None:
    assert missing_between(SERIES, [0, H, 4 * H, 6 * H]) == (gap(2, 2), gap(5, 1))


def test_the_first_bars_of_a_series_set_its_head_and_their_own_gaps() -> None:
    arrival = arrive(SERIES, None, (), [2 * H, 5 * H], now=9)
    assert arrival.head == head(2, 5, 2)
    assert arrival.records == (GapRecord(gap(3, 2), detected_at=9),)


def test_a_later_bar_opens_a_gap_after_the_last_stored() -> None:
    assert arrive(SERIES, head(0, 1, 2), (), [4 * H], now=9).opened == (gap(2, 2),)


def test_an_earlier_bar_opens_a_gap_before_the_first_stored() -> None:
    assert arrive(SERIES, head(5, 6, 2), (), [3 * H], now=9).opened == (gap(4, 1),)


def test_a_late_bar_splits_its_gap_and_leaves_a_repaired_record() -> None:
    arrival = arrive(SERIES, head(0, 6, 2), (GapRecord(gap(1, 5), 3),), [2 * H, 3 * H], now=9)
    assert arrival.opened == ()
    assert arrival.records == (
        GapRecord(gap(1, 1), 3),
        GapRecord(gap(2, 2), 3, repaired_at=9),
        GapRecord(gap(4, 2), 3),
    )
    assert arrival.head == head(0, 6, 4)


def test_a_bar_in_the_span_is_new_only_if_an_open_gap_holds_it() -> None:
    records = (GapRecord(gap(1, 2), 3),)
    arriving = [ts * H for ts in range(-1, 5)]
    assert fresh(head(0, 3, 2), records, arriving) == [-H, H, 2 * H, 4 * H]
