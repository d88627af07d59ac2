"""What a cold start costs, as a ratio to `import boto3` in the same run: a slow machine is no failure."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cdk.bundling import Bundler
from cdk.functions import FUNCTIONS, FunctionSpec
from cdk.layers import layers_for

REPEATS = 2
# Clients are made on first use, so a handler's import is its libraries; what computes imports arrays, too.
BUDGET = 10.0
LEAN_BUDGET = 6.0
TIME = "import time; a = time.perf_counter(); import {module}; print(time.perf_counter() - a)"


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_handler_imports_within_its_budget(
    spec: FunctionSpec, bundler: Bundler, record_property: Callable[[str, object], None]
) -> None:
    ratio = _seconds(spec.module, bundler.build(spec.name).folder) / _seconds("boto3", None)
    budget = BUDGET if len(layers_for(bundler.third_party(spec.name))) > 1 else LEAN_BUDGET
    record_property("ratio_to_import_boto3", round(ratio, 2))
    sys.stdout.write(f"{spec.name}: {ratio:.2f} x import boto3, budget {budget}\n")
    assert ratio <= budget


@cache
def _seconds(module: str, folder: Path | None) -> float:
    """The best of some fresh processes; the first one also writes what is compiled."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder or ""), "PYTHONSAFEPATH": "1"}
    # Not beside the sources: a bundle stays as it was built.
    environment["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "omc-start-up")
    command = [sys.executable, "-c", TIME.format(module=module)]
    runs = [
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        for _ in range(REPEATS)
    ]
    return min(float(run.stdout.split()[-1]) for run in runs)
