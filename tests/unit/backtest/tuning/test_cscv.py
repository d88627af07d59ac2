from itertools import combinations

import numpy as np
import pytest

from omc.backtest.tuning.overfitting.cscv import backtest_overfitting
from omc.kernel.errors import InvalidInput
from omc.market.model import FloatArray


def _by_hand(daily: FloatArray, blocks: int) -> float:
    """The definition, one way at a time."""
    trials, days = daily.shape
    size = days // blocks
    parts = [daily[:, days - size * (blocks - at) : days - size * (blocks - at - 1)] for at in range(blocks)]
    logits = []
    for way in combinations(range(blocks), blocks // 2):
        train = np.concatenate([parts[at] for at in way], axis=1)
        test = np.concatenate([parts[at] for at in range(blocks) if at not in way], axis=1)
        best = np.argmax(train.mean(axis=1) / train.std(axis=1, ddof=1))
        out = test.mean(axis=1) / test.std(axis=1, ddof=1)
        rank = (out < out[best]).sum() + 1
        relative = rank / (trials + 1)
        logits.append(np.log(relative / (1 - relative)))
    return float(np.mean(np.array(logits) <= 0))


@pytest.mark.parametrize(("blocks", "days"), [(2, 40), (4, 43), (6, 77), (8, 64)])
def test_it_is_what_the_definition_says(blocks: int, days: int) -> None:
    daily = np.random.default_rng(blocks).normal(0.0003, 0.01, (25, days))
    found = backtest_overfitting(daily, blocks)
    assert found is not None
    assert found.probability == pytest.approx(_by_hand(daily, blocks))


def test_pure_noise_is_overfitted_about_half_of_the_time() -> None:
    found = [
        backtest_overfitting(np.random.default_rng(seed).normal(0.0, 0.01, (60, 480))) for seed in range(30)
    ]
    assert np.mean([one.probability for one in found if one]) == pytest.approx(0.5, abs=0.08)


def test_a_trial_with_an_edge_of_its_own_is_found_again() -> None:
    daily = np.random.default_rng(1).normal(0.0, 0.01, (60, 480))
    daily[17] += 0.004
    found = backtest_overfitting(daily)
    assert found is not None
    assert found.probability == 0.0
    assert found.loss == 0.0
    assert found.median_rank > 0.95


def test_a_trial_that_won_only_in_the_first_half_is_overfitted() -> None:
    daily = np.random.default_rng(1).normal(0.0, 0.001, (20, 480))
    daily[3, :240] += 0.01
    daily[3, 240:] -= 0.011
    found = backtest_overfitting(daily, 2)
    assert found is not None
    # Chosen on the first half it is last on the second; chosen on the second, some other one is.
    assert found.probability >= 0.5
    assert found.ways == 2


def test_trials_that_are_all_the_same_rank_in_the_middle() -> None:
    row = np.random.default_rng(1).normal(0.001, 0.01, 480)
    found = backtest_overfitting(np.repeat(row[None, :], 9, axis=0))
    assert found is not None
    assert found.median_rank == 0.5


def test_a_trial_that_never_trades_has_a_ratio_of_nought() -> None:
    daily = np.random.default_rng(1).normal(-0.004, 0.01, (10, 480))
    daily[0] = 0.0
    found = backtest_overfitting(daily)
    assert found is not None
    assert found.probability == 0.0
    assert found.loss == 0.0


def test_all_ways_to_take_half_of_the_blocks_are_tried() -> None:
    found = backtest_overfitting(np.random.default_rng(1).normal(0.0, 0.01, (5, 160)))
    assert found is not None
    assert (found.blocks, found.ways) == (16, 12_870)


def test_too_little_to_split_says_nothing() -> None:
    assert backtest_overfitting(np.zeros((1, 500))) is None
    assert backtest_overfitting(np.zeros((5, 31))) is None


def test_an_odd_number_of_blocks_has_no_halves() -> None:
    with pytest.raises(InvalidInput, match="even"):
        backtest_overfitting(np.zeros((5, 500)), 7)
