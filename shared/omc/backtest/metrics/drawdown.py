"""How far and how long below the peak (OMC-BT-057). Fractions of the peak, >= 0; equity > 0 or not."""

from dataclasses import dataclass

import numpy as np

from omc.market.model import FloatArray


@dataclass(frozen=True)
class Drawdown:
    """The deepest fall: indices of its peak, bottom and recovery (None = not yet), and times under water.

    longest: most points in a row below a peak. under_water: share of points below the peak, fraction.
    """

    fraction: float
    peak: int
    bottom: int
    recovery: int | None
    longest: int
    under_water: float


def drawdowns(equity: FloatArray, initial: float) -> FloatArray:
    """(peak - equity) / peak at each point, the peak counted from `initial` on."""
    peaks = np.maximum(np.maximum.accumulate(equity), initial)
    falls: FloatArray = (peaks - equity) / peaks
    return falls


def max_drawdown_of_returns(returns: FloatArray) -> float:
    """Of the curve that compounds `returns` from 1; 0 without returns."""
    if len(returns) == 0:
        return 0.0
    curve: FloatArray = np.cumprod(1.0 + returns, dtype=np.float64)
    return float(np.max(drawdowns(curve, 1.0)))


def deepest(equity: FloatArray, initial: float) -> Drawdown:
    """The deepest drawdown of `equity`; peak -1 = the initial capital. `equity` has a point at least."""
    falls = drawdowns(equity, initial)
    bottom = int(np.argmax(falls))
    before = np.flatnonzero(falls[: bottom + 1] <= 0)
    after = np.flatnonzero(falls[bottom:] <= 0)
    return Drawdown(
        fraction=float(falls[bottom]),
        peak=int(before[-1]) if before.size else -1,
        bottom=bottom,
        recovery=bottom + int(after[0]) if after.size else None,
        longest=_longest_run(falls > 0),
        under_water=float(np.mean(falls > 0)),
    )


def _longest_run(flags: np.typing.NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return int(np.max(edges[1::2] - edges[::2])) if edges.size else 0
