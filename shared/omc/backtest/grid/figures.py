"""The figures of a grid by name, and the window all parameter sets are measured over."""

from typing import NamedTuple

from omc.backtest.settings import RunSettings

NAMES = ("total_return", "sharpe", "max_drawdown", "win_rate", "trades", "profit_factor")


class Measure(NamedTuple):
    """start: first bar measured, the same for every parameter set, whatever its warm-up.

    bars_per_year: None for daily UTC returns over 365 days; else returns of bars, so many a year.
    """

    start: int
    bars_per_year: float | None = None

    @classmethod
    def of(cls, settings: RunSettings, bars: int, bars_per_year: float | None) -> "Measure":
        first = 0 if bars_per_year is not None else settings.first_decision(1)
        return cls(min(first, bars - 1), bars_per_year)
