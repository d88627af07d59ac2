import numpy as np
import pytest

from omc.backtest.tuning.drift import (
    PSI_ALARM,
    brier_score,
    calibration,
    drift_of,
    population_stability,
)
from omc.kernel.errors import InvalidInput

TESTED = np.random.default_rng(1).normal(0.004, 0.02, 300).tolist()


def test_trades_like_those_tested_stay_in_the_band_nine_times_of_ten() -> None:
    generator = np.random.default_rng(2)
    places = [drift_of(TESTED, generator.choice(TESTED, 20).tolist(), 7).place for _ in range(400)]
    assert places.count("within") / 400 == pytest.approx(0.9, abs=0.05)


def test_trades_that_lost_their_edge_fall_below_it_and_are_told_of() -> None:
    drift = drift_of(TESTED, [-0.01] * 20, 7)
    assert drift.place == "below"
    assert drift.warning is not None
    assert "below the backtest's band" in drift.warning


def test_a_result_too_good_is_a_surprise_too() -> None:
    assert drift_of(TESTED, [0.05] * 20, 7).place == "above"


def test_only_the_last_twenty_trades_count() -> None:
    drift = drift_of(TESTED, [-0.5] * 10 + [0.004] * 20, 7)
    assert drift.place == "within"
    assert drift.result == pytest.approx(1.004**20 - 1)


def test_fewer_than_twenty_trades_say_nothing_yet() -> None:
    drift = drift_of(TESTED, [-0.5] * 19, 7)
    assert drift.place is None
    assert drift.warning is None


def test_the_band_is_a_function_of_its_seed() -> None:
    assert drift_of(TESTED, [0.0] * 20, 1) == drift_of(TESTED, [0.0] * 20, 1)
    assert drift_of(TESTED, [0.0] * 20, 1).low != drift_of(TESTED, [0.0] * 20, 2).low


def test_a_backtest_without_trades_has_no_band() -> None:
    with pytest.raises(InvalidInput):
        drift_of([], [0.1] * 20, 1)


def test_the_same_distribution_is_stable_and_a_shifted_one_is_not() -> None:
    generator = np.random.default_rng(3)
    before = generator.normal(0, 1, 5000)
    assert population_stability(before, generator.normal(0, 1, 5000)) < 0.02
    assert population_stability(before, generator.normal(1, 1, 5000)) > PSI_ALARM
    assert population_stability(before, before) == 0.0


def test_the_index_is_what_its_formula_says() -> None:
    # Two bins, a median of 2: five of ten against eight of ten above, half a value added to each bin.
    before, after = np.array([1.0] * 5 + [3.0] * 5), np.array([1.0] * 2 + [3.0] * 8)
    e, a = np.array([5.5, 5.5]) / 11, np.array([2.5, 8.5]) / 11
    assert population_stability(before, after, bins=2) == pytest.approx(
        float(np.sum((a - e) * np.log(a / e)))
    )


def test_values_never_seen_before_do_not_break_it() -> None:
    assert np.isfinite(population_stability(np.linspace(0, 1, 100), np.full(50, 9.0)))
    assert np.isfinite(population_stability(np.zeros(100), np.ones(100)))


def test_the_brier_score_of_certainty_and_of_a_coin() -> None:
    happened = np.array([1.0, 0.0, 1.0, 0.0])
    assert brier_score(happened, happened) == 0.0
    assert brier_score(1 - happened, happened) == 1.0
    assert brier_score(np.full(4, 0.5), happened) == 0.25
    with pytest.raises(InvalidInput):
        brier_score(np.zeros(3), happened)


def test_calibration_sets_what_was_said_beside_what_came() -> None:
    predicted = np.array([0.1, 0.12, 0.18, 0.95, 1.0])
    happened = np.array([0.0, 0.0, 1.0, 1.0, 1.0])
    low, high = calibration(predicted, happened)
    assert (low.count, high.count) == (3, 2)
    assert low.predicted == pytest.approx(0.4 / 3)
    assert low.happened == pytest.approx(1 / 3)
    assert high.happened == 1.0
