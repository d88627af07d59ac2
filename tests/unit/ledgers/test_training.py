"""The training set: what each column is, nothing from the future, nothing filled, built each hour."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pytest

from omc.adapters.s3.training import TrainingLake
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms, from_iso
from omc.ledgers.features.books import book_of, columns_of
from omc.ledgers.features.observations import observations
from omc.ledgers.features.training import BAR_MS, COLUMNS, TrainingSet, training_set, wanted_of
from omc.ledgers.records import Record
from omc.ledgers.series import LedgerBook
from omc.market.model import BarArrays, IntArray
from omc.wiring import training
from tests.fakes.told import happening, news
from tests.unit.ledgers.lake import BUCKET, lake

START = from_iso("2026-03-30T00:00:00Z")


def market(count: int = 1000, missing: Collection[int] = (), seed: int = 1) -> BarArrays:
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 0.001, count)))
    kept = np.array([n for n in range(count) if n not in missing])
    ts: IntArray = START + kept.astype(np.int64) * BAR_MS
    price = close[kept]
    return BarArrays(ts, price, price, price, price, np.ones(len(kept)))


def book(told: list[Record]) -> LedgerBook:
    found = columns_of(one for record in told for one in observations(record))
    return book_of(found, wanted_of("BTC"), 0, START * 2)


def same(one: TrainingSet, other: TrainingSet) -> None:
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def test_columns_are_what_they_say() -> None:
    bars = market()
    told: list[Record] = [
        news("a", START + 10 * HOUR_MS, START + 10 * HOUR_MS, 0.5),
        news("b", START + 10 * HOUR_MS + 20 * MINUTE_MS, START + 10 * HOUR_MS + 50 * MINUTE_MS, -1.0),
        happening("e", START + 30 * HOUR_MS, START + 31 * HOUR_MS, 9),
    ]
    rows = training_set("BTC", bars, book(told))
    closes = bars.ts + BAR_MS
    assert rows.known_at.tolist() == closes.tolist()
    assert rows.return_1h[40] == bars.close[52] / bars.close[40] - 1
    assert rows.return_24h[40] == bars.close[328] / bars.close[40] - 1
    returns = bars.close[1:] / bars.close[:-1] - 1
    assert rows.volatility_24h[500] == pytest.approx(np.std(returns[500 - 288 : 500], ddof=1), rel=1e-12)
    assert np.isnan(rows.volatility_24h[:288]).all()
    assert np.isfinite(rows.volatility_24h[288:]).all()

    def at(instant: Ms) -> int:
        return int(np.searchsorted(closes, instant))

    # The hour before 11:45 as it was known at 10:45: one headline; five minutes later its second was known.
    quarter = at(START + 11 * HOUR_MS + 45 * MINUTE_MS)
    assert (rows.news_vol_1h_lag[quarter], rows.sentiment_1h_lag[quarter]) == (1, 0.5)
    later = at(START + 11 * HOUR_MS + 50 * MINUTE_MS)
    assert (rows.news_vol_1h_lag[later], rows.sentiment_1h_lag[later]) == (2, -0.25)
    known = at(START + 31 * HOUR_MS)
    assert np.isnan(rows.catalyst_score_decay[known - 1])
    assert rows.catalyst_score_decay[known] == pytest.approx(9 * np.exp(-0.1))


def test_the_last_rows_have_no_target_and_say_so() -> None:
    rows = training_set("BTC", market(), book([]))
    assert not rows.complete[-288:].any()
    assert rows.complete[:-288].all()
    assert np.isfinite(rows.volatility_24h[-1])


def test_a_missing_bar_is_never_filled() -> None:
    rows = training_set("BTC", market(missing={600}), book([]))
    place = {int(ts): n for n, ts in enumerate(rows.ts)}
    hole = START + 600 * BAR_MS
    assert np.isnan(rows.return_1h[place[hole - 12 * BAR_MS]])
    assert np.isfinite(rows.return_1h[place[hole - 13 * BAR_MS]])
    assert np.isnan(rows.volatility_24h[place[hole + BAR_MS] : place[hole + 288 * BAR_MS]]).all()
    assert np.isfinite(rows.volatility_24h[place[hole + 289 * BAR_MS]])


def test_features_of_truncated_data_are_those_stored() -> None:
    """The leakage test: rows that have their targets do not change with what comes, features of none do."""
    told: list[Record] = [
        news(f"n{n}", START + n * HOUR_MS, START + n * HOUR_MS + n % 3 * HOUR_MS, (n % 5 - 2) / 2)
        for n in range(80)
    ]
    told += [happening(f"e{n}", START + n * DAY_MS, START + n * DAY_MS + HOUR_MS, n + 3) for n in range(3)]
    bars = market()
    whole = training_set("BTC", bars, book(told))
    for cut in (1, 300, 301, 555, 999):
        instant = int(bars.ts[cut - 1]) + BAR_MS
        early = training_set("BTC", bars.head(cut), book([one for one in told if one.known_at <= instant]))
        for name in COLUMNS:
            if name not in ("return_1h", "return_24h", "complete"):
                np.testing.assert_array_equal(getattr(early, name), getattr(whole, name)[:cut], err_msg=name)


def test_other_bars_are_refused() -> None:
    hours = market(5)
    with pytest.raises(InvalidInput, match="five minutes"):
        training_set("BTC", BarArrays(hours.ts + 1, *(hours.close,) * 5), book([]))


def test_rows_come_back_from_the_lake_month_by_month() -> None:
    rows = training_set("BTC", market(), book([news("a", START, START, 0.5)]))
    with lake() as made:
        files = TrainingLake(made.client, BUCKET)
        assert files.put("BTC", rows) == ["2026-03", "2026-04"]
        same(files.rows("BTC"), rows)
        same(files.rows("BTC", "2026-04"), rows.since(from_iso("2026-04-01T00:00:00Z")))
        files.put("BTC", rows)
        same(files.rows("BTC"), rows)
        assert len(files.rows("ETH")) == 0


class Called:
    """The function with what it builds from replaced."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, client: Any) -> None:
        self.fails = False
        monkeypatch.setenv("OMC_LAKE_BUCKET", BUCKET)
        monkeypatch.setenv(
            "OMC_COLLECT_SERIES", '[{"series": "binance:BTC/USDT:5m"}, {"series": "binance:BTC/USDT:1h"}]'
        )
        monkeypatch.setattr(training, "s3", lambda: client)
        monkeypatch.setattr(training, "current_history", lambda **_: self)
        monkeypatch.setattr(training, "market", lambda: self)
        monkeypatch.setattr(training, "book_of_suspects", lambda: self)
        monkeypatch.setattr(training, "SystemClock", lambda: self)
        self.instant = START + 1000 * BAR_MS

    def now(self) -> Ms:
        return self.instant

    @property
    def bars(self) -> "Called":
        return self

    def arrays(self, series: object, start: Ms, end: Ms | None) -> BarArrays:
        if self.fails:
            raise TimeoutError("the table is away")
        return market()

    def suspects(self, series: object, since: Ms) -> tuple[()]:
        return ()

    def book(self, wanted: object, start: Ms, end: Ms) -> LedgerBook:
        return book([news("a", START, START, 0.5)])


def test_a_failure_is_critical_is_tried_again_and_then_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with lake() as made:
        called = Called(monkeypatch, made.client)
        called.fails = True
        assert training.run({"source": "schedule", "try": 1}) == {"rows": {}, "again": True}
        assert [record.levelname for record in caplog.records] == ["CRITICAL"]
        with pytest.raises(TimeoutError):
            training.run({"source": "schedule", "try": 2})
        called.fails = False
        assert training.run({"source": "schedule", "try": 2})["rows"] == {"binance:BTC/USDT:5m": 424}
        assert len(TrainingLake(made.client, BUCKET).rows("BTC")) == 424


def test_a_second_try_after_a_good_first_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with lake() as made:
        called = Called(monkeypatch, made.client)
        assert training.run({"try": 1})["rows"]
        called.instant += 5 * MINUTE_MS
        assert training.run({"try": 2}) == {"rows": {}}
        called.instant += 55 * MINUTE_MS
        assert training.run({"try": 1})["rows"]
