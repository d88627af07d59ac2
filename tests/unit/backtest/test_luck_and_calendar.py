"""What chance makes of a result, and where in time it came from."""

import numpy as np
import pytest

from omc.backtest.metrics.bootstrap import uncertainty
from omc.backtest.metrics.calendar import drawdown_dates, drawdown_report, monthly_returns
from omc.kernel.instants import DAY_MS, from_iso
from omc.market.model import FloatArray

JANUARY = from_iso("2021-01-01T00:00:00Z")


def returns(mean: float, count: int = 250) -> FloatArray:
    return np.random.default_rng(3).normal(mean, 0.02, count)


def test_the_same_seed_draws_the_same_bands() -> None:
    first, again = (uncertainty(returns(0.001), 365, np.random.default_rng(7)) for _ in range(2))
    other = uncertainty(returns(0.001), 365, np.random.default_rng(8))

    assert first == again
    assert first != other


def test_the_band_of_the_mean_is_about_as_wide_as_it_should_be() -> None:
    history = returns(0.0)
    found = uncertainty(history, 365, np.random.default_rng(7))

    assert found is not None
    assert found.sharpe is not None
    # Independent days: the Sharpe of 250 days scatters by sqrt(365 / 250), 5 to 95 % is 3.29 of that.
    assert found.sharpe.high - found.sharpe.low == pytest.approx(3.29 * (365 / 250) ** 0.5, rel=0.15)
    assert found.total_return.low < np.prod(1 + history) - 1 < found.total_return.high
    assert 0 < found.max_drawdown.low < found.max_drawdown.high < 1


def test_returns_that_do_not_vary_have_no_band_of_sharpe() -> None:
    found = uncertainty(np.zeros(30), 365, np.random.default_rng(7))

    assert found is not None
    assert found.sharpe is None


def test_one_day_says_nothing() -> None:
    assert uncertainty(np.array([0.01]), 365, np.random.default_rng(7)) is None


def test_months_compound_to_the_whole() -> None:
    close_ts = JANUARY + DAY_MS * np.arange(1, 60)
    equity: FloatArray = 100.0 * np.cumprod(1 + returns(0.001, 59), dtype=np.float64)
    table = monthly_returns(close_ts, equity, 100.0)

    assert list(table) == ["2021-01", "2021-02"]
    assert np.prod([1 + value for value in table.values()]) == pytest.approx(equity[-1] / 100)


def test_the_deepest_drawdown_has_its_dates() -> None:
    close_ts = JANUARY + DAY_MS * np.arange(1, 6)

    dates = drawdown_dates(close_ts, np.array([100.0, 110.0, 90.0, 105.0, 111.0]), 100.0)
    assert dates == {"peak": close_ts[1], "bottom": close_ts[2], "recovery": close_ts[4]}
    falling = drawdown_dates(close_ts, np.array([99.0, 98.0, 97.0, 96.0, 95.0]), 100.0)
    assert (falling["peak"], falling["recovery"]) == (None, None)


def test_the_deepest_drawdown_is_told_with_its_depth_and_the_time_it_took() -> None:
    close_ts = JANUARY + DAY_MS // 2 * np.arange(1, 6)
    told = drawdown_report(close_ts, np.array([100.0, 110.0, 99.0, 105.0, 111.0]), 100.0)

    assert (told["fraction"], told["longest_days"], told["under_water_fraction"]) == (
        "0.100000", "1.00", "0.400000",
    )  # fmt: skip
    assert (told["peak"], told["bottom"], told["recovery"]) == (close_ts[1], close_ts[2], close_ts[4])


def test_final_equity_is_the_capital_grown_by_the_return() -> None:
    found = uncertainty(returns(0.001), 365, np.random.default_rng(7), 5000.0)

    assert found is not None
    assert found.final_equity.low == pytest.approx(5000 * (1 + found.total_return.low))
    assert found.final_equity.high == pytest.approx(5000 * (1 + found.total_return.high))
