"""Which regime counts at every close (OMC-BT-020): one that has held for long enough."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from omc.kernel.instants import Ms
from omc.market.model import IntArray


@dataclass(frozen=True)
class Switch:
    """At the close of the bar that opened at `ts`, `after` took over from `before`."""

    ts: Ms
    before: str
    after: str


def confirmed(labels: IntArray, hold_bars: int) -> IntArray:
    """int64[n]: the last label that stood for `hold_bars` bars in a row; -1 before there is one.

    A label below 0 (not known) confirms nothing and ends what stood before it only in the counting.
    """
    count = len(labels)
    if count == 0:
        return labels.astype(np.int64)
    index = np.arange(count)
    starts = np.ones(count, dtype=np.bool_)
    starts[1:] = labels[1:] != labels[:-1]
    age = index - np.maximum.accumulate(np.where(starts, index, 0)) + 1
    settled = np.maximum.accumulate(np.where((age >= hold_bars) & (labels >= 0), index, -1))
    result: IntArray = np.where(settled >= 0, labels[np.maximum(settled, 0)], -1)
    return result


def switches(ts: IntArray, counted: IntArray, names: Sequence[str]) -> tuple[Switch, ...]:
    """Every change of the regime that counts, the first one (from none) left out."""
    changed = np.flatnonzero((counted[1:] != counted[:-1]) & (counted[:-1] >= 0)) + 1
    return tuple(
        Switch(int(ts[bar]), names[int(counted[bar - 1])], names[int(counted[bar])])
        for bar in changed.tolist()
    )
