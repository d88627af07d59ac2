"""Steps that compute nothing start without what computes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("step", ["ask", "fail", "promote"])
def test_a_step_that_computes_nothing_imports_no_numbers(step: str) -> None:
    code = (
        f"import sys, functions.backtest.{step}.handler; "
        "assert not {'numpy', 'talib', 'duckdb', 'pandas'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": f"{ROOT}:{ROOT / 'shared'}"}, check=True
    )
