"""Figures of requirement 152 and of the formulas' edges."""

from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.metrics import ratios, relative
from omc.backtest.metrics.block import Window, metric_block
from omc.backtest.metrics.calendar import monthly_returns
from omc.backtest.metrics.daily import daily_last, daily_returns
from omc.backtest.metrics.drawdown import deepest
from omc.backtest.metrics.trades import trade_stats
from omc.kernel.instants import DAY_MS, HOUR_MS

RETURNS = np.array([0.01, -0.01, 0.02, 0.0])


def test_four_trades_give_the_figures_of_requirement_152() -> None:
    stats = trade_stats([Decimal(10), Decimal(-5), Decimal(20), Decimal(-5)])

    assert (stats.win_rate, stats.profit_factor) == (Decimal("0.5"), Decimal(3))
    assert (stats.expectancy, stats.average_win, stats.average_loss) == (Decimal(5), Decimal(15), Decimal(-5))


def test_the_sharpe_of_requirement_152() -> None:
    assert ratios.sharpe(RETURNS, 365) == pytest.approx(7.399, abs=5e-4)


def test_the_sortino_of_requirement_152() -> None:
    assert ratios.sortino(RETURNS, 365) == pytest.approx(19.105, abs=5e-4)


def test_the_drawdown_of_requirement_152() -> None:
    fall = deepest(np.array([110.0, 99.0, 120.0]), 100.0)

    assert fall.fraction == pytest.approx(0.10)
    assert (fall.peak, fall.bottom, fall.recovery, fall.longest) == (0, 1, 2, 1)


def test_the_peak_is_counted_from_the_initial_capital_on() -> None:
    fall = deepest(np.array([90.0, 95.0]), 100.0)

    assert fall.fraction == pytest.approx(0.10)
    assert (fall.peak, fall.recovery, fall.under_water) == (-1, None, 1.0)


def test_a_profit_factor_without_losses_is_unknown_not_999() -> None:
    assert trade_stats([Decimal(1)]).profit_factor is None


def test_no_trades_have_no_figures() -> None:
    stats = trade_stats([])

    assert (stats.count, stats.win_rate, stats.expectancy, stats.largest_win) == (0, None, None, None)


def test_the_longest_losing_run_is_counted_in_trades() -> None:
    assert trade_stats([Decimal(x) for x in (-1, -1, 2, -1, -1, -1, 0)]).longest_losing_run == 3


def test_flat_returns_have_no_sharpe() -> None:
    assert ratios.sharpe(np.full(30, 0.01), 365) is None


def test_returns_that_never_fall_have_no_sortino_omega_or_calmar() -> None:
    rising = np.array([0.01, 0.02])

    assert ratios.sortino(rising, 365) is None
    assert ratios.omega(rising) is None
    assert ratios.calmar(rising, 365) is None


def test_growth_beyond_all_numbers_is_unknown_not_an_error() -> None:
    """Eightfold on the one day on which the benchmark rose: to the power of 365."""
    returns, benchmark = np.array([7.0, -0.5, 0.01]), np.array([0.01, -0.01, -0.02])

    assert ratios.annual_return(returns[:1], 365) is None
    assert relative.up_capture(returns, benchmark, 365) is None
    assert relative.alpha(returns * 10, benchmark, 365) is None
    assert ratios.annual_return(np.array([-1.0]), 365) == -1.0


def test_a_run_that_lost_everything_still_has_its_figures() -> None:
    close_ts = DAY_MS * np.arange(1, 71)
    equity = np.concatenate((np.full(20, 100.0), np.zeros(50)))
    block = metric_block(Window(close_ts, equity, np.full(70, 10.0), Decimal(100), 10.0, 20, ()))

    assert block["total_return"].value == -1.0
    assert (block["sharpe"].value, block["sharpe"].reason) == (None, "all capital was lost")
    assert block["turnover"].value == 0.0
    assert (block["worst_day"].value, block["worst_day"].reason) == (None, "all capital was lost")
    assert monthly_returns(close_ts, equity, 100.0) == {"1970-01": -1.0}
    gone = metric_block(Window(close_ts, 0 * equity, np.full(70, 10.0), Decimal(100), 10.0, 20, ()))
    assert (gone["turnover"].value, gone["turnover"].reason) == (None, "all capital was lost")


def test_a_close_at_midnight_ends_the_day_before() -> None:
    close_ts = np.array([DAY_MS - HOUR_MS, DAY_MS, DAY_MS + HOUR_MS])
    days, values = daily_last(close_ts, np.array([1.0, 2.0, 3.0]))

    assert days.tolist() == [0, 1]
    assert values.tolist() == [2.0, 3.0]


def test_a_day_without_bars_keeps_the_equity_of_the_day_before() -> None:
    returns = daily_returns(np.array([DAY_MS, 3 * DAY_MS]), np.array([110.0, 121.0]), 100.0)

    assert returns == pytest.approx([0.1, 0.0, 0.1])


def test_the_first_day_is_measured_from_the_initial_capital() -> None:
    assert daily_returns(np.array([DAY_MS]), np.array([101.0]), 100.0) == pytest.approx([0.01])
