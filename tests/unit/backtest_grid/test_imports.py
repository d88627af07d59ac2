"""A search starts without what it does not compute with: every fresh process waits for its imports."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# What a cross of two averages asks for, parsed, checked and run by the kernel or by its stand-in.
UNASKED = (
    "talib", "hashlib", "pathlib", "zoneinfo", "numpy.ma", "omc.strategy.formulas", "omc.strategy.explain",
    "omc.strategy.known", "omc.market.higher", "omc.market.indicators.compute", "omc.trading.model",
    "omc.trading.costs", "omc.trading.risk", "omc.backtest.engine", "omc.backtest.grid.by_engine",
)  # fmt: skip
# Everything of ours, as a ratio to numpy, which both import; on Python 3.11 it is about 1.6.
BUDGET = 2.1
RUN = """
import sys
import numpy as np
from tests.benchmarks.ours import job_of
# No chance here: numpy's random numbers import much that a search does not.
close = 1000.0 + 100.0 * np.round(np.sin(np.arange(8760) / 40.0), 6)
prices = dict.fromkeys(["open", "high", "low", "close"], close)
found = job_of("A", {"ts": 1_704_067_200_000 + np.arange(8760) * 3_600_000, **prices}, "same_close", 1)()
assert found["trades"][0] > 10
print(*sys.modules)
"""
TIME = "import time; a = time.process_time(); import {module}; print(time.process_time() - a)"


def test_a_search_over_averages_imports_neither_engine_nor_indicators() -> None:
    assert set(_run(RUN).split()) & set(UNASKED) == set()


def test_what_a_search_imports_costs_little_beside_numpy() -> None:
    ratio = _seconds("omc.backtest.grid") / _seconds("numpy")
    sys.stdout.write(f"omc.backtest.grid: {ratio:.2f} x import numpy, budget {BUDGET}\n")
    assert ratio <= BUDGET


@cache
def _seconds(module: str) -> float:
    """Processor time of the best of some fresh processes; the first one also writes what is compiled."""
    return min(float(_run(TIME.format(module=module))) for _ in range(4))


def _run(code: str) -> str:
    # Not beside the sources, and whatever the caller thinks of writing: what is measured is compiled.
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'shared'}",
        "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "pycache"),
    }
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
