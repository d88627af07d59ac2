"""Every case of the published vectors: how many of each function agree with ours, and why one does not.

Upstream counts 252 days a year, says NaN or infinity where we say None, aligns series by date and skips
unknown days; we take columns of one length without unknown values, so that is done here. Drawdowns are
negative upstream and positive here.
"""

import gzip
import json
import math
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from omc.backtest.metrics import compounding, ratios, relative, rolling, tails
from omc.backtest.metrics.drawdown import max_drawdown_of_returns
from omc.kernel.instants import from_iso
from omc.market.model import FloatArray, IntArray
from tests.reference import reference_file

YEARS = {"daily": 252.0, "weekly": 52.0, "monthly": 12.0}
YEAR = 252.0
TOLERANCE = 5e-8

NOT_DEFINED = {
    "test_gpd_risk_estimates": "generalised Pareto tails: nothing of ours is judged by an extrapolated tail",
}
DIFFERENT = {
    (
        "test_roll_alpha_beta",
        0,
    ): "upstream has a NaN window for days only one series has; ours are of common days",
}

Case = list[Any]


class Vectors:
    def __init__(self) -> None:
        path = reference_file("reference", "metrics", "empyrical_vectors.json.gz")
        with gzip.open(path, "rt") as file:
            loaded = json.load(file)
        self.tests: list[dict[str, Any]] = loaded["tests"]
        self.raw: dict[str, dict[str, Any]] = loaded["series"]

    def series(self, argument: dict[str, Any]) -> dict[str, Any]:
        return self.raw[argument["series"]] if "series" in argument else argument

    def values(self, argument: Any) -> Any:
        """A series with NaN where unknown, the only column of a table; a number as it is."""
        if not isinstance(argument, dict):
            return argument
        series = self.series(argument)
        values = series["values"] if "values" in series else next(iter(series["columns"].values()))
        return np.array([math.nan if value is None else value for value in values], dtype=np.float64)

    def known(self, argument: Any) -> Any:
        values = self.values(argument)
        return values[~np.isnan(values)] if isinstance(values, np.ndarray) else values

    def filled(self, argument: Any) -> FloatArray:
        """Unknown days as days without a return: upstream counts them as time that passed."""
        found: FloatArray = np.nan_to_num(self.values(argument))
        return found

    def dates(self, argument: Any) -> list[str]:
        return [str(label)[:19] for label in self.series(argument)["index"]]

    def ts(self, argument: Any) -> IntArray:
        return np.array([from_iso(text[:10] + "T00:00:00Z") for text in self.dates(argument)], dtype=np.int64)

    def pair(self, left: Any, right: Any, *, known: bool = True) -> tuple[FloatArray, FloatArray]:
        """Two series on the dates both have; `known`: without those on which one is unknown."""
        ours = dict(zip(self.dates(left), self.values(left).tolist(), strict=True))
        theirs = dict(zip(self.dates(right), self.values(right).tolist(), strict=True))
        rows = [(ours[day], theirs[day]) for day in ours if day in theirs]
        if known:
            rows = [row for row in rows if not any(math.isnan(value) for value in row)]
        columns = np.array(rows, dtype=np.float64).reshape(-1, 2)
        return columns[:, 0].copy(), columns[:, 1].copy()


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return Vectors()


def agree(ours: Any, expected: Any, tolerance: float = TOLERANCE) -> bool:
    """None of ours is NaN or infinity upstream; numbers within `tolerance`; lists element by element."""
    if isinstance(expected, list):
        ours = list(ours)
        return len(ours) == len(expected) and all(
            agree(mine, other, tolerance) for mine, other in zip(ours, expected, strict=True)
        )
    unknown = expected is None or expected in ("inf", "-inf")
    if ours is None or (isinstance(ours, float) and math.isnan(ours)):
        return unknown
    return not unknown and math.isclose(float(ours), float(expected), rel_tol=0, abs_tol=tolerance)


def single(figure: Callable[..., Any], *, filled: bool = False) -> Callable[[Vectors, Case], bool]:
    """A function of returns and of the plain arguments between them and the expected value."""

    def holds(v: Vectors, case: Case) -> bool:
        returns = v.filled(case[0]) if filled else v.known(case[0])
        return agree(figure(returns, *case[1:-1]), case[-1])

    return holds


def paired(figure: Callable[..., Any]) -> Callable[[Vectors, Case], bool]:
    """A function of returns and benchmark, days on which either is unknown left out."""
    return lambda v, case: agree(figure(*v.pair(*case[:2])), case[2])


def rolled(figure: Callable[..., Any]) -> Callable[[Vectors, Case], bool]:
    """Of returns, benchmark and window; the last windows, those without an unknown day."""

    def holds(v: Vectors, case: Case) -> bool:
        *series, window, expected = case
        columns = v.pair(*series) if len(series) == 2 else (v.known(series[0]),)
        ours = figure(*columns, window)
        rows = (
            ours.tolist() if isinstance(ours, np.ndarray) else [list(row) for row in zip(*ours, strict=True)]
        )
        expected = [None] if expected is None else expected
        told = expected[len(expected) - len(rows) :]
        return len(expected) - len(rows) <= 1 and agree(rows, told, 5e-5 if len(series) == 1 else 5e-8)

    return holds


def by_period(figure: Callable[[FloatArray, float], Any]) -> Callable[..., Any]:
    return lambda returns, period: figure(returns, YEARS[period])


def downside(figure: Callable[..., Any]) -> Callable[[Vectors, Case], bool]:
    """Where the required return is itself a series, upstream takes it day by day."""

    def holds(v: Vectors, case: Case) -> bool:
        if "columns" in case[0]:
            columns = [np.array(column) for column in case[0]["columns"].values()]
            return agree([figure(column, YEARS[case[2]], case[1]) for column in columns], case[3]["values"])
        if isinstance(case[1], dict):
            returns, required = v.pair(case[0], case[1])
        else:
            returns, required = v.known(case[0]), case[1]
        return agree(figure(returns, YEARS[case[2]], required), case[3])

    return holds


def omega(returns: FloatArray, risk_free: float, required: float) -> float | None:
    # Upstream takes the required return a year and makes it one per period.
    if required <= -1:
        return None
    return ratios.omega(returns - risk_free, (1 + required) ** (1 / YEAR) - 1)


def cumulative(v: Vectors, case: Case) -> bool:
    returns, start, expected = v.filled(case[0]), case[1], case[2]
    ours = compounding.compounded(returns, start) if start else compounding.compounded(returns) - 1.0
    return agree(ours.tolist(), expected, 5e-5)


def aggregated(v: Vectors, case: Case) -> bool:
    ours = compounding.aggregated(v.ts(case[0]), v.filled(case[0]), case[1])
    return agree(ours.tolist(), case[2])


def excess_sharpe(v: Vectors, case: Case) -> bool:
    returns, factor, expected = case
    if isinstance(factor, dict):
        return agree(relative.information_ratio(*v.pair(returns, factor)), expected)
    ours = v.known(returns)
    return agree(relative.information_ratio(ours, np.full(len(ours), float(factor))), expected)


def captured(figure: Callable[..., Any]) -> Callable[[Vectors, Case], bool]:
    def holds(v: Vectors, case: Case) -> bool:
        returns, factor = (np.nan_to_num(column) for column in v.pair(*case[:2], known=False))
        return agree(figure(returns, factor, YEAR), case[2])

    return holds


def alpha_beta(figure: Callable[..., Any]) -> Callable[[Vectors, Case], bool]:
    return lambda v, case: agree(figure(*v.pair(*case[:2]), YEAR), case[2])


# Function of upstream -> whether ours gives a case's expected value.
VALUES: dict[str, Callable[[Vectors, Case], bool]] = {
    "test_simple_returns": lambda v, case: agree(
        compounding.simple_returns(v.values(case[0])[_after_zeros(v, case) :]).tolist(),
        case[1][_after_zeros(v, case) :],
        5e-5,
    ),
    "test_cum_returns": cumulative,
    "test_aggregate_returns": aggregated,
    "test_annual_ret": single(by_period(ratios.annual_return), filled=True),
    "test_annual_volatility": single(by_period(ratios.volatility)),
    "test_calmar": single(by_period(ratios.calmar), filled=True),
    "test_omega": lambda v, case: agree(omega(*_omega_terms(v, case)), case[3]),
    "test_sharpe_ratio": lambda v, case: agree(ratios.sharpe(*_excess(v, case), YEAR), case[2]),
    "test_downside_risk": downside(ratios.downside_risk),
    "test_sortino": downside(ratios.sortino),
    "test_excess_sharpe": excess_sharpe,
    "test_alpha_beta": alpha_beta(relative.alpha_beta),
    "test_alpha": lambda v, case: agree(relative.alpha(*v.pair(*case[:2]), YEAR), case[2]),
    "test_beta": lambda v, case: agree(
        relative.beta(*v.pair(*case[:2])), case[2], 5e-3 if case[3:] else 5e-8
    ),
    "test_stability_of_timeseries": single(ratios.stability),
    "test_tail_ratio": lambda v, case: agree(tails.tail_ratio(v.known(case[0])), case[1], 0.15),
    "test_beta_fragility_heuristic": paired(relative.beta_fragility),
    "test_roll_max_drawdown": rolled(lambda r, window: -rolling.rolling_max_drawdown(r, window)),
    "test_roll_sharpe_ratio": rolled(lambda r, window: rolling.rolling_sharpe(r, window, YEAR)),
    "test_capture_ratio": captured(relative.capture),
    "test_up_capture": captured(relative.up_capture),
    "test_down_capture": captured(relative.down_capture),
    "test_up_down_capture": captured(relative.up_down_capture),
    "test_roll_alpha_beta": rolled(lambda r, b, window: rolling.rolling_alpha_beta(r, b, window, YEAR)),
    "test_roll_up_capture": rolled(lambda r, b, window: rolling.rolling_up_capture(r, b, window, YEAR)),
    "test_roll_down_capture": rolled(lambda r, b, window: rolling.rolling_down_capture(r, b, window, YEAR)),
    "test_roll_up_down_capture": rolled(
        lambda r, b, window: rolling.rolling_up_down_capture(r, b, window, YEAR)
    ),
    "test_up_alpha_beta": alpha_beta(relative.up_alpha_beta),
    "test_down_alpha_beta": alpha_beta(relative.down_alpha_beta),
}


def _excess(v: Vectors, case: Case) -> tuple[FloatArray]:
    if isinstance(case[1], dict):
        returns, free = v.pair(case[0], case[1])
        return (returns - free,)
    return (v.known(case[0]) - case[1],)


def _omega_terms(v: Vectors, case: Case) -> tuple[FloatArray, Any, float]:
    if isinstance(case[1], dict):
        returns, free = v.pair(case[0], case[1])
        return returns, free, case[2]
    return v.known(case[0]), case[1], case[2]


def _after_zeros(v: Vectors, case: Case) -> int:
    """Prices are above 0: upstream's line that starts at 0 has an infinite first return."""
    return int(v.values(case[0])[0] == 0)


def _grown(returns: FloatArray) -> float:
    found = ratios.annual_return(returns, YEAR)
    assert found is not None
    return found


def _ratio(figure: Callable[..., float | None], *arguments: Any) -> float:
    found = figure(*arguments)
    assert found is not None
    return found


def _sharpe(returns: FloatArray) -> float:
    return _ratio(ratios.sharpe, returns, YEAR)


def _sortino(returns: FloatArray, required: float = 0.0) -> float:
    return _ratio(ratios.sortino, returns, YEAR, required)


def _risk(returns: FloatArray, required: float = 0.0) -> float:
    return _ratio(ratios.downside_risk, returns, YEAR, required)


def _drawn(seed: int, mean: float, spread: float) -> FloatArray:
    return np.random.default_rng(seed).normal(mean, spread, 1000)


def _correlated(seed: int, mean: float, correlation: float) -> tuple[FloatArray, FloatArray]:
    spread, other = 0.01, 0.001
    covariance = spread * other * correlation
    table = [[spread**2, covariance], [covariance, other**2]]
    ours, benchmark = np.random.default_rng(seed).multivariate_normal([mean, 0.001], table, 1000).T
    return ours, benchmark


def _replaced(returns: FloatArray, at: FloatArray, value: float) -> FloatArray:
    """The returns with the first, then the first two of `at` set to `value`."""
    places = np.flatnonzero(at)
    first, both = returns.copy(), returns.copy()
    first[places[:1]], both[places[:2]] = value, value
    return np.array([returns, first, both])


def deeper_as_returns_sink(v: Vectors, case: Case) -> bool:
    returns = v.known(case[0])
    sunk, raised = (max_drawdown_of_returns(returns + shift) for shift in (-case[1], case[1]))
    return raised <= max_drawdown_of_returns(returns) <= sunk


def same_when_all_moves(figure: Callable[[FloatArray], float]) -> Callable[[Vectors, Case], bool]:
    def holds(v: Vectors, case: Case) -> bool:
        returns, required, shift = v.known(case[0]), case[1], case[2]
        moved = [figure(returns + by - (required + by)) for by in (-shift, shift)]
        return all(math.isclose(figure(returns - required), other, abs_tol=TOLERANCE) for other in moved)

    return holds


def other_when_not_all_moves(figure: Callable[[FloatArray], float]) -> Callable[[Vectors, Case], bool]:
    def holds(v: Vectors, case: Case) -> bool:
        returns, required, by_returns, by_required = v.known(case[0]), *case[1:]
        plain = figure(returns - required)
        moved = [figure(returns + sign * by_returns - (required + sign * by_required)) for sign in (-1, 1)]
        return all(plain != other for other in moved)

    return holds


def noisier_with_more_noise(v: Vectors, case: Case) -> bool:
    noise, flat = v.known(case[0]), v.known(case[1])
    risks = [_risk(np.concatenate((noise[:to], flat[to:])) - flat) for to in (250, 500, 750)]
    return risks == sorted(risks)


def further_with_more_noise(v: Vectors, case: Case) -> bool:
    noise, benchmark = v.known(case[0]), v.known(case[1])
    found = [
        abs(_ratio(relative.information_ratio, np.concatenate((noise[:to], benchmark[to:])), benchmark))
        for to in (250, 500, 750)
    ]
    return found == sorted(found)


def moves_with_what_is_added(v: Vectors, case: Case) -> bool:
    returns, noise, shift = (v.known(argument) for argument in case)
    sunk, plain, raised = (
        _ratio(relative.information_ratio, returns + noise + by * shift, returns) for by in (-1, 0, 1)
    )
    return sunk < plain < raised


def alpha_moves_and_beta_stays(v: Vectors, case: Case) -> bool:
    returns, benchmark = _correlated(100, case[0], 0.8)
    found = [relative.alpha_beta(returns + by * case[1], benchmark, YEAR) for by in (-1, 0, 1)]
    per_period = [(alpha + 1) ** (1 / YEAR) for alpha, _ in found if alpha is not None]
    moved = np.diff(per_period)
    betas = [beta for _, beta in found if beta is not None]
    return bool(np.allclose(moved, case[1], atol=TOLERANCE) and np.allclose(betas, betas[0], atol=TOLERANCE))


def correlation_is_beta(v: Vectors, case: Case) -> bool:
    (less_alpha, less_beta), (more_alpha, more_beta) = (
        relative.alpha_beta(*_correlated(100, 0.01, correlation), YEAR) for correlation in case
    )
    assert less_alpha is not None
    assert more_alpha is not None
    return less_alpha > more_alpha and _ratio(lambda: less_beta) < _ratio(lambda: more_beta)


def alpha_and_beta_are_the_pair(v: Vectors, case: Case) -> bool:
    pair = v.pair(*case[:2])
    return relative.alpha_beta(*pair, YEAR) == (relative.alpha(*pair, YEAR), relative.beta(*pair))


def about_the_same_in_noise(v: Vectors, case: Case) -> bool:
    returns, noise = v.known(case[0]), v.known(case[1])
    plain = _grown(returns)
    return all(math.isclose(plain, _grown(returns + sign * noise), rel_tol=0.5) for sign in (-1, 1))


def worse_losses_less_sortino(v: Vectors, case: Case) -> bool:
    returns = v.known(case[0])
    found = [_sortino(row, case[1]) for row in _replaced(returns, returns > case[1], -0.01)]
    return found[0] > found[1] > found[2]


def fewer_losses_more_sortino(v: Vectors, case: Case) -> bool:
    returns = v.known(case[0])
    found = [_sortino(row, case[1]) for row in _replaced(returns, returns < case[1], case[1])]
    return found[0] <= found[1] <= found[2]


# What upstream asserts without a number: that a figure rises, falls or stays. Where it draws its own random
# series, the relation is asked of ours on draws of our own.
RELATIONS: dict[str, Callable[[Vectors, Case], bool]] = {
    "test_max_drawdown_translation": deeper_as_returns_sink,
    "test_omega_returns": lambda v, case: (
        _ratio(omega, v.known(case[0]), 0.0, case[1]) > _ratio(omega, v.known(case[0]), 0.0, case[2])
    ),
    "test_sharpe_translation_same": same_when_all_moves(_sharpe),
    "test_sharpe_translation_diff": other_when_not_all_moves(_sharpe),
    "test_sharpe_translation_1": lambda v, case: (
        _sharpe(v.known(case[0]) - case[1] + case[2])
        > _sharpe(v.known(case[0]) - case[1])
        > _sharpe(v.known(case[0]) - case[1] - case[2])
    ),
    "test_sharpe_noise": lambda v, case: (
        _sharpe(_drawn(1, 0.01, case[0]) - 0.001) > _sharpe(_drawn(2, 0.01, case[1]) - 0.001)
    ),
    "test_downside_risk_noisy": noisier_with_more_noise,
    "test_downside_risk_trans": lambda v, case: (
        _risk(v.known(case[0]), -case[1]) <= _risk(v.known(case[0])) <= _risk(v.known(case[0]), case[1])
    ),
    "test_downside_risk_std": lambda v, case: _risk(_drawn(1, 0, case[0])) < _risk(_drawn(2, 0, case[1])),
    "test_sortino_add_noise": worse_losses_less_sortino,
    "test_sortino_sub_noise": fewer_losses_more_sortino,
    "test_sortino_translation_same": same_when_all_moves(_sortino),
    "test_sortino_translation_diff": other_when_not_all_moves(_sortino),
    "test_excess_sharpe_noisy": further_with_more_noise,
    "test_excess_sharpe_trans": moves_with_what_is_added,
    "test_alpha_beta_translation": alpha_moves_and_beta_stays,
    "test_alpha_beta_correlation": correlation_is_beta,
    "test_alpha_beta_with_nan_inputs": lambda v, case: None not in relative.alpha_beta(*v.pair(*case), YEAR),
    "test_alpha_beta_equality": alpha_and_beta_are_the_pair,
    "test_cagr_translation": lambda v, case: (
        _grown(v.known(case[0]) - case[1]) < _grown(v.known(case[0])) < _grown(v.known(case[0]) + case[1])
    ),
    "test_cagr_with_nan_inputs": lambda v, case: math.isfinite(_grown(v.filled(case[0]))),
    "test_cagr_noisy": about_the_same_in_noise,
}


def test_every_case_agrees_or_its_function_is_named_with_the_reason(vectors: Vectors) -> None:
    ours = VALUES | RELATIONS
    agreed: Counter[str] = Counter()
    for entry in vectors.tests:
        name = entry["test"]
        if name in NOT_DEFINED:
            continue
        for at, case in enumerate(entry["cases"]):
            if (name, at) in DIFFERENT:
                continue
            assert ours[name](vectors, case), f"{name}, case {at}: {json.dumps(case)[:300]}"
            agreed[name] += 1
    _print_table(vectors, agreed)
    assert sum(agreed.values()) + len(DIFFERENT) + sum(
        len(entry["cases"]) for entry in vectors.tests if entry["test"] in NOT_DEFINED
    ) == sum(len(entry["cases"]) for entry in vectors.tests)


def test_a_case_that_differs_still_differs_for_the_reason_given(vectors: Vectors) -> None:
    cases = {entry["test"]: entry["cases"] for entry in vectors.tests}
    for name, at in DIFFERENT:
        assert not VALUES[name](vectors, cases[name][at])


def _print_table(vectors: Vectors, agreed: Counter[str]) -> None:
    lines = [f"{'upstream test':34} agree"]
    for entry in vectors.tests:
        name, count = entry["test"], len(entry["cases"])
        lines.append(f"{name:34} {agreed[name]:3} of {count:2} {NOT_DEFINED.get(name, '')}")
    lines += [f"{name}, case {at}: {why}" for (name, at), why in DIFFERENT.items()]
    total = sum(len(entry["cases"]) for entry in vectors.tests)
    sys.stdout.write("\n".join([*lines, f"{'all':34} {agreed.total()} of {total}", ""]))
