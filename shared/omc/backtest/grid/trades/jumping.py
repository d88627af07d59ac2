"""Trades of rules that do not take turns: every entry that could be is followed to its end, side by side, and
each lane then jumps from one to the first that may come after it.
"""

from itertools import pairwise

import numpy as np

from omc.backtest.grid.signals.words import following, next_set, places
from omc.backtest.grid.trades.chain import Plan, Step, ended

# Of all bars of all lanes, the share that may hold an entry for this to pay.
_SPARSE = 0.06


def jumps_of(plan: Plan, sign: int) -> Step | None:
    """The trades of a plan of one side, were each made that may be; None where entries stand too close."""
    count, lanes = len(plan.prices), len(plan.enter)
    if int(np.bitwise_count(plan.enter).sum()) > _SPARSE * lanes * count:
        return None
    span = plan.enter.shape[1] * 64
    entries = places(plan.enter)
    lane = entries // span
    signal = entries - lane * span
    leave = plan.leave[sign]
    by_rule = next_set(leave, following(leave), lane, signal + 1, count)
    step = ended(plan, sign, lane, signal, by_rule)
    after = np.searchsorted(entries, lane * span + step.again).tolist()
    bounds = np.searchsorted(lane, np.arange(lanes + 1)).tolist()
    made: list[int] = []
    for place, last in pairwise(bounds):
        at = place
        while at < last:
            made.append(at)
            at = after[at]
    return step.part(np.array(made, dtype=np.int64))
