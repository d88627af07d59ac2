"""A function ships what its handler imports, and nothing of it changes when something else does."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cdk.bundling import ROOT, Bundler
from cdk.functions import FUNCTIONS, function_spec

NAMES = [spec.name for spec in FUNCTIONS]
LEAN = "floor/execute"

IMPORT = """
import importlib, sys
bundle, packages, module = sys.argv[1:]
sys.path[:] = [p for p in sys.path if p.endswith(".zip") or "/lib/python" in p or p.endswith("lib-dynload")]
sys.path.insert(0, bundle)
sys.path.append(packages)
handler = importlib.import_module(module).handler
assert callable(handler)
for name, found in list(sys.modules.items()):
    if name.split(".")[0] in ("omc", "functions") and getattr(found, "__file__", None):
        assert found.__file__.startswith(bundle), f"{name} came from {found.__file__}"
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_holds_the_closure_and_its_manifest_only(name: str, bundler: Bundler) -> None:
    bundle = bundler.build(name)
    files = {str(path.relative_to(bundle.folder)) for path in bundle.folder.rglob("*") if path.is_file()}
    manifest = ROOT / "functions" / name / "bundle.json"
    data = set(json.loads(manifest.read_text()).get("files", [])) if manifest.is_file() else set()
    shipped = {file for file in files if "__pycache__" not in file and not file.endswith(".so")} - data
    assert {_module(file) for file in shipped} == set(bundle.modules)


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_imports_without_the_repository(name: str, bundler: Bundler, tmp_path: Path) -> None:
    bundle = bundler.build(name)
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    command = [sys.executable, "-I", "-S", "-B", "-c", IMPORT]
    environment = {"PATH": os.environ["PATH"], "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [*command, str(bundle.folder), packages, function_spec(name).module],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_order_path_knows_no_data_frames_models_or_exchanges(bundler: Bundler) -> None:
    imported = bundler.third_party(LEAN)
    heavy = {"anthropic", "ccxt", "duckdb", "openai", "pandas", "polars", "pyarrow", "sklearn", "talib"}
    assert imported.isdisjoint(heavy)


def test_equal_sources_give_equal_bundles(tmp_path: Path, bundler: Bundler) -> None:
    first = Bundler(out=tmp_path / "a").build(LEAN)
    second = Bundler(out=tmp_path / "b").build(LEAN)
    assert first.digest == second.digest
    assert _contents(first.folder) == _contents(second.folder)


def test_a_change_elsewhere_leaves_the_order_path_alone(tmp_path: Path) -> None:
    tree = _copy_of_the_tree(tmp_path)
    before = _digests(tree)
    for elsewhere in ("backtest/*.py", "strategy/evaluate.py", "adapters/sources/**/*.py"):
        for path in (tree / "shared" / "omc").glob(elsewhere):
            path.write_text(path.read_text() + "\n# changed\n")
    after = _digests(tree)
    assert after[LEAN] == before[LEAN]
    assert after["backtest/run"] != before["backtest/run"]


def test_a_change_of_the_order_path_is_a_new_bundle(tmp_path: Path) -> None:
    tree = _copy_of_the_tree(tmp_path)
    before = _digests(tree)
    money = tree / "shared" / "omc" / "kernel" / "money.py"
    money.write_text(money.read_text() + "\n# changed\n")
    assert _digests(tree)[LEAN] != before[LEAN]


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _contents(folder: Path) -> dict[str, tuple[bytes, float]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime)
        for path in folder.rglob("*")
        if path.is_file()
    }


def _copy_of_the_tree(tmp_path: Path) -> Path:
    for part in ("functions", "shared", "cdk"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def _digests(tree: Path) -> dict[str, str]:
    """Bundles of the copy, built by a process that sees only the copy."""
    paths = os.pathsep.join((str(tree), str(tree / "shared")))
    done = subprocess.run(
        [sys.executable, "-m", "cdk.bundling", LEAN, "backtest/run"],
        cwd=tree, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name: found["digest"] for name, found in json.loads(done.stdout).items()}
