import numpy as np
import pytest

from omc.backtest.grid.model import GridResult
from omc.backtest.metrics import ratios
from omc.backtest.tuning.search.objective import Objective, figures, scores
from omc.market.model import FloatArray

DAILY = np.random.default_rng(1).normal(0.0004, 0.02, (1100, 60))


def _figures(daily: FloatArray, trades: float = 20.0) -> dict[str, FloatArray]:
    ones = np.ones(len(daily))
    return figures(GridResult([{}] * len(daily), 0.5 * ones, ones, ones, ones, trades * ones, ones), daily)


def test_ratios_of_all_rows_at_once_are_those_of_each() -> None:
    found = _figures(DAILY)
    for row in (0, 500, 1099):
        assert found["sortino"][row] == pytest.approx(ratios.sortino(DAILY[row], 365))
        assert found["calmar"][row] == pytest.approx(ratios.calmar(DAILY[row], 365))


def test_a_line_that_never_fell_and_one_that_never_moved_have_no_ratio() -> None:
    found = _figures(np.stack((np.full(60, 0.001), np.zeros(60), DAILY[0])))
    for name in ("sortino", "calmar"):
        assert np.isnan(found[name]).tolist() == [True, True, False]


def test_all_lost_is_a_loss_of_the_whole() -> None:
    ruined = DAILY[:1].copy()
    ruined[0, 30] = -1.0
    assert _figures(ruined)["calmar"][0] == pytest.approx(-1.0)


def test_under_twenty_days_ratios_say_nothing() -> None:
    assert np.all(np.isnan(_figures(DAILY[:, :19])["sortino"]))


def test_expectancy_is_the_result_of_a_trade() -> None:
    assert _figures(DAILY[:1])["expectancy"][0] == 0.5 / 20
    assert np.isnan(_figures(DAILY[:1], 0.0)["expectancy"][0])


def test_too_few_trades_and_undefined_figures_are_not_to_be_chosen() -> None:
    columns = {"sharpe": np.array([1.0, 2.0, np.nan, np.inf]), "trades": np.array([10.0, 9.0, 10.0, 10.0])}
    assert np.isnan(scores(columns, Objective.SHARPE, 10)).tolist() == [False, True, True, True]
