"""The same trades under three stakes."""

import math

import numpy as np
import pytest

from omc.backtest.comparing.sizing import compare_sizing, kelly_fraction, sizing_document
from omc.kernel.errors import InvalidInput

COIN = [1.0] * 6 + [-1.0] * 4


def test_the_stake_of_a_biased_coin_is_kellys() -> None:
    # Six wins of ten at even odds: f = p - q.
    assert kelly_fraction(np.array(COIN)) == pytest.approx(0.2)


def test_odds_change_the_stake() -> None:
    # b = 2, p = 1/2: f = p - q / b.
    assert kelly_fraction(np.array([2.0, -1.0])) == pytest.approx(0.25)


def test_no_stake_grows_more_than_kellys() -> None:
    returns = np.random.default_rng(2).normal(0.01, 0.15, 300)
    best = kelly_fraction(returns, most=5.0)

    def growth(stake: float) -> float:
        return float(np.sum(np.log1p(stake * returns)))

    assert 0 < best < 5
    assert growth(best) >= max(growth(best * factor) for factor in (0.5, 0.9, 1.1))


def test_what_loses_on_average_gets_no_stake() -> None:
    assert kelly_fraction(np.array([0.1, -0.2])) == 0.0


def test_without_borrowing_all_is_the_most() -> None:
    assert kelly_fraction(np.array([0.05, 0.04, -0.01])) == 1.0
    assert kelly_fraction(np.array([0.05, 0.04])) == 1.0


def test_three_stakes_are_told_with_growth_fall_and_risk() -> None:
    full, half, fixed = compare_sizing(COIN * 10, fixed_fraction=0.05)

    assert [row.name for row in (full, half, fixed)] == ["full_kelly", "half_kelly", "fixed_fraction"]
    assert full.stake_fraction == pytest.approx(0.2)
    assert half.stake_fraction == pytest.approx(0.1)
    assert full.growth_per_trade == pytest.approx(0.6 * math.log(1.2) + 0.4 * math.log(0.8))
    assert full.growth == pytest.approx(1.2**60 * 0.8**40 - 1)
    assert full.growth > half.growth > fixed.growth
    assert full.max_drawdown > half.max_drawdown > fixed.max_drawdown
    assert full.risk_of_half > half.risk_of_half >= fixed.risk_of_half


def test_the_risk_of_losing_half_is_about_what_kelly_theory_says() -> None:
    # Betting full Kelly for ever, the chance ever to fall to a share x of the start is x.
    small = [0.02] * 55 + [-0.02] * 45
    full, half, _ = compare_sizing(small * 20, fixed_fraction=0.1, most=50.0, seed=3)

    assert full.risk_of_half == pytest.approx(0.5, abs=0.1)
    assert half.risk_of_half == pytest.approx(0.5**3, abs=0.06)


def test_equal_seeds_give_equal_rows() -> None:
    first, again = (compare_sizing(COIN, fixed_fraction=0.5, seed=7) for _ in range(2))

    assert first == again
    assert sizing_document(first)[0]["stake_fraction"] == "0.200000000"


def test_a_stake_that_loses_everything_has_no_log_growth() -> None:
    ruined = compare_sizing(COIN, fixed_fraction=1.0)[2]

    assert (ruined.growth, ruined.growth_per_trade) == (-1.0, None)
    assert ruined.risk_of_half == pytest.approx(0.99, abs=0.02)


@pytest.mark.parametrize(("returns", "fraction"), [([], 0.5), ([0.1], 0.0), ([0.1], 1.5)])
def test_nothing_to_compare_is_refused(returns: list[float], fraction: float) -> None:
    with pytest.raises(InvalidInput):
        compare_sizing(returns, fixed_fraction=fraction)
