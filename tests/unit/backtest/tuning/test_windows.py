from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.backtest.tuning.walkforward.windows import FoldWindow, WalkForwardSettings, fold_windows
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.market.model import BarArrays
from omc.market.timeframes import Timeframe
from tests.unit.backtest.builders import START
from tests.unit.backtest.tuning.builders import walk

YEAR = walk(24 * 300)


def _windows(
    bars: BarArrays = YEAR, warmup: int = 240, purge: int = 0, **changed: int
) -> tuple[FoldWindow, ...]:
    return fold_windows(bars, Timeframe.H1, WalkForwardSettings(**changed), warmup, purge)  # type: ignore[arg-type]


def test_folds_roll_by_a_step_after_the_warm_up() -> None:
    folds = _windows()
    # 300 days less 10 of warm-up: a train of 90, then one test of 30 days in every step of 30.
    assert len(folds) == 6
    first, second = folds[:2]
    assert (first.train_from, first.train_to, first.test_from, first.test_to) == (240, 2400, 2400, 3120)
    assert (second.train_from, second.test_from) == (first.train_from + 720, first.test_from + 720)
    assert first.train_ms == (START + 10 * DAY_MS, START + 100 * DAY_MS)


def test_the_purge_lies_between_train_and_test() -> None:
    for fold, plain in zip(_windows(purge=48), _windows(), strict=False):
        assert (fold.train_from, fold.train_to) == (plain.train_from, plain.train_to)
        assert fold.test_from == fold.train_to + 48
        assert fold.test_to - fold.test_from == 720


def test_too_few_days_for_five_folds_are_refused_with_how_many_are_needed() -> None:
    with pytest.raises(
        InvalidInput, match=r"expected 250 days .* 5 folds .*got 249 days, enough for 4"
    ) as refused:
        _windows(walk(24 * 249))
    assert refused.value.code == "too_few_bars"
    assert len(_windows(walk(24 * 250))) == 5


def test_fewer_folds_may_be_asked_for() -> None:
    assert len(_windows(walk(24 * 160), minimum_folds=2)) == 2


def test_tests_that_would_overlap_are_refused() -> None:
    with pytest.raises(InvalidInput, match="may not overlap"):
        _windows(step_days=29)


def test_gaps_in_the_bars_shift_nothing() -> None:
    keep = (np.arange(len(YEAR)) < 3000) | (np.arange(len(YEAR)) >= 3200)
    holed = BarArrays(*(column[keep] for column in vars(YEAR).values()))
    for fold, whole in zip(_windows(holed), _windows(), strict=True):
        assert (fold.train_ms, fold.test_ms) == (whole.train_ms, whole.test_ms)
        assert np.all(holed.ts[fold.test_from : fold.test_to] >= fold.test_ms[0])
        assert np.all(holed.ts[fold.test_from : fold.test_to] + HOUR_MS <= fold.test_ms[1])


@settings(deadline=None, max_examples=50)
@given(
    days=st.integers(150, 400), warmup=st.integers(1, 500), purge=st.integers(0, 100),
    train=st.integers(5, 90), test=st.integers(1, 20), more=st.integers(0, 9),
)  # fmt: skip
def test_tests_never_overlap_and_always_follow_their_train(
    days: int, warmup: int, purge: int, train: int, test: int, more: int
) -> None:
    bars = walk(24 * days)
    asked = WalkForwardSettings(train_days=train, test_days=test, step_days=test + more, minimum_folds=1)
    try:
        folds = fold_windows(bars, Timeframe.H1, asked, warmup, purge)
    except InvalidInput:
        assert warmup + 24 * (train + test) + purge > 24 * days
        return
    for fold in folds:
        assert warmup <= fold.train_from < fold.train_to <= fold.test_from - purge < fold.test_to <= len(bars)
    for earlier, later in pairwise(folds):
        assert earlier.test_to <= later.test_from
