"""The raw figures against published vectors nobody here wrote (252 periods a year)."""

import gzip
import json
from typing import Any

import numpy as np
import pytest

from omc.backtest.metrics import ratios, relative
from omc.backtest.metrics.drawdown import max_drawdown_of_returns
from omc.market.model import FloatArray
from tests.reference import reference_file

YEAR = {"daily": 252.0, "weekly": 52.0, "monthly": 12.0}


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    with gzip.open(reference_file("reference", "metrics", "empyrical_vectors.json.gz"), "rt") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def series(vectors: dict[str, Any], argument: dict[str, str]) -> FloatArray:
    values = vectors["series"][argument["series"]]["values"]
    return np.array([value for value in values if value is not None], dtype=np.float64)


def calendar(vectors: dict[str, Any], argument: dict[str, str]) -> FloatArray:
    """With unknown days as days without a return: upstream counts them as time that passed."""
    values = vectors["series"][argument["series"]]["values"]
    return np.array([value or 0.0 for value in values], dtype=np.float64)


def cases(vectors: dict[str, Any], test: str) -> list[list[Any]]:
    """Cases whose expected value is a finite number, where upstream says NaN or infinity we say None; and
    whose threshold is a number, not a series."""
    found = [case for entry in vectors["tests"] if entry["test"] == test for case in entry["cases"]]
    kept = [case for case in found if isinstance(case[-1], int | float) and not isinstance(case[1], dict)]
    assert kept, f"expected cases of {test}"
    return kept


def test_annual_returns_agree(vectors: dict[str, Any]) -> None:
    for returns, period, expected in cases(vectors, "test_annual_ret"):
        assert ratios.annual_return(calendar(vectors, returns), YEAR[period]) == pytest.approx(
            expected, abs=1e-8
        )


def test_volatilities_agree(vectors: dict[str, Any]) -> None:
    for returns, period, expected in cases(vectors, "test_annual_volatility"):
        assert ratios.volatility(series(vectors, returns), YEAR[period]) == pytest.approx(expected, abs=1e-8)


def test_sharpes_agree(vectors: dict[str, Any]) -> None:
    for returns, risk_free, expected in cases(vectors, "test_sharpe_ratio"):
        assert ratios.sharpe(series(vectors, returns), 252, risk_free) == pytest.approx(expected, abs=1e-8)


def test_downside_risks_agree(vectors: dict[str, Any]) -> None:
    for returns, required, period, expected in cases(vectors, "test_downside_risk"):
        ours = ratios.downside_risk(series(vectors, returns), YEAR[period], required)
        assert ours == pytest.approx(expected, abs=1e-8)


def test_sortinos_agree(vectors: dict[str, Any]) -> None:
    for returns, required, period, expected in cases(vectors, "test_sortino"):
        ours = ratios.sortino(series(vectors, returns), YEAR[period], required)
        assert ours == pytest.approx(expected, abs=1e-8)


def test_calmars_agree(vectors: dict[str, Any]) -> None:
    for returns, period, expected in cases(vectors, "test_calmar"):
        assert ratios.calmar(calendar(vectors, returns), YEAR[period]) == pytest.approx(expected, abs=1e-8)


def test_omegas_agree(vectors: dict[str, Any]) -> None:
    for returns, risk_free, required, expected in cases(vectors, "test_omega"):
        # Upstream takes the required return a year and makes it one per period.
        per_period = (1 + required) ** (1 / 252) - 1
        ours = ratios.omega(series(vectors, returns) - risk_free, per_period)
        assert ours == pytest.approx(expected, abs=1e-8)


def test_betas_agree(vectors: dict[str, Any]) -> None:
    compared = 0
    for entry in vectors["tests"]:
        for case in entry["cases"] if entry["test"] == "test_beta" else ():
            if not all("series" in argument for argument in case[:2]):
                continue
            returns, benchmark = (series(vectors, argument) for argument in case[:2])
            if isinstance(case[2], float) and len(returns) == len(benchmark) > 1:
                compared += 1
                assert relative.beta(returns, benchmark) == pytest.approx(case[2], abs=1e-8)
    assert compared


def test_excess_sharpes_agree(vectors: dict[str, Any]) -> None:
    found = [case for entry in vectors["tests"] if entry["test"] == "test_excess_sharpe"
             for case in entry["cases"] if isinstance(case[1], dict) and case[2] is not None]  # fmt: skip
    for returns, factor, expected in found:
        mine, other = series(vectors, returns), series(vectors, factor)
        assert len(other) >= len(mine)
        ours = relative.information_ratio(mine, other[-len(mine) :])
        assert ours == pytest.approx(expected, abs=1e-8)


def test_a_drawdown_deepens_as_returns_sink(vectors: dict[str, Any]) -> None:
    found = [case for entry in vectors["tests"] if entry["test"] == "test_max_drawdown_translation"
             for case in entry["cases"]]  # fmt: skip
    for argument, constant in found:
        returns = series(vectors, argument)
        sunk, raised = (max_drawdown_of_returns(returns + shift) for shift in (-constant, constant))
        assert raised <= max_drawdown_of_returns(returns) <= sunk
