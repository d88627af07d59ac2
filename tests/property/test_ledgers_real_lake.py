"""Real series from end to end: told as records, kept in a lake, read as features, traded in a backtest."""

import csv
import gzip
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from omc.adapters.s3.ledger.archive import RecordArchive
from omc.adapters.s3.ledger.compaction import Compaction
from omc.adapters.s3.ledger.history import LakeObservations
from omc.backtest.engine import run
from omc.backtest.settings import RunSettings
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Ms, from_iso
from omc.ledgers.features.books import book_of, columns_of
from omc.ledgers.features.history import FeatureHistory
from omc.ledgers.features.observations import observations
from omc.ledgers.records import Record
from omc.ledgers.series import LedgerBook
from omc.ledgers.taxonomy import Basis, EventType, Ledger
from omc.market.model import BarArrays, Instrument
from omc.strategy.compile import CompiledStrategy, compile_spec
from omc.strategy.ledgers import LONGEST
from tests.benchmarks.disk import DiskLake
from tests.fakes.told import happening, measured, post
from tests.reference import reference_file
from tests.unit.strategy.support import TICK, spec_with

FIRST, LAST = from_iso("2021-04-01T00:00:00Z"), from_iso("2021-06-01T00:00:00Z")
MARKET = Instrument("binance", "BTC/USDT", TICK, Decimal("0.00001"), Decimal(5))
ENTER = (
    "human.fear_greed(MARKET) < 70 and glass.active_addresses(BTC) < glass.active_addresses(BTC, 14d) and "
    "human.posts(MARKET, 24h) > 5 and (catalyst.score(BTC) > 0.5 or catalyst.filings(BTC, 7d) > 0)"
)


def rows(*parts: str) -> Iterator[dict[str, str]]:
    with gzip.open(reference_file("data", *parts), "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _later(known: Ms) -> dict[str, Any]:
    return {"basis": Basis.PUBLISHED_PLUS_LAG, "known": known}


def told() -> Iterator[Record]:
    """Each with its own lag; a day's figure happens at the end of the day."""
    for row in rows("onchain", "coinmetrics_btc_daily.csv.gz"):
        over, numbers = from_iso(f"{row['date'][:10]}T00:00:00Z") + DAY_MS, row["AdrActCnt"]
        if numbers:
            values = {"active_addresses": float(numbers)}
            yield measured(row["date"], over, **_later(over + 12 * HOUR_MS), values=values)
    for row in rows("sentiment", "fear_greed_daily.csv.gz"):
        at = from_iso(f"{row['date'][:10]}T00:00:00Z")
        yield measured(
            row["date"], at, **_later(at + HOUR_MS), values={"fear_greed": float(row["value"])},
            ledger=Ledger.HUMAN, assets=(), source="fear_greed", subject="crypto",
        )  # fmt: skip
    for row in rows("sentiment", "reddit_top_posts.csv.gz"):
        at = int(float(row["created_utc"])) * SECOND_MS
        yield post(row["id"], at, **_later(at + HOUR_MS), title=row["title"], assets=())
    for row in rows("catalyst", "sec_mstr_filings.csv.gz"):
        at = from_iso(row["accepted_utc"])
        yield happening(
            row["accessionNumber"], at, **_later(at + 5 * MINUTE_MS), impact=8, type=EventType.FILING
        )


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return [record for record in told() if FIRST - 20 * DAY_MS <= record.known_at <= LAST]


@pytest.fixture(scope="module")
def hours() -> BarArrays:
    path = reference_file("data", "prices", "binance_spot_BTCUSDT_1h.parquet")
    relation = duckdb.connect().read_parquet(str(path)).order("timestamp")
    found = relation.project("epoch_ms(timestamp) AS ts, open, high, low, close, volume").fetchnumpy()
    inside = (found["ts"] >= FIRST) & (found["ts"] < LAST)
    prices = (
        np.ascontiguousarray(found[n][inside], np.float64) for n in ("open", "high", "low", "close", "volume")
    )
    return BarArrays(found["ts"][inside].astype(np.int64), *prices)


@pytest.fixture(scope="module")
def lake(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> DiskLake:
    made: Any = DiskLake(Path(tmp_path_factory.mktemp("lake")))
    half = len(records) // 2
    RecordArchive(made, "lake").add(records[:half])
    Compaction(made, "lake").run()
    # Half merged, half as it came, and some of it twice.
    RecordArchive(made, "lake").add(records[half - 50 :])
    lake: DiskLake = made
    return lake


def strategy() -> CompiledStrategy:
    return compile_spec(spec_with(ENTER))


def book_from(lake: Any) -> LedgerBook:
    history = FeatureHistory((LakeObservations(lake, "lake"),), synthetic=False)
    return history.book(strategy().ledger_features, FIRST - LONGEST, LAST)


def test_a_strategy_on_the_lakes_features_trades_as_on_the_records_themselves(
    records: list[Record], hours: BarArrays, lake: DiskLake
) -> None:
    everything = columns_of(one for record in records for one in observations(record))
    direct = book_of(everything, strategy().ledger_features, FIRST - LONGEST, LAST)
    assert direct.keys() == strategy().ledger_features
    settings = RunSettings(minimum_warmup_bars=1)
    ours = run(strategy(), hours, MARKET, settings, ledgers=book_from(lake))
    theirs = run(strategy(), hours, MARKET, settings, ledgers=direct)
    assert len(ours.trades) > 2
    assert ours.result_hash == theirs.result_hash


def test_no_decision_on_real_hours_changes_with_what_the_lake_learns_later(
    records: list[Record], hours: BarArrays, lake: DiskLake
) -> None:
    whole = strategy().evaluate(hours, TICK, ledgers=book_from(lake)).enter_long
    assert 10 < whole.sum() < len(hours) - 10
    for cut in range(100, len(hours), 311):
        instant = int(hours.ts[cut - 1]) + HOUR_MS
        known = columns_of(
            one for record in records if record.known_at <= instant for one in observations(record)
        )
        book = book_of(known, strategy().ledger_features, FIRST - LONGEST, instant)
        early = strategy().evaluate(hours.head(cut), TICK, ledgers=book).enter_long
        np.testing.assert_array_equal(early, whole[:cut])
