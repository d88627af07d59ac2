"""The regimes of a market by name, and the bars it takes to tell one; `omc.market.regimes` tells it."""

from enum import StrEnum

TREND_BARS = 20
VOLATILITY_HISTORY = 100
# Bars that must exist, the present one included, before a regime is told.
REGIME_BARS = TREND_BARS + VOLATILITY_HISTORY


class Regime(StrEnum):
    TREND_UP = "trend_up"
    TREND_DOWN = "trend_down"
    RANGE = "range"
    HIGH_VOLATILITY = "high_volatility"


# The code of a regime in an array is its place here; UNKNOWN before there are enough bars.
REGIMES: tuple[Regime, ...] = tuple(Regime)
UNKNOWN = -1
