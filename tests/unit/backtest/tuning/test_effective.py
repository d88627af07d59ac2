import numpy as np
import pytest

from omc.backtest.tuning.overfitting.deflated import expected_maximum
from omc.backtest.tuning.overfitting.effective import effective_trials

NOISE = np.random.default_rng(3).normal(0.0, 0.01, (200, 1000))


def test_copies_of_one_trial_are_one_trial() -> None:
    assert effective_trials(np.repeat(NOISE[:1], 50, axis=0)) == pytest.approx(1.0, abs=0.25)


def test_independent_trials_count_in_full() -> None:
    assert effective_trials(NOISE) == pytest.approx(200, rel=0.15)


def test_copies_add_nothing_to_independent_trials() -> None:
    assert effective_trials(np.repeat(NOISE[:20], 10, axis=0)) == pytest.approx(20, rel=0.25)


def test_correlation_makes_trials_worth_what_their_expected_maximum_says() -> None:
    # Of equally correlated values the expected maximum is that of independent ones times sqrt(1 - rho).
    shared = np.random.default_rng(4).normal(0.0, 0.01, 1000)
    alike = np.sqrt(0.75) * shared + np.sqrt(0.25) * NOISE
    found = effective_trials(alike)
    assert expected_maximum(found) == pytest.approx(expected_maximum(200) * np.sqrt(0.25), rel=0.05)
    assert found < 12


def test_an_edge_changes_nothing() -> None:
    tilted = NOISE + np.linspace(-0.002, 0.002, 200)[:, None]
    assert effective_trials(tilted) == pytest.approx(effective_trials(NOISE), rel=1e-9)


def test_neither_does_the_size_of_the_bets() -> None:
    sized = NOISE * np.linspace(0.1, 3.0, 200)[:, None]
    assert effective_trials(sized) == pytest.approx(effective_trials(NOISE), rel=1e-9)


def test_trials_that_never_traded_are_no_trials() -> None:
    idle = np.zeros((30, 1000))
    assert effective_trials(idle) == 0.0
    assert effective_trials(np.concatenate((NOISE[:1], idle))) == 1.0


def test_it_is_a_function_of_its_seed() -> None:
    assert effective_trials(NOISE, 1) == effective_trials(NOISE, 1) != effective_trials(NOISE, 2)
