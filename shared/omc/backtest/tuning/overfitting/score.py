"""One figure of overfitting from three rough ones (OMC-BT-066): shown beside those that are gates."""

from decimal import Decimal

from omc.backtest.metrics.model import Metric

_DECAY, _UNSTABLE, _TRIED = 0.4, 0.3, 0.3
_MANY = 10


def overfit_score(ratio: Metric, stable_share: Metric, tried: int) -> Metric:
    """0.4 x decay + 0.3 x (1 - share of stable parameters) + 0.3 x min(1, tried / 10); over 0.5 is overfit.

    ratio: test over train Sharpe, 0 to 1 of it is kept, what is missing to 1 is the decay. Null, with its
    reason, where one of the two is: a degenerate walk-forward has no figure to be reassured by.
    """
    for known in (ratio, stable_share):
        if known.value is None:
            return Metric(None, known.reason)
    decay = min(1.0, max(0.0, 1.0 - _float(ratio)))
    score = _DECAY * decay + _UNSTABLE * (1.0 - _float(stable_share)) + _TRIED * min(1.0, tried / _MANY)
    return Metric(Decimal(f"{score:.6f}"))


def _float(metric: Metric) -> float:
    assert metric.value is not None
    return float(metric.value)
