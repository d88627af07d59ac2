"""The regime in which each position was decided, told beside the run that made it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from omc.market.model import BarArrays
from omc.market.regimes import REGIMES, UNKNOWN, regimes
from omc.trading.model import Trade


def with_regimes(trades: Sequence[Trade], bars: BarArrays) -> tuple[Trade, ...]:
    """`trades` with the regime of the bar that decided each entry; None where it is not known.

    bars: those the trades were made on.
    """
    codes = regimes(bars)
    decided = np.searchsorted(bars.ts, np.array([trade.decided_ts for trade in trades], dtype=np.int64))
    found = codes[decided].tolist()
    return tuple(
        replace(trade, regime=None if code == UNKNOWN else REGIMES[code].value)
        for trade, code in zip(trades, found, strict=True)
    )
