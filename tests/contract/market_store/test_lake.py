"""Bars in the lake, and the lake joined with the table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import numpy as np
import pytest
from moto import mock_aws

from omc.adapters.s3.candles import LakeCandles
from omc.kernel.instants import from_iso
from omc.market.bars import to_arrays
from omc.market.joined import JoinedBars
from omc.market.model import Series
from omc.market.ports import SeriesHead
from tests.fakes.bars import bar, bars
from tests.fakes.market import MemoryMarket

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

BUCKET = "lake"
DAILY = Series.parse("sample:BTC/USDT:1d")
D = DAILY.timeframe.ms
NEW_YEAR = from_iso("2020-01-01T00:00:00Z") // D


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator["S3Client"]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield client


@pytest.fixture
def lake(s3: "S3Client") -> LakeCandles:
    return LakeCandles(s3, BUCKET)


def test_bars_come_back_from_the_lake_exactly(lake: LakeCandles) -> None:
    market = bars(DAILY, range(NEW_YEAR - 5, NEW_YEAR + 5))
    assert lake.add(DAILY, to_arrays(market)).stored.tolist() == [one.ts for one in market]
    assert list(lake.range(DAILY)) == market
    assert lake.head(DAILY) == SeriesHead(DAILY, market[0].ts, market[-1].ts, 10)


def test_each_year_is_one_object_under_its_partition(lake: LakeCandles, s3: "S3Client") -> None:
    lake.add(DAILY, to_arrays(bars(DAILY, [NEW_YEAR - 1, NEW_YEAR])))
    keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket=BUCKET)["Contents"]]
    folder = "candles/venue=sample/symbol=BTC-USDT/timeframe=1d"
    assert keys == [f"{folder}/year=2019/part-0.parquet", f"{folder}/year=2020/part-0.parquet"]


def test_a_range_reads_its_years_only_and_cuts_both_ends(lake: LakeCandles) -> None:
    lake.add(DAILY, to_arrays(bars(DAILY, range(NEW_YEAR - 500, NEW_YEAR + 500))))
    found = lake.arrays(DAILY, NEW_YEAR * D, (NEW_YEAR + 3) * D)
    assert (found.ts // D - NEW_YEAR).tolist() == [0, 1, 2]


def test_adding_again_changes_nothing_and_a_changed_value_is_refused(lake: LakeCandles) -> None:
    lake.add(DAILY, to_arrays(bars(DAILY, [1, 2])))
    again = lake.add(DAILY, to_arrays([bar(DAILY, 1), bar(DAILY, 2, close="11"), bar(DAILY, 3)]))
    assert (again.stored.tolist(), again.duplicates, again.conflicts.tolist()) == ([3 * D], 1, [2 * D])
    assert list(lake.range(DAILY)) == bars(DAILY, [1, 2, 3])


def test_what_another_process_wrote_is_seen_by_a_reader_that_has_read_before(s3: "S3Client") -> None:
    ours, theirs = LakeCandles(s3, BUCKET), LakeCandles(s3, BUCKET)
    ours.add(DAILY, to_arrays(bars(DAILY, [1])))
    assert len(ours.arrays(DAILY)) == 1
    theirs.add(DAILY, to_arrays(bars(DAILY, [2])))
    assert len(ours.arrays(DAILY)) == 2


def test_a_series_that_is_not_there_is_empty(lake: LakeCandles) -> None:
    assert len(lake.arrays(DAILY)) == 0
    assert lake.head(DAILY) is None


def test_history_and_the_recent_tail_are_read_as_one_series_without_doubles(lake: LakeCandles) -> None:
    recent = MemoryMarket()
    lake.add(DAILY, to_arrays(bars(DAILY, [1, 2, 3, 5])))
    recent.append(DAILY, bars(DAILY, [3, 4, 6]))
    both = JoinedBars(lake, recent)
    assert list(both.range(DAILY)) == bars(DAILY, range(1, 7))
    assert np.array_equal(both.arrays(DAILY, 2 * D, 5 * D).ts // D, [2, 3, 4])


def test_two_writers_of_one_year_both_leave_their_bars(s3: "S3Client") -> None:
    rival = LakeCandles(s3, BUCKET)

    class Overtaken:
        """A client whose owner is overtaken just before its first two writes."""

        def __init__(self) -> None:
            self.rounds = [bars(DAILY, [1]), bars(DAILY, [2])]

        def __getattr__(self, name: str) -> Any:
            return getattr(s3, name)

        def put_object(self, **request: Any) -> Any:
            if self.rounds:
                rival.add(DAILY, to_arrays(self.rounds.pop(0)))
            return s3.put_object(**request)

    ours = LakeCandles(Overtaken(), BUCKET)  # type: ignore[arg-type]
    assert ours.add(DAILY, to_arrays(bars(DAILY, [2, 3]))).stored.tolist() == [3 * D]
    assert list(rival.range(DAILY)) == bars(DAILY, [1, 2, 3])
