"""Searching parameter sets: `run_grid` is the door."""

from omc.backtest.grid.model import GridResult, ParamSet
from omc.backtest.grid.prepared import PreparedGrid, prepare_grid
from omc.backtest.grid.run import run_grid

__all__ = ["GridResult", "ParamSet", "PreparedGrid", "prepare_grid", "run_grid"]
