"""Student's t-test of a mean, exact, without a statistics library.

The tail of the t distribution is an incomplete beta function, P(|T| > t) = I_x(df / 2, 1 / 2) with
x = df / (df + t^2), which Lentz's method evaluates as a continued fraction (Abramowitz and Stegun 26.5.8).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_TINY = 1e-300
_PRECISION = 1e-15
_TERMS = 10_000


@dataclass(frozen=True)
class TTest:
    """Of the hypothesis that the mean is 0. p_greater: chance of a mean as high or higher without an edge."""

    count: int
    mean: float
    t: float
    p_two_sided: float
    p_greater: float


def t_test(values: Sequence[float]) -> TTest | None:
    """None with fewer than 2 values, or when they do not vary: there is nothing to compare the mean with."""
    count = len(values)
    if count < 2:
        return None
    mean = math.fsum(values) / count
    variance = math.fsum((value - mean) ** 2 for value in values) / (count - 1)
    spread = math.sqrt(variance)
    if spread <= 1e-15 * max(1.0, abs(mean)):
        return None
    t = mean / (spread / math.sqrt(count))
    tails = t_tails(t, count - 1)
    return TTest(count, mean, t, tails, tails / 2 if t > 0 else 1.0 - tails / 2)


def t_tails(t: float, degrees: float) -> float:
    """P(|T| > |t|) of Student's t with `degrees` > 0 degrees of freedom."""
    return incomplete_beta(degrees / 2.0, 0.5, degrees / (degrees + t * t))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised I_x(a, b) for a, b > 0 and 0 <= x <= 1."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    # The fraction converges fast below the mean; above it, the complement does.
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(scale) * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    front, back = 1.0, _away(1.0 - (a + b) * x / (a + 1.0))
    back = 1.0 / back
    value = back
    for term in range(1, _TERMS):
        twice = a + 2 * term
        even = term * (b - term) * x / ((twice - 1.0) * twice)
        odd = -(a + term) * (a + b + term) * x / (twice * (twice + 1.0))
        for step in (even, odd):
            back = 1.0 / _away(1.0 + step * back)
            front = _away(1.0 + step / front)
            change = back * front
            value *= change
        if abs(change - 1.0) < _PRECISION:
            break
    return value


def _away(value: float) -> float:
    """Lentz: a zero denominator is replaced by something tiny."""
    return value if abs(value) > _TINY else _TINY
