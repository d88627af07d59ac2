"""The benchmark's own tools: an interval that covers, a planted edge of the size it claims."""

import numpy as np
import pytest

from omc.backtest.tuning.search.space import Space
from tests.benchmarks.honesty.family import smaller, spec, true_sharpe
from tests.benchmarks.honesty.intervals import clopper_pearson
from tests.benchmarks.honesty.market import HOURS, planted, regimes, walk


def test_the_exact_interval_of_published_counts() -> None:
    # 0 of 200: the upper end is 1 - 0.025 ** (1 / 200). 8 of 10: 0.4439 to 0.9748.
    assert clopper_pearson(0, 200) == pytest.approx((0.0, 1 - 0.025 ** (1 / 200)))
    assert clopper_pearson(200, 200)[1] == 1.0
    assert clopper_pearson(8, 10) == pytest.approx((0.4439, 0.9748), abs=5e-5)


def test_the_family_has_a_thousand_variants_and_fewer_on_request() -> None:
    assert Space.of(spec()).products == 1000
    assert Space.of(smaller(200)).products <= 200


def test_regimes_take_turns_and_last_as_long_as_they_should() -> None:
    turns = regimes(1)
    assert len(turns) == HOURS
    assert set(np.unique(turns)) == {-1.0, 1.0}
    changes = np.count_nonzero(np.diff(turns))
    assert HOURS / changes == pytest.approx(60, rel=0.15)


def test_a_planted_edge_is_as_large_as_it_claims_and_a_walk_has_none() -> None:
    bars, sharpe = planted(3, true_sharpe, 2.5)
    assert sharpe == pytest.approx(2.5, abs=0.1)
    assert true_sharpe(bars) == sharpe
    assert np.mean([true_sharpe(walk(seed)) for seed in range(4)]) < 1.0
