"""How sure one can be of a share counted in a sample."""

from omc.backtest.metrics.inference import incomplete_beta

_HALVINGS = 80


def clopper_pearson(successes: int, count: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a binomial share (Clopper and Pearson, 1934), ends included."""
    tail = (1.0 - confidence) / 2
    low = 0.0 if successes == 0 else _share_at(tail, successes, count - successes + 1)
    high = 1.0 if successes == count else _share_at(1.0 - tail, successes + 1, count - successes)
    return low, high


def _share_at(probability: float, a: int, b: int) -> float:
    """The quantile of the beta distribution, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if incomplete_beta(a, b, middle) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2
