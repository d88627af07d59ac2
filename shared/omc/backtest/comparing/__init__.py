"""Runs side by side (OMC-BT-069) and one spec under several sizings (OMC-BT-070)."""

from omc.backtest.comparing.compare import compare
from omc.backtest.comparing.model import ComparedRun, Comparison, Curve, Difference, comparison_document
from omc.backtest.comparing.sizing import SizingRow, compare_sizing, sizing_document

__all__ = [
    "ComparedRun",
    "Comparison",
    "Curve",
    "Difference",
    "SizingRow",
    "compare",
    "compare_sizing",
    "comparison_document",
    "sizing_document",
]
