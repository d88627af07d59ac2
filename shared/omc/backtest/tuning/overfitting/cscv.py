"""Probability of backtest overfitting by combinatorially symmetric cross-validation.

Bailey, Borwein, López de Prado and Zhu, "The Probability of Backtest Overfitting" (2015): the days are cut
into S blocks; for each of the C(S, S/2) ways to take half of them, the best trial of that half is ranked
among all on the other half. The share of ways in which it ranks at or under the median is the probability.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from omc.kernel.errors import InvalidInput
from omc.market.model import FloatArray

BLOCKS = 16
MINIMUM_DAYS_PER_BLOCK = 2
_WAYS_AT_ONCE = 256


@dataclass(frozen=True)
class Overfitting:
    """probability: 0 to 1. loss: share of ways in which the chosen trial lost on the other half.

    median_rank: median relative rank of the chosen trial on the other half, 0 to 1, 1 = best.
    """

    probability: float
    loss: float
    median_rank: float
    blocks: int
    ways: int
    trials: int


def backtest_overfitting(daily: FloatArray, blocks: int = BLOCKS) -> Overfitting | None:
    """daily: float64[trials, days], fraction; None under two trials or too few days for the blocks.

    The oldest days are left out where the days are no multiple of `blocks`. A trial that does not vary in a
    half has a Sharpe ratio of 0 there. InvalidInput for an odd number of blocks.
    """
    if blocks < 2 or blocks % 2:
        raise InvalidInput(f"expected an even number of blocks, 2 or more, got {blocks}")
    trials, days = daily.shape
    size = days // blocks
    if trials < 2 or size < MINIMUM_DAYS_PER_BLOCK:
        return None
    parts = daily[:, days - size * blocks :].reshape(trials, blocks, size)
    sums, squares = parts.sum(axis=2).T, (parts * parts).sum(axis=2).T
    ranks, chosen = _walk(sums, squares, size * blocks // 2)
    return Overfitting(
        probability=float(np.mean(ranks <= 0.5)),
        loss=float(np.mean(chosen < 0)),
        median_rank=float(np.median(ranks)),
        blocks=blocks,
        ways=len(ranks),
        trials=trials,
    )


def _walk(sums: FloatArray, squares: FloatArray, days: int) -> tuple[FloatArray, FloatArray]:
    """(relative rank, Sharpe ratio) on the other half of the trial that is best on each half.

    sums, squares: float64[blocks, trials]. Each way and its complement are computed once, used both ways.
    """
    blocks, ranks, chosen = len(sums), [], []
    ways = _ways(blocks)
    for first in range(0, len(ways), _WAYS_AT_ONCE):
        taken = ways[first : first + _WAYS_AT_ONCE]
        here = _sharpe(taken @ sums, taken @ squares, days)
        there = _sharpe((1.0 - taken) @ sums, (1.0 - taken) @ squares, days)
        for train, test in ((here, there), (there, here)):
            rank, value = _ranked(train, test)
            ranks.append(rank)
            chosen.append(value)
    return np.concatenate(ranks), np.concatenate(chosen)


def _ways(blocks: int) -> FloatArray:
    """float64[C(S, S/2) / 2, S]: 1 for the blocks taken; the complements are not listed."""
    halves = [way for way in combinations(range(blocks), blocks // 2) if way[0] == 0]
    taken = np.zeros((math.comb(blocks, blocks // 2) // 2, blocks))
    for row, way in enumerate(halves):
        taken[row, way] = 1.0
    return taken


def _sharpe(sums: FloatArray, squares: FloatArray, days: int) -> FloatArray:
    means = sums / days
    variances = (squares - sums * means) / (days - 1)
    # Relative to the size of the returns: what is left of a flat line after cancellation is no risk.
    varying = variances > 1e-12 * np.maximum(squares / days, 1e-30)
    ratios: FloatArray = np.where(varying, means / np.sqrt(np.where(varying, variances, 1.0)), 0.0)
    return ratios


def _ranked(train: FloatArray, test: FloatArray) -> tuple[FloatArray, FloatArray]:
    ways = np.arange(len(train))
    value = test[ways, train.argmax(axis=1)]
    below = (test < value[:, None]).sum(axis=1)
    equal = (test == value[:, None]).sum(axis=1)
    ranks: FloatArray = (below + (equal + 1) / 2) / (test.shape[1] + 1)
    return ranks, value
