"""Windows and recursions over float64[n] columns: what indicators are made of. Needs numpy and TA-Lib.

Every function maps float64[n] columns to a float64[n] column; element i depends on elements 0..i only,
bit for bit, so a value computed over a longer run equals the one computed when bar i closed.
NaN means undefined: before the window is full, and wherever the window holds an undefined value.
Recursive indicators start at the first element: callers fix that anchor.

Columns of prices are best handed in as ticks (`to_ticks`, `from_ticks`): sums of whole numbers are exact,
so equal averages compare equal instead of by rounding noise.
"""

from omc.market.indicators.recursive import atr, ema, rsi
from omc.market.indicators.ticks import from_ticks, to_ticks
from omc.market.indicators.windows import count_true, deviation, exact_mean, highest, lowest, mean

__all__ = [
    "atr",
    "count_true",
    "deviation",
    "ema",
    "exact_mean",
    "from_ticks",
    "highest",
    "lowest",
    "mean",
    "rsi",
    "to_ticks",
]
