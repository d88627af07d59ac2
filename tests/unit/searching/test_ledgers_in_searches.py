"""Searches and walk-forwards of strategies that read ledgers: planned with their records, run on them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from omc.adapters.s3.ledger_files import book_of, packed_book
from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.model import Windows
from omc.backtest.service.searching.planning import SearchPlanning
from omc.kernel.errors import InvalidInput
from omc.ledgers.series import LedgerSeries
from omc.strategy.model import Param, ParamRange, Rules, SizingSpec, StrategySpec
from tests.unit.backtest_service.conftest import DAY_MS, waves
from tests.unit.backtest_service.test_ledger_history import BTC, FakeHistory, readings
from tests.unit.searching.conftest import Lab, asked


def by_sentiment(spec: StrategySpec) -> StrategySpec:
    """Two sets: one that acts on good readings, one that waits for better ones than there are."""
    level = Param(Decimal("0.5"), ParamRange(Decimal("0.5"), Decimal("1.5"), Decimal(1)))
    return replace(
        spec, params={"level": level}, features={}, constraints=(), stop=None, targets=(),
        long=Rules("human.sentiment(BTC) > $level", "human.sentiment(BTC) < 0"), short=None,
        sizing=SizingSpec("fraction", Decimal("0.1")),
    )  # fmt: skip


def request(**changes: Any) -> Any:
    plain = asked(ranges={})
    return replace(plain, spec=by_sentiment(plain.spec), minimum_trades=1, **changes)


def planned(lab: Lab, history: FakeHistory | None = None) -> SearchPlanning:
    told = {} if history is None else {"ledgers": history}
    return SearchPlanning(lab.searches, lab.files, lab.bars, lab.bars, **told)


def searched(lab: Lab, search_id: str, series: LedgerSeries) -> list[dict[str, Any]]:
    lab.requests.start(search_id, request())
    history = FakeHistory({BTC: series})
    for item in planned(lab, history).plan(search_id).items:
        lab.steps.shard(search_id, item["shard"])
    assert lab.steps.reduce(search_id).state is RunState.COMPLETED
    return lab.files.rows(search_id, 0, 10)


def test_every_set_of_a_search_is_run_on_the_records(lab: Lab) -> None:
    rows = searched(lab, "opt-1", readings(lab.bars.stored))
    traded = {row["params"]["level"]: int(row["figures"]["trades"]) for row in rows}
    assert traded == {"0.5": 8, "1.5": 0}


def test_records_that_come_later_give_another_result(lab: Lab) -> None:
    series = readings(lab.bars.stored)
    early = searched(lab, "opt-1", series)
    lab.requests.fail("opt-1", "")
    late = searched(lab, "opt-2", replace(series, known_at=series.known_at + 5 * DAY_MS))
    assert early[0]["figures"]["total_return"] != late[0]["figures"]["total_return"]


def test_a_walk_forward_tunes_and_tests_on_the_records(lab: Lab) -> None:
    lab.bars.stored = waves(800)
    windows = Windows(train_days=120, test_days=40, step_days=40)
    lab.requests.start("wf-1", request(kind="walkforward", windows=windows))
    for item in planned(lab, FakeHistory({BTC: readings(lab.bars.stored)})).plan("wf-1").items:
        lab.steps.shard("wf-1", item["shard"])
    assert lab.steps.reduce("wf-1").state is RunState.COMPLETED
    folds = lab.files.report("wf-1")["folds"]
    assert sum(int(fold["test_trades"]) for fold in folds) > 5
    assert {fold["params"]["level"] for fold in folds} == {"0.5"}


def test_without_records_the_plan_names_what_is_missing(lab: Lab) -> None:
    lab.requests.start("opt-1", request())
    with pytest.raises(InvalidInput, match=r"expected records of human.sentiment of BTC from .*, none are"):
        planned(lab).plan("opt-1")


def test_a_search_of_bars_alone_asks_no_ledger(lab: Lab) -> None:
    history = FakeHistory({})
    lab.requests.start("opt-1", asked())
    planned(lab, history).plan("opt-1")
    assert history.asked == []
    assert lab.files.ledgers("opt-1") == {}


def test_a_book_is_itself_after_it_was_packed() -> None:
    event = np.array([0, 10, 10], dtype=np.int64)
    book = {
        ("human.sentiment", "BTC"): LedgerSeries(event, event + 5, np.array([0.1, -0.0, np.nan])),
        ("glass.flow", "1INCH"): LedgerSeries(event[:0], event[:0], np.zeros(0)),
    }
    back = book_of(packed_book(book))
    assert back.keys() == book.keys()
    for name, series in book.items():
        for column in ("event_time", "known_at", "value"):
            np.testing.assert_array_equal(getattr(back[name], column), getattr(series, column))
    assert packed_book(book) == packed_book(back)
