"""A walk-forward is tuned fold by fold, in any order, and chained at the end."""

import pytest

from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.model import Windows
from omc.kernel.errors import Conflict, InvalidInput
from tests.unit.backtest_service.conftest import waves
from tests.unit.searching.conftest import Lab, asked

WINDOWS = Windows(train_days=120, test_days=40, step_days=40)


@pytest.fixture
def walking(lab: Lab) -> Lab:
    lab.bars.stored = waves(800)
    lab.requests.start("wf-1", asked(kind="walkforward", windows=WINDOWS, minimum_trades=1))
    return lab


def test_folds_tuned_backwards_and_twice_give_one_chain(walking: Lab) -> None:
    items = walking.planning.plan("wf-1").items
    for item in [*reversed(items), *items]:
        walking.steps.shard("wf-1", item["shard"])
    ended = walking.steps.reduce("wf-1")

    report = walking.files.report("wf-1")
    assert ended.state is RunState.COMPLETED
    assert [fold["number"] for fold in report["folds"]] == list(range(1, len(items) + 1))
    assert len(items) >= 5
    assert ended.summary["sets_per_fold"] == 12
    assert {one["name"] for one in report["stability"]} == {"fast", "slow"}
    assert report["equity_daily"]


def test_its_sets_count_as_one_attempt_at_the_chain(walking: Lab) -> None:
    for item in walking.planning.plan("wf-1").items:
        walking.steps.shard("wf-1", item["shard"])
    walking.steps.reduce("wf-1")
    walking.steps.reduce("wf-1")
    total = walking.trials.total("ada/ma_cross")
    assert (total.count, total.effective) == (12, 1.0)


def test_a_missing_fold_is_told(walking: Lab) -> None:
    walking.planning.plan("wf-1")
    walking.steps.shard("wf-1", 0)
    with pytest.raises(Conflict, match="tuned once each, got \\[1\\]"):
        walking.steps.reduce("wf-1")


def test_bars_without_room_for_five_folds_are_told_with_the_days_needed(lab: Lab) -> None:
    lab.requests.start("wf-1", asked(kind="walkforward", windows=WINDOWS))
    with pytest.raises(InvalidInput, match="days of bars for 5 folds"):
        lab.planning.plan("wf-1")


def test_overlapping_test_windows_are_refused(lab: Lab) -> None:
    windows = Windows(train_days=120, test_days=40, step_days=20)
    with pytest.raises(InvalidInput, match="test windows must not overlap"):
        lab.requests.start("wf-1", asked(kind="walkforward", windows=windows))
