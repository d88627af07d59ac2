"""Ledger features over real hours: on-chain days, sentiment, and filings as they were accepted."""

import csv
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import replace

import duckdb
import numpy as np
import pytest

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms, from_iso
from omc.ledgers.series import LedgerBook, LedgerSeries, backfilled
from omc.market.model import BarArrays, FloatArray
from omc.strategy.compile import CompiledStrategy, compile_spec
from omc.strategy.model import StopSpec
from tests.reference import reference_file
from tests.unit.strategy.support import TICK, rule, spec_with

# What each source needs after it says something was published, until we would have it.
LAGS: Mapping[str, Ms] = {"glass": 12 * HOUR_MS, "human": HOUR_MS, "catalyst": 5 * MINUTE_MS}
ENTER = (
    "close > sma(close, 10) @ 1d and human.fear_greed(MARKET) < 40 and "
    "glass.active_addresses(BTC) > glass.active_addresses(BTC, 30d) and catalyst.filings(MSTR, 7d, count) > 0"
)


def rows(*parts: str) -> Iterator[dict[str, str]]:
    with gzip.open(reference_file("data", *parts), "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def daily(found: Mapping[str, float], lag: Ms) -> LedgerSeries:
    """One value a day, which is an event when the day is over."""
    ends = np.array([from_iso(f"{day}T00:00:00Z") + DAY_MS for day in found], dtype=np.int64)
    return backfilled(ends, ends, np.array(list(found.values())), lag)


@pytest.fixture(scope="module")
def book() -> LedgerBook:
    addresses = {row["date"]: row["AdrActCnt"] for row in rows("onchain", "coinmetrics_btc_daily.csv.gz")}
    fear = {row["date"]: row["value"] for row in rows("sentiment", "fear_greed_daily.csv.gz")}
    posts: dict[str, float] = {}
    for row in rows("sentiment", "reddit_daily_aggregates.csv.gz"):
        posts[row["date"]] = posts.get(row["date"], 0.0) + float(row["n_posts"])
    accepted = [from_iso(row["accepted_utc"]) for row in rows("catalyst", "sec_mstr_filings.csv.gz")]
    moments = np.array(accepted, dtype=np.int64)
    filings = backfilled(moments, moments, np.ones(len(moments)), LAGS["catalyst"])
    days = {day: float(count) for day, count in addresses.items() if count}
    return {
        ("glass.active_addresses", "BTC"): daily(days, LAGS["glass"]),
        ("human.fear_greed", "MARKET"): daily({d: float(v) for d, v in fear.items()}, LAGS["human"]),
        ("human.posts", "BTC"): daily(posts, LAGS["human"]),
        ("catalyst.filings", "MSTR"): filings,
    }


@pytest.fixture(scope="module")
def hours() -> BarArrays:
    path = reference_file("data", "prices", "binance_spot_BTCUSDT_1h.parquet")
    relation = duckdb.connect().read_parquet(str(path)).order("timestamp")
    columns = relation.project("epoch_ms(timestamp) AS ts, open, high, low, close, volume").fetchnumpy()
    prices = (
        np.ascontiguousarray(columns[n], np.float64) for n in ("open", "high", "low", "close", "volume")
    )
    return BarArrays(columns["ts"].astype(np.int64), *prices)


def column(text: str, bars: BarArrays, book: LedgerBook) -> FloatArray:
    compiled = compile_spec(spec_with("close > 0", stop=StopSpec("price", price=text)))
    return compiled.evaluate(bars, TICK, ledgers=book).levels["stop.long"]


def strategy() -> CompiledStrategy:
    return rule(ENTER)


def test_a_strategy_says_which_series_it_reads() -> None:
    assert strategy().ledger_features == {
        ("glass.active_addresses", "BTC"), ("human.fear_greed", "MARKET"), ("catalyst.filings", "MSTR"),
    }  # fmt: skip
    with pytest.raises(
        InvalidInput, match=r"no records of human.fear_greed of MARKET; there are those of: none"
    ):
        rule("human.fear_greed(MARKET) < 20").evaluate(BarArrays(*(np.ones(1),) * 6), TICK)  # type: ignore[arg-type]


def test_a_day_on_chain_counts_once_it_is_over_and_published(hours: BarArrays, book: LedgerBook) -> None:
    """The row of the 10th is known from the 11th at 12:00 on: on the bar that closes then."""
    found = column("glass.active_addresses(BTC)", hours, book)
    of_day = {row["date"]: row["AdrActCnt"] for row in rows("onchain", "coinmetrics_btc_daily.csv.gz")}
    noon = int(np.searchsorted(hours.ts, from_iso("2021-03-11T11:00:00Z")))
    assert found[noon - 1] == float(of_day["2021-03-09"])
    assert found[noon] == float(of_day["2021-03-10"])


def test_filings_count_from_their_acceptance_and_not_from_their_date(
    hours: BarArrays, book: LedgerBook
) -> None:
    found = column("catalyst.filings(MSTR, 7d, count)", hours, book)
    accepted = [from_iso(row["accepted_utc"]) for row in rows("catalyst", "sec_mstr_filings.csv.gz")]
    for index in range(0, len(hours), 611):
        close = int(hours.ts[index]) + HOUR_MS
        known = [a for a in accepted if a + LAGS["catalyst"] <= close and a > close - 7 * DAY_MS]
        assert found[index] == len(known)
    assert found.max() > 3


def test_a_week_of_posts_is_the_mean_of_its_known_days(hours: BarArrays, book: LedgerBook) -> None:
    found = column("human.posts(BTC, 7d, mean)", hours, book)
    series = book[("human.posts", "BTC")]
    assert np.isnan(found[: int(np.searchsorted(hours.ts + HOUR_MS, series.known_at[0]))]).all()
    for index in range(len(hours) - 5000, len(hours), 97):
        close = int(hours.ts[index]) + HOUR_MS
        known = series.value[(series.known_at <= close) & (series.event_time > close - 7 * DAY_MS)]
        assert found[index] == pytest.approx(known.mean(), rel=1e-15)


def test_no_signal_of_the_past_changes_with_the_records_and_revisions_of_the_future(
    hours: BarArrays, book: LedgerBook
) -> None:
    whole = strategy().evaluate(hours, TICK, ledgers=book).enter_long
    assert 50 < whole.sum() < len(hours) / 2
    for cut in range(2000, len(hours), 6007):
        close = int(hours.ts[cut - 1]) + HOUR_MS
        then = {key: _until(series, close) for key, series in book.items()}
        revised = {key: _revised(series, close) for key, series in book.items()}
        for other in (then, revised):
            early = strategy().evaluate(hours, TICK, ledgers=other).enter_long
            assert np.array_equal(early[:cut], whole[:cut])
            assert np.array_equal(
                strategy().evaluate(hours.head(cut), TICK, ledgers=other).enter_long, whole[:cut]
            )


def test_a_strategy_that_reads_a_day_before_it_is_over_says_something_else(
    hours: BarArrays, book: LedgerBook
) -> None:
    """The mistake that joining by the date makes, so that the test above is known to see one."""
    fear = book[("human.fear_greed", "MARKET")]
    peeking = replace(
        fear, event_time=fear.event_time - DAY_MS, known_at=fear.known_at - DAY_MS - LAGS["human"]
    )
    early = strategy().evaluate(hours, TICK, ledgers={**book, ("human.fear_greed", "MARKET"): peeking})
    assert not np.array_equal(early.enter_long, strategy().evaluate(hours, TICK, ledgers=book).enter_long)


def test_reasons_name_the_feature_with_its_value(hours: BarArrays, book: LedgerBook) -> None:
    index = int(np.flatnonzero(strategy().evaluate(hours, TICK, ledgers=book).enter_long)[0])
    told = strategy().explain(hours, TICK, index, "long.enter", book)
    assert [reason.holds for reason in told] == [True] * 4
    fear = told[1].operands["human.fear_greed(MARKET)"]
    assert told[1].text == f"human.fear_greed(MARKET) {fear:.2f} under 40"


def _until(series: LedgerSeries, moment: Ms) -> LedgerSeries:
    known = series.known_at <= moment
    return LedgerSeries(series.event_time[known], series.known_at[known], series.value[known])


def _revised(series: LedgerSeries, moment: Ms) -> LedgerSeries:
    """Every event up to then revised right after it, upwards."""
    then = _until(series, moment)
    later = np.full(len(then), moment + 1, dtype=np.int64)
    events, known = np.concatenate((then.event_time, then.event_time)), np.concatenate((then.known_at, later))
    return backfilled(events, known, np.concatenate((then.value, then.value * 3 + 1)), lag=0)
