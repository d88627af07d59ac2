"""The t-test against printed tables and closed forms."""

import math

import numpy as np
import pytest

from omc.backtest.metrics.inference import incomplete_beta, t_tails, t_test


@pytest.mark.parametrize(
    ("degrees", "two_sided", "critical"),
    [
        (1, 0.05, 12.7062047362),
        (2, 0.05, 4.3026527297),
        (5, 0.01, 4.0321429836),
        (10, 0.05, 2.2281388520),
        (30, 0.10, 1.6972608866),
        (120, 0.05, 1.9799304051),
    ],
)
def test_critical_values_are_those_of_the_printed_tables(
    degrees: int, two_sided: float, critical: float
) -> None:
    assert t_tails(critical, degrees) == pytest.approx(two_sided, rel=1e-9)


def test_one_degree_of_freedom_is_cauchys_distribution() -> None:
    for t in (0.01, 0.5, 1.0, 7.0, 1e4):
        assert t_tails(t, 1) == pytest.approx(1 - 2 * math.atan(t) / math.pi, rel=1e-9)


def test_two_degrees_of_freedom_have_a_closed_form() -> None:
    for t in (0.01, 0.5, 1.0, 7.0, 1e3):
        assert t_tails(t, 2) == pytest.approx(1 - t / math.sqrt(2 + t * t), rel=1e-8)


def test_many_degrees_of_freedom_are_the_normal_distribution() -> None:
    assert t_tails(1.959963985, 1e7) == pytest.approx(0.05, rel=1e-6)


def test_the_incomplete_beta_of_whole_numbers_is_a_polynomial() -> None:
    for x in (0.0, 0.1, 0.5, 0.83, 1.0):
        assert incomplete_beta(2, 3, x) == pytest.approx(6 * x**2 - 8 * x**3 + 3 * x**4, abs=1e-14)


def test_a_known_sample_gives_its_t_and_p() -> None:
    # Student's own sleep data (1908): the mean difference of ten patients.
    found = t_test([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])

    assert found is not None
    assert found.t == pytest.approx(4.0621, abs=5e-5)
    assert found.p_two_sided == pytest.approx(0.002833, abs=5e-7)
    assert found.p_greater == pytest.approx(found.p_two_sided / 2)


def test_a_mean_below_zero_is_no_edge_however_certain() -> None:
    found = t_test([-1.0, -1.1, -0.9, -1.0, -1.05])

    assert found is not None
    assert found.p_two_sided < 0.001
    assert found.p_greater > 0.999


@pytest.mark.parametrize("values", [[], [1.0], [2.0, 2.0, 2.0]])
def test_without_variation_there_is_nothing_to_test(values: list[float]) -> None:
    assert t_test(values) is None


def test_pure_luck_is_called_an_edge_as_often_as_it_should_be() -> None:
    samples = np.random.default_rng(11).normal(0, 1, (4000, 12))
    found = [t_test(row) for row in samples.tolist()]
    share = np.mean([test is not None and test.p_greater < 0.05 for test in found])

    assert share == pytest.approx(0.05, abs=0.012)
