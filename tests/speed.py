"""How long work takes beside a sort of as many numbers in the same moment: slow machines are slow at both."""

from collections.abc import Callable
from time import perf_counter

import numpy as np


def sorts(work: Callable[[], object], count: int, rounds: int = 5) -> float:
    """The quickest round of `work` over the quickest sort of `count` random numbers, done in turns."""
    numbers = np.random.default_rng(0).random(count)
    own, peer = [], []
    for _ in range(rounds):
        own.append(_seconds(work))
        peer.append(_seconds(lambda: np.sort(numbers)))
    return min(own) / min(peer)


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
