"""The Sharpe ratio corrected for how often one tried, and for returns that are not normal.

Bailey and López de Prado, "The Sharpe Ratio Efficient Frontier" (2012) for the probabilistic Sharpe ratio,
"The Deflated Sharpe Ratio" (2014) for the expected maximum and the deflation. Sharpe ratios here are per
period (not annualised); kurtosis is not excess: 3 for the normal.
"""

import math
from statistics import NormalDist

_NORMAL = NormalDist()
_EULER_MASCHERONI = 0.5772156649015329


def expected_maximum(trials: float) -> float:
    """E[max] of `trials` independent standard normal values; 0 for one trial or fewer.

    (1 - g) Z(1 - 1/N) + g Z(1 - 1/(N e)), g the Euler-Mascheroni constant, Z the inverse normal.

    >>> round(expected_maximum(100), 4)
    2.5306
    """
    if trials <= 1:
        return 0.0
    tail = 1.0 / trials
    first = -_NORMAL.inv_cdf(tail)
    second = -_NORMAL.inv_cdf(tail / math.e)
    return max(0.0, (1.0 - _EULER_MASCHERONI) * first + _EULER_MASCHERONI * second)


def probabilistic_sharpe(
    sharpe: float, benchmark: float, observations: int, skewness: float, kurtosis: float
) -> float:
    """Probability that the true Sharpe ratio is above `benchmark`, 0 to 1.

    Phi((SR - SR*) sqrt(n - 1) / sqrt(1 - skew SR + (kurt - 1) / 4 SR^2)).
    """
    spread = 1.0 - skewness * sharpe + (kurtosis - 1.0) / 4.0 * sharpe * sharpe
    # Moments of a sample always give a positive spread; rounded or foreign ones may miss it by a hair.
    scale = math.sqrt(max(spread, 1e-12))
    return _NORMAL.cdf((sharpe - benchmark) * math.sqrt(max(observations - 1, 0)) / scale)


def deflated_sharpe(
    sharpe: float,
    observations: int,
    skewness: float,
    kurtosis: float,
    trials: float,
    trial_variance: float,
) -> float:
    """Probability that the best of `trials` has a true Sharpe ratio above 0, 0 to 1.

    trial_variance: of the trials' Sharpe ratios when none has an edge.
    """
    benchmark = math.sqrt(trial_variance) * expected_maximum(trials)
    return probabilistic_sharpe(sharpe, benchmark, observations, skewness, kurtosis)
