"""What holds of metrics whatever the returns."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from omc.backtest.metrics import ratios, relative, tails
from omc.backtest.metrics.compounding import compounded, simple_returns
from omc.backtest.metrics.drawdown import deepest, drawdowns
from omc.backtest.metrics.inference import incomplete_beta, t_tails, t_test
from omc.backtest.metrics.trades import trade_stats
from omc.market.model import FloatArray

YEAR = 365.0
fractions = st.floats(-0.5, 0.5, allow_nan=False)
histories = arrays.arrays(np.float64, st.integers(2, 60), elements=fractions)
results = st.lists(st.decimals(-1000, 1000, places=2, allow_nan=False), max_size=40)


@given(histories)
def test_prices_and_returns_are_each_others_inverse(returns: FloatArray) -> None:
    prices = np.concatenate(([100.0], compounded(returns, 100.0)))

    assert simple_returns(prices) == pytest.approx(returns, abs=1e-9)


@given(histories)
def test_a_drawdown_is_between_nothing_and_all(returns: FloatArray) -> None:
    equity = compounded(returns, 1000.0)
    fall, series = deepest(equity, 1000.0), drawdowns(equity, 1000.0)

    # Of a 2**54th a float does not tell what is left from nothing.
    all_but_nothing = equity.min() / max(equity.max(), 1000.0) <= 2**-54
    assert 0 <= fall.fraction < 1 or (fall.fraction == 1 and all_but_nothing)
    assert fall.fraction == series.max()
    assert 0 <= fall.under_water <= 1
    assert fall.longest <= len(returns)
    assert fall.peak < fall.bottom or fall.fraction == 0
    assert fall.recovery is None or fall.recovery >= fall.bottom


@given(histories, st.floats(0.1, 100))
def test_money_of_another_unit_falls_as_deep(returns: FloatArray, factor: float) -> None:
    plain = deepest(compounded(returns, 1000.0), 1000.0).fraction

    assert deepest(compounded(returns, 1000.0 * factor), 1000.0 * factor).fraction == pytest.approx(plain)


@given(histories, st.floats(0.1, 1))
def test_sharpe_and_sortino_do_not_know_how_much_was_staked(returns: FloatArray, share: float) -> None:
    for figure in (ratios.sharpe, ratios.sortino):
        whole, part = figure(returns, YEAR), figure(returns * share, YEAR)
        if whole is not None and part is not None:
            assert part == pytest.approx(whole, rel=1e-6)


@given(histories)
def test_the_opposite_of_a_history_has_the_opposite_sharpe(returns: FloatArray) -> None:
    plain, opposite = ratios.sharpe(returns, YEAR), ratios.sharpe(-returns, YEAR)

    assert (plain is None) == (opposite is None)
    if plain is not None and opposite is not None:
        assert opposite == pytest.approx(-plain)


@given(histories)
def test_a_market_beside_itself_has_beta_one_and_no_alpha(returns: FloatArray) -> None:
    beta, alpha = relative.beta(returns, returns), relative.alpha(returns, returns, YEAR)

    if beta is not None and alpha is not None:
        assert beta == pytest.approx(1.0)
        assert alpha == pytest.approx(0.0, abs=1e-6)


@given(histories)
def test_the_worst_days_on_average_are_no_better_than_their_limit(returns: FloatArray) -> None:
    limit, average = tails.value_at_risk(returns), tails.conditional_value_at_risk(returns)

    assert limit is not None
    assert average is not None
    assert float(returns.min()) - 1e-12 <= average <= limit + 1e-12


@given(histories)
def test_stability_is_a_share(returns: FloatArray) -> None:
    found = ratios.stability(returns)

    assert found is None or -1e-12 <= found <= 1 + 1e-12


@given(results)
def test_the_parts_of_trade_statistics_add_up(net: list[Decimal]) -> None:
    stats = trade_stats(net)
    if not net:
        assert stats.expectancy is None
        return
    wins, losses = sum(x > 0 for x in net), sum(x < 0 for x in net)
    won, lost = stats.average_win or Decimal(0), stats.average_loss or Decimal(0)

    assert stats.win_rate is not None
    assert stats.expectancy is not None
    assert abs(stats.expectancy * len(net) - (won * wins + lost * losses)) < Decimal("1e-15")
    assert stats.longest_losing_run <= losses
    assert (stats.profit_factor is None) == (losses == 0)


@settings(max_examples=60)
@given(st.floats(-50, 50), st.integers(1, 500))
def test_the_tails_of_t_are_a_probability_and_even(t: float, degrees: int) -> None:
    tails_of_t = t_tails(t, degrees)

    assert 0 <= tails_of_t <= 1
    assert t_tails(-t, degrees) == tails_of_t
    assert t_tails(abs(t) + 1, degrees) <= tails_of_t


@settings(max_examples=60)
@given(st.floats(0.3, 80), st.floats(0.3, 80), st.floats(0, 1))
def test_the_incomplete_beta_mirrors_itself(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(1 - incomplete_beta(b, a, 1 - x), abs=1e-9)


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=30), st.floats(0.5, 20))
def test_a_t_test_does_not_know_the_unit(values: list[float], factor: float) -> None:
    plain, scaled = t_test(values), t_test([value * factor for value in values])

    if plain is not None and scaled is not None:
        assert scaled.p_greater == pytest.approx(plain.p_greater, abs=1e-6)
