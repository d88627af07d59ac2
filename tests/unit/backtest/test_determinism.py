"""Equal inputs give equal results in every process: no order of a set or of a hash leaks into them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
_RUN = """
from dataclasses import replace
from decimal import Decimal
from omc.strategy.hashing import spec_hash
from omc.strategy.model import EnsembleSpec, LimitEntrySpec, Member, Rules
from tests.unit.backtest.builders import flat, run_spec, spec
voices = tuple(
    Member(name, Rules(f"close > {low}", f"close < {low - 5}"), None)
    for name, low in (("a", 101), ("b", 104), ("c", 107))
)
chosen = replace(
    spec(), long=None, ensemble=EnsembleSpec(voices, Decimal("0.5")),
    limit_entry=LimitEntrySpec("fraction", 3, fraction=Decimal("0.01")),
)
wave = [100 + 12 * abs(at % 16 - 8) / 8 for at in range(200)]
result = run_spec(chosen, [(o, h + 1, l - 2, c) for o, h, l, c in flat(*wave)])
print(len(result.trades), result.result_hash, spec_hash(chosen))
"""


def test_a_result_has_one_hash_whatever_seeds_the_processes_hashes() -> None:
    said = set()
    for seed in ("0", "1", "20240607"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        ran = subprocess.run(
            [sys.executable, "-c", _RUN],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=environment,
        )
        said.add(ran.stdout.strip())

    (only,) = said
    assert int(only.split()[0]) > 0
