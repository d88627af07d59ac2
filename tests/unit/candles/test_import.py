"""History from a file: all or nothing, once, with its gaps on record."""

import argparse
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from local.candles import command
from local.candles.importing import finest_tick, import_bars, import_file
from local.market_data.catalog import REAL_DAILY, SIMULATED_HOURLY
from local.market_data.seed import seed
from omc.kernel.errors import InvalidInput
from omc.market.bars import to_arrays
from omc.market.columns import COLUMNS
from omc.market.model import Gap, Series
from omc.market.validation import problems
from omc.wiring.market import Market, to_parquet
from tests.fakes.bars import bar, bars
from tests.reference import reference_file

HOURLY = Series.parse("binance:BTC/USDT:1h")
H = HOURLY.timeframe.ms
# Far enough from 1970 for a number of ms to be taken for one.
BASE = 440_000


def quiet(_text: str) -> None:
    pass


def written(folder: Path, numbers: list[int], close: str = "10.5") -> Path:
    arrays = to_arrays([bar(HOURLY, BASE + number, close) for number in numbers])
    path = folder / "bars.parquet"
    path.write_bytes(to_parquet({name: getattr(arrays, name) for name in COLUMNS}))
    return path


def test_an_import_stores_every_bar_and_records_the_missing(tmp_path: Path, market: Market) -> None:
    report = import_file(written(tmp_path, [1, 2, 5]), HOURLY, market, quiet)
    assert (report.rows, report.stored, report.gaps) == (3, 3, (Gap(HOURLY, (BASE + 3) * H, 2),))
    assert list(market.bars.range(HOURLY)) == bars(HOURLY, [BASE + 1, BASE + 2, BASE + 5])
    assert market.store.get("binance", "BTC/USDT").tick == Decimal("0.1")


def test_importing_again_changes_nothing(tmp_path: Path, market: Market) -> None:
    path = written(tmp_path, [1, 2, 5])
    import_file(path, HOURLY, market, quiet)
    again = import_file(path, HOURLY, market, quiet)
    assert (again.stored, again.duplicates, again.conflicts) == (0, 3, 0)
    assert len(market.bars.range(HOURLY)) == 3


def test_a_second_file_fills_gaps_and_its_revisions_are_refused(tmp_path: Path, market: Market) -> None:
    import_file(written(tmp_path, [1, 2, 5]), HOURLY, market, quiet)
    report = import_file(written(tmp_path, [2, 3, 4], close="11"), HOURLY, market, quiet)
    assert (report.stored, report.conflicts, report.gaps) == (2, 1, ())
    assert market.bars.range(HOURLY)[1] == bar(HOURLY, BASE + 2)


def test_a_collected_bar_stands_against_a_file_that_says_otherwise(tmp_path: Path, market: Market) -> None:
    market.store.append(HOURLY, [bar(HOURLY, BASE + 3)])
    report = import_file(written(tmp_path, [1, 2, 3], close="11"), HOURLY, market, quiet)
    assert (report.stored, report.conflicts) == (2, 1)
    assert market.bars.range(HOURLY)[2] == bar(HOURLY, BASE + 3)


def test_a_collected_bar_that_a_file_repeats_is_known_already(tmp_path: Path, market: Market) -> None:
    market.store.append(HOURLY, [bar(HOURLY, BASE + 3)])
    report = import_file(written(tmp_path, [2, 3]), HOURLY, market, quiet)
    assert (report.stored, report.duplicates) == (1, 1)


def test_a_malformed_bar_is_refused_and_nothing_is_written(tmp_path: Path, market: Market) -> None:
    bad = replace(bar(HOURLY, BASE + 2), high=Decimal("1"))
    with pytest.raises(InvalidInput, match="row 2: expected high >= open and close"):
        import_bars(to_arrays([bar(HOURLY, BASE + 1), bad]), HOURLY, market, quiet)
    assert market.store.head(HOURLY) is None
    assert len(market.lake.arrays(HOURLY)) == 0


def test_bars_of_another_timeframe_are_refused(tmp_path: Path, market: Market) -> None:
    minutely = Series.parse("binance:BTC/USDT:1m")
    with pytest.raises(InvalidInput, match="expected bars of 1m, 60 s apart, got bars mostly 3600 s apart"):
        import_file(written(tmp_path, [1, 2, 3]), minutely, market, quiet)


def test_the_finest_digit_of_the_prices_is_the_tick() -> None:
    assert finest_tick(to_arrays(bars(HOURLY, [1]))) == Decimal("0.1")
    assert finest_tick(to_arrays([bar(HOURLY, BASE + 1, close="10.00000017")])) == Decimal("0.00000001")


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    return parser.parse_args(["candles", "import", *words])


def test_the_command_tells_what_it_did(
    tmp_path: Path, market: Market, capsys: pytest.CaptureFixture[str]
) -> None:
    args = parsed(str(written(tmp_path, [1, 2, 5])), "--series", HOURLY.key, "--tick", "0.01")
    assert command.run(args, market) == 0
    out = capsys.readouterr().out
    assert "stored 3, known already 0, refused as revisions 0" in out
    assert "missing 2 from 2020-03-12T11:00:00.000Z to 2020-03-12T12:00:00.000Z" in out
    assert market.store.get("binance", "BTC/USDT").tick == Decimal("0.01")


def test_the_command_refuses_a_malformed_file_with_status_1(
    tmp_path: Path, market: Market, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bars.csv"
    path.write_text("timestamp,open,high,low,close,volume\n2020-01-01,1,0.5,0.5,1,1\n")
    assert command.run(parsed(str(path), "--series", HOURLY.key), market) == 1
    assert "row 2: expected high >= open and close" in capsys.readouterr().out


def test_the_shipped_real_market_is_whole() -> None:
    arrays = REAL_DAILY.bars()
    assert len(arrays) == 1_246
    assert problems(arrays, REAL_DAILY.series.timeframe) == []
    assert np.array_equal(np.diff(arrays.ts), np.full(1_245, REAL_DAILY.series.timeframe.ms))
    assert arrays.close[0] == 4285.08


def test_seeding_leaves_the_simulated_future_to_the_replay(market: Market) -> None:
    seed(market, quiet)
    real, simulated = seed(market, quiet, live_bars=2_000)
    assert (real.rows, real.stored, real.missing) == (1_246, 0, 0)
    head = market.store.head(simulated.series)
    assert head is not None
    assert head.last_ts < SIMULATED_HOURLY.live_from
    later = market.replay.arrays(SIMULATED_HOURLY.series)
    assert SIMULATED_HOURLY.live_from <= later.ts[0]
    assert len(later) == simulated.kept_for_replay > 1_900


def test_bars_from_a_given_time_on_wait_for_a_replay(tmp_path: Path, market: Market) -> None:
    path = written(tmp_path, [1, 2, 5])
    args = parsed(str(path), "--series", HOURLY.key, "--replay-from", "2020-03-12T10:00:00Z")
    assert command.run(args, market) == 0
    assert list(market.bars.range(HOURLY)) == bars(HOURLY, [BASE + 1])
    assert list(market.replay.range(HOURLY)) == bars(HOURLY, [BASE + 2, BASE + 5])


def test_the_gaps_of_a_real_market_are_found_to_the_bar(market: Market) -> None:
    path = reference_file("data", "prices", "binance_spot_BTCUSDT_1h.parquet")
    report = import_file(path, HOURLY, market, quiet)
    assert report.rows == report.stored == 20_393
    assert (len(report.gaps), report.missing) == (14, 31)
    assert max(gap.count for gap in report.gaps) == 5
    assert import_file(path, HOURLY, market, quiet).duplicates == 20_393
