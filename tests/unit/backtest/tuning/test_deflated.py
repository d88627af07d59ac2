import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omc.backtest.tuning.overfitting.deflated import (
    deflated_sharpe,
    expected_maximum,
    probabilistic_sharpe,
)

# The worked example of Bailey and López de Prado (2014): five years of 250 days, an annual Sharpe ratio of
# 2.5, variance of the annual ratios 1/2, skewness -3, kurtosis 10.
DAILY = 2.5 / math.sqrt(250)
VARIANCE = 0.5 / 250


def test_the_published_benchmark_for_100_trials() -> None:
    assert math.sqrt(VARIANCE) * expected_maximum(100) == pytest.approx(0.1132, abs=5e-5)


def test_the_published_probability_for_100_trials() -> None:
    assert deflated_sharpe(DAILY, 1250, -3.0, 10.0, 100, VARIANCE) == pytest.approx(0.9004, abs=5e-5)


def test_the_published_probability_for_46_trials() -> None:
    assert deflated_sharpe(DAILY, 1250, -3.0, 10.0, 46, VARIANCE) == pytest.approx(0.9505, abs=5e-5)


def test_the_published_number_of_trials_had_returns_been_normal() -> None:
    assert deflated_sharpe(DAILY, 1250, 0.0, 3.0, 88, VARIANCE) == pytest.approx(0.9505, abs=2e-4)


def test_the_expected_maximum_is_that_of_simulated_maxima() -> None:
    draws = np.random.default_rng(1).standard_normal((20_000, 200))
    assert expected_maximum(200) == pytest.approx(draws.max(axis=1).mean(), abs=0.02)


def test_one_trial_has_no_selection_to_correct_for() -> None:
    assert expected_maximum(1) == 0.0
    assert deflated_sharpe(0.1, 500, 0, 3, 1, 0.002) == probabilistic_sharpe(0.1, 0.0, 500, 0, 3)


def test_a_sharpe_ratio_at_its_benchmark_is_a_coin_toss() -> None:
    assert probabilistic_sharpe(0.07, 0.07, 400, -1.0, 6.0) == 0.5


@given(st.floats(1, 1e6), st.floats(1.01, 100))
def test_more_trials_never_raise_the_probability(trials: float, factor: float) -> None:
    fewer = deflated_sharpe(DAILY, 1250, -3.0, 10.0, trials, VARIANCE)
    assert deflated_sharpe(DAILY, 1250, -3.0, 10.0, trials * factor, VARIANCE) <= fewer


@given(st.floats(-0.3, 0.3), st.integers(20, 3000), st.floats(-3, 3), st.floats(0, 20))
def test_it_is_a_probability_and_grows_with_the_sharpe_ratio(
    sharpe: float, days: int, skewness: float, above: float
) -> None:
    kurtosis = skewness**2 + 1 + above  # No returns have less.
    low, high = (probabilistic_sharpe(value, 0.05, days, skewness, kurtosis) for value in (sharpe, 0.31))
    assert 0 <= low <= 1
    if skewness <= 0:
        assert low <= high
