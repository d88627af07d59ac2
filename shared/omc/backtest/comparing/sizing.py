"""One spec under several stakes (OMC-BT-070): what full Kelly, half of it and a fixed fraction make of the
same round trips. The Kelly stake is taken from these very trades, with hindsight: it is the most they could
have grown by, not what anybody could have known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from omc.backtest.metrics.drawdown import max_drawdown_of_returns
from omc.kernel.errors import InvalidInput
from omc.market.model import FloatArray

DRAWS = 1000
RUIN_FRACTION = 0.5
_STEPS = 200


@dataclass(frozen=True)
class SizingRow:
    """stake_fraction of equity in each trade, 1 = all of it. growth: of equity over all trades, fraction.

    growth_per_trade: mean log growth, None when all was lost. risk_of_half: share of resampled histories that
    at some time had lost half of the initial capital, 0 to 1.
    """

    name: str
    stake_fraction: float
    growth: float
    growth_per_trade: float | None
    max_drawdown: float
    risk_of_half: float


def compare_sizing(
    returns: Sequence[float], *, fixed_fraction: float, most: float = 1.0, seed: int = 1
) -> tuple[SizingRow, ...]:
    """Full Kelly, half Kelly and `fixed_fraction`; returns: net of each round trip, fraction of its entry.

    most: largest stake, 1 = without borrowing. InvalidInput without trades, or for a stake outside 0 to
    `most`. Equal seed, equal risk.
    """
    if not len(returns):
        raise InvalidInput("expected round trips to compare stakes on, got none", code="no_trades")
    if not 0 < fixed_fraction <= most:
        raise InvalidInput(f"expected a fixed fraction above 0, at most {most}, got {fixed_fraction}")
    each = np.asarray(returns, dtype=np.float64)
    kelly = kelly_fraction(each, most)
    drawn = each[np.random.default_rng(seed).integers(0, len(each), size=(DRAWS, len(each)))]
    stakes = (("full_kelly", kelly), ("half_kelly", kelly / 2), ("fixed_fraction", fixed_fraction))
    return tuple(_row(name, stake, each, drawn) for name, stake in stakes)


def kelly_fraction(returns: FloatArray, most: float = 1.0) -> float:
    """The stake with the highest mean log growth, 0 to `most`: where the mean of r / (1 + f r) is 0.

    That mean falls as f grows, so halving finds its zero. 0 when even the smallest stake loses.
    """
    worst = float(returns.min())
    # Beyond it, one trade takes everything; log growth has no value there.
    low, high = 0.0, most if worst >= 0 else min(most, 1.0 / -worst)
    if float(returns.mean()) <= 0:
        return 0.0
    if high * worst > -1.0 and _slope(returns, high) >= 0:
        return high
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(returns, middle) > 0 else (low, middle)
    return low


def sizing_document(rows: Sequence[SizingRow]) -> list[dict[str, Any]]:
    """JSON values, figures as decimal strings."""
    return [
        {"name": row.name}
        | {
            name: None if value is None else f"{value:.9f}"
            for name, value in vars(row).items()
            if name != "name"
        }
        for row in rows
    ]


def _slope(returns: FloatArray, stake: float) -> float:
    return float(np.mean(returns / (1.0 + stake * returns)))


def _row(name: str, stake: float, each: FloatArray, drawn: FloatArray) -> SizingRow:
    staked = np.maximum(stake * each, -1.0)
    grown = float(np.prod(1.0 + staked))
    lowest = np.min(np.cumprod(1.0 + np.maximum(stake * drawn, -1.0), axis=1), axis=1)
    return SizingRow(
        name=name,
        stake_fraction=stake,
        growth=grown - 1.0,
        growth_per_trade=float(np.log(grown)) / len(each) if grown > 0 else None,
        max_drawdown=max_drawdown_of_returns(staked),
        risk_of_half=float(np.mean(lowest <= RUIN_FRACTION)),
    )
