"""What a file of candles may look like, and what is said of one that may not."""

from pathlib import Path

import pytest

from local.candles.files import read_file
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import from_iso
from omc.wiring.market import connect

HEADER = "timestamp,open,high,low,close,volume\n"
NEW_YEAR = from_iso("2020-01-01T00:00:00Z")


def csv_file(folder: Path, text: str) -> Path:
    path = folder / "bars.csv"
    path.write_text(text)
    return path


def parquet_file(folder: Path, select: str) -> Path:
    path = folder / "bars.parquet"
    with connect() as database:
        database.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


@pytest.mark.parametrize(
    "written",
    [
        "2020-01-01",
        "2020-01-01 00:00:00",
        "2020-01-01T01:00:00+01:00",
        "2020-01-01 00:00:00 UTC",
        "1577836800",
        "1577836800000",
        "1577836800000000",
        "1577836800000000000",
    ],
)
def test_a_time_may_be_written_in_every_usual_way(tmp_path: Path, written: str) -> None:
    assert read_file(csv_file(tmp_path, f"{HEADER}{written},1,2,0.5,1.5,10\n")).ts.tolist() == [NEW_YEAR]


def test_columns_stand_in_any_order_and_case_and_others_are_passed_over(tmp_path: Path) -> None:
    text = "index,Close,LOW,high,Open,Volume,Date\n1,1.5,0.5,2,1,10,2020-01-01\n"
    arrays = read_file(csv_file(tmp_path, text))
    assert (arrays.open[0], arrays.high[0], arrays.low[0], arrays.close[0]) == (1.0, 2.0, 0.5, 1.5)


@pytest.mark.parametrize(
    "time",
    [
        "TIMESTAMP '2020-01-01 00:00:00'",
        "TIMESTAMPTZ '2020-01-01 01:00:00+01:00'",
        "DATE '2020-01-01'",
        "1577836800000::BIGINT",
        "'2020-01-01T00:00:00Z'",
    ],
)
def test_parquet_times_of_every_type_are_read(tmp_path: Path, time: str) -> None:
    select = f"SELECT {time} AS ts, 1.0 AS open, 2 AS high, 0.5 AS low, '1.5' AS close, 3::DOUBLE AS volume"
    arrays = read_file(parquet_file(tmp_path, select))
    assert (arrays.ts.tolist(), arrays.close.tolist()) == ([NEW_YEAR], [1.5])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected columns timestamp|ts|time"),
        ("timestamp,open\n", "got timestamp, open"),
        (HEADER + "2020-01-01,1,2,0.5,1.5\n", "row 2: expected 6 cells, got 5"),
        (HEADER + "2020-01-01,1,2,0.5,1.5,1\n2020-01-02,1,two,0.5,1.5,1\n", "row 3: high: expected a number"),
        (HEADER + "yesterday,1,2,0.5,1.5,1\n", "row 2: timestamp: expected a time such as"),
    ],
)
def test_a_malformed_csv_is_refused_naming_what_was_expected(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_file(csv_file(tmp_path, text))
    assert words in caught.value.message


def test_a_hole_in_a_parquet_file_is_refused_with_its_row(tmp_path: Path) -> None:
    select = "SELECT 1577836800 AS ts, 1.0 AS open, 2 AS high, 0.5 AS low, NULL::DOUBLE AS close, 3 AS volume"
    with pytest.raises(InvalidInput, match=r"row 1: close: expected a number, got None"):
        read_file(parquet_file(tmp_path, select))


def test_what_is_no_parquet_and_what_is_no_file_are_told_apart(tmp_path: Path) -> None:
    fake = tmp_path / "fake.parquet"
    fake.write_bytes(b"PAR0")
    with pytest.raises(InvalidInput, match=r"expected a Parquet file, got fake\.parquet"):
        read_file(fake)
    with pytest.raises(InvalidInput, match="expected a file of candles"):
        read_file(tmp_path / "absent.csv")
