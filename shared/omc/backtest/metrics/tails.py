"""What the worst and the best periods say; raw figures of float64[n] simple returns, fraction per period."""

import numpy as np

from omc.market.model import FloatArray

_TAIL = 0.05


def value_at_risk(returns: FloatArray, cutoff: float = _TAIL) -> float | None:
    """The return that a share `cutoff` of the periods stays below; linear between observations."""
    return float(np.percentile(returns, 100 * cutoff)) if len(returns) else None


def conditional_value_at_risk(returns: FloatArray, cutoff: float = _TAIL) -> float | None:
    """Mean of the worst `cutoff` of the periods, one at least."""
    if len(returns) == 0:
        return None
    last = int((len(returns) - 1) * cutoff)
    return float(np.mean(np.partition(returns, last)[: last + 1]))


def tail_ratio(returns: FloatArray) -> float | None:
    """95th percentile over the absolute 5th: above 1, the good days outweigh the bad."""
    if len(returns) == 0:
        return None
    low = abs(float(np.percentile(returns, 5)))
    return abs(float(np.percentile(returns, 95))) / low if low > 0 else None
