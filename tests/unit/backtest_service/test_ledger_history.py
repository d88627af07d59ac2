"""Strategies that read ledgers are handed their records, or told by name that there are none."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.service.runs import RunRequest
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import HOUR_MS
from omc.ledgers.ports import LedgerName
from omc.ledgers.series import LedgerBook, LedgerSeries
from omc.market.model import BarArrays
from omc.strategy.ledgers import LONGEST
from omc.strategy.model import Rules, SizingSpec, StrategySpec
from tests.unit.backtest_service.conftest import DAY_MS, SERIES, Lab
from tests.unit.backtest_service.test_steps import carried_out

BTC: LedgerName = ("human.sentiment", "BTC")
ETH: LedgerName = ("human.sentiment", "ETH")


@dataclass
class FakeHistory:
    """A LedgerHistory of what is put into it; remembers what it was asked for."""

    kept: dict[LedgerName, LedgerSeries]
    asked: list[tuple[frozenset[LedgerName], int, int]] = field(default_factory=list)

    def book(self, wanted: Collection[LedgerName], start: int, end: int) -> LedgerBook:
        self.asked.append((frozenset(wanted), start, end))
        return {name: self.kept[name] for name in wanted if name in self.kept}


def readings(bars: BarArrays) -> LedgerSeries:
    """One of each day, known an hour after it was over: high in the first half of every month."""
    event = bars.ts
    return LedgerSeries(event, event + DAY_MS + HOUR_MS, np.where(np.arange(len(event)) % 30 < 15, 1.0, -1.0))


def reading(spec: StrategySpec, *names: str) -> StrategySpec:
    enter = " and ".join(f"human.sentiment({name}) > 0" for name in names)
    leave = " or ".join(f"human.sentiment({name}) < 0" for name in names)
    sizing = SizingSpec("fraction", Decimal("0.1"))
    return replace(spec, long=Rules(enter, leave), short=None, stop=None, targets=(), sizing=sizing)


@pytest.fixture
def by_sentiment(request_: RunRequest) -> RunRequest:
    return replace(request_, spec=reading(request_.spec, "BTC"))


def test_a_run_is_handed_the_records_its_rules_name(lab: Lab, by_sentiment: RunRequest) -> None:
    history = FakeHistory({BTC: readings(lab.bars.stored)})
    lab.ledgers = history
    carried_out(lab, by_sentiment)
    trades, card = lab.files.trades("bt-1"), lab.files.card("bt-1")

    first, last = int(lab.bars.stored.ts[0]), int(lab.bars.stored.ts[-1]) + DAY_MS
    assert history.asked == [(frozenset({BTC}), first - LONGEST, last)]
    assert len(trades) > 5
    assert card is not None
    assert card["look_ahead"]["changed"] == 0
    # Known at 01:00 of the second day after, decided at the close of that day, filled on the next.
    known = {int(ts) + 2 * DAY_MS for ts in lab.bars.stored.ts[::30]}
    assert all(row["entry_ts"] in known for row in trades[1:])


def test_a_record_that_comes_later_is_acted_on_later(lab: Lab, by_sentiment: RunRequest) -> None:
    series = readings(lab.bars.stored)
    lab.ledgers = FakeHistory({BTC: series})
    carried_out(lab, by_sentiment)
    lab.ledgers = FakeHistory({BTC: replace(series, known_at=series.known_at + 3 * DAY_MS)})
    carried_out(lab, by_sentiment, "bt-2")
    early, late = (lab.files.trades(run_id)[1]["entry_ts"] for run_id in ("bt-1", "bt-2"))
    assert late - early == 3 * DAY_MS


def test_a_series_without_records_is_named(lab: Lab, request_: RunRequest) -> None:
    lab.ledgers = FakeHistory({BTC: readings(lab.bars.stored)})
    lab.requests.start("bt-1", replace(request_, spec=reading(request_.spec, "BTC", "ETH")))
    lab.steps.plan("bt-1")
    with pytest.raises(InvalidInput, match=r"expected records of human.sentiment of ETH from ") as refused:
        lab.steps.run("bt-1")
    assert refused.value.code == "no_ledger_records"


def test_without_a_store_every_series_is_named(lab: Lab, request_: RunRequest) -> None:
    lab.requests.start("bt-1", replace(request_, spec=reading(request_.spec, "BTC", "ETH")))
    lab.steps.plan("bt-1")
    with pytest.raises(
        InvalidInput, match=r"human.sentiment of BTC, human.sentiment of ETH from .* none are stored"
    ):
        lab.steps.run("bt-1")


def test_a_strategy_of_bars_alone_asks_no_ledger(lab: Lab, request_: RunRequest) -> None:
    history = FakeHistory({})
    lab.ledgers = history
    carried_out(lab, request_)
    assert history.asked == []


def test_each_symbol_and_timeframe_of_a_run_reads_them(lab: Lab, by_sentiment: RunRequest) -> None:
    history = FakeHistory({BTC: readings(lab.bars.stored)})
    lab.ledgers = history
    lab.bars.apart[replace(SERIES, symbol="ETH/USDT")] = lab.bars.stored.head(300)
    places = replace(by_sentiment.settings, max_positions=2)
    carried_out(lab, replace(by_sentiment, symbols=("BTC/USDT", "ETH/USDT"), settings=places))
    assert [end for _, _, end in history.asked] == [
        int(lab.bars.stored.ts[-1]) + DAY_MS, int(lab.bars.stored.ts[299]) + DAY_MS,
    ]  # fmt: skip
    assert {row["symbol"] for row in lab.files.trades("bt-1")} == {"BTC/USDT", "ETH/USDT"}
