import numpy as np
import pytest

from omc.backtest.tuning.overfitting.facts import overfit_facts
from omc.backtest.tuning.overfitting.trials import NO_TRIALS, Trials, family_key
from tests.unit.backtest.tuning.builders import cross

NOISE = np.random.default_rng(5).normal(0.0, 0.01, (40, 800))


def test_moments_and_ratio_are_those_of_the_chosen_row() -> None:
    facts = overfit_facts(NOISE, 7)
    assert facts is not None
    row = NOISE[7]
    assert facts.sharpe == pytest.approx(row.mean() / row.std(ddof=1))
    assert facts.skewness == pytest.approx(np.mean(((row - row.mean()) / row.std()) ** 3))
    assert facts.kurtosis == pytest.approx(np.mean(((row - row.mean()) / row.std()) ** 4))
    assert (facts.days, facts.trials.count) == (800, 40)


def test_the_best_of_pure_noise_is_not_believed() -> None:
    chosen = int(np.argmax(NOISE.mean(axis=1) / NOISE.std(axis=1)))
    facts = overfit_facts(NOISE, chosen)
    assert facts is not None
    assert facts.deflated_sharpe(facts.trials) < 0.95


def test_earlier_attempts_of_the_family_lower_the_probability() -> None:
    lifted = NOISE.copy()
    lifted[3] += 0.0014
    facts = overfit_facts(lifted, 3)
    assert facts is not None
    alone = facts.deflated_sharpe(facts.trials)
    with_history = facts.deflated_sharpe(facts.trials + Trials(5000, 900.0))
    assert with_history < alone
    assert facts.metrics(facts.trials + Trials(5000, 900.0))["deflated_sharpe"].value == with_history


def test_a_ledger_that_has_not_heard_of_the_search_yet_does_not_help_it() -> None:
    facts = overfit_facts(NOISE, 3)
    assert facts is not None
    assert facts.deflated_sharpe(NO_TRIALS) == facts.deflated_sharpe(facts.trials)


def test_trials_that_only_pay_costs_do_not_make_the_best_look_luckier() -> None:
    lifted = NOISE.copy()
    lifted[3] += 0.0014
    worse = np.concatenate((lifted, NOISE - 0.004))
    before, after = overfit_facts(lifted, 3), overfit_facts(worse, 3)
    assert before is not None
    assert after is not None
    # The spread of the ratios as they came out has grown a lot; the correction for luck has hardly moved.
    assert after.trial_variance > 3 * before.trial_variance
    assert after.deflated_sharpe(after.trials) == pytest.approx(
        before.deflated_sharpe(before.trials), abs=0.02
    )
    assert after.classic_deflated_sharpe(after.trials) < before.classic_deflated_sharpe(before.trials) - 0.1


def test_a_flat_line_and_a_few_days_say_nothing() -> None:
    assert overfit_facts(np.zeros((3, 100)), 0) is None
    assert overfit_facts(NOISE[:, :19], 0) is None


def test_attempts_of_one_owner_with_one_family_count_together() -> None:
    assert family_key("ada", cross()) == family_key("ada", cross(time_stop=5)) != family_key("ben", cross())
