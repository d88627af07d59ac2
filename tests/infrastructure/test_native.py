"""The compiled kernel: equal sources give equal bytes, and it ships to the functions that load it only."""

import ctypes
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cdk.bundling import ROOT, Bundler
from cdk.functions import FUNCTIONS, FunctionSpec
from cdk.native import LIBRARY, LOADER, NativeError, Target, build, install, sources

CODE = {
    "native/add.c": '#include "add.h"\n\nint64_t add(int64_t a, int64_t b) { return a + b; }\n',
    "native/add.h": "#include <stdint.h>\n\nint64_t add(int64_t a, int64_t b);\n",
    "functions/__init__.py": "",
    "functions/search/__init__.py": "",
    "functions/search/handler.py": f"import {LOADER}\n",
    "functions/order/__init__.py": "",
    "functions/order/handler.py": "import omc.backtest\n",
    "shared/omc/__init__.py": "",
    "shared/omc/backtest/__init__.py": "",
    "shared/omc/backtest/grid/__init__.py": "",
    "shared/omc/backtest/grid/native/__init__.py": "",
}


@pytest.fixture(autouse=True)
def _one_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """What zig compiles of its own (seconds for each machine) is kept between tests."""
    cache = str(ROOT / "build" / "native" / "zig")
    monkeypatch.setenv("ZIG_GLOBAL_CACHE_DIR", cache)
    monkeypatch.setenv("ZIG_LOCAL_CACHE_DIR", cache)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree: one function that searches, one that orders."""
    return _tree(tmp_path / "tree")


def _tree(root: Path) -> Path:
    for name, text in CODE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize("target", [Target.HOST, Target.LAMBDA])
def test_two_folders_and_two_caches_give_equal_bytes(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = build(target, _tree(tmp_path / "here"))
    for variable in ("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / "cache"))
    other = build(target, _tree(tmp_path / "somewhere" / "else"))
    assert one is not None
    assert other is not None
    assert one.read_bytes() == other.read_bytes()
    assert str(tmp_path).encode() not in one.read_bytes()


def test_a_library_for_lambda_is_of_its_processor_and_its_libraries(tree: Path) -> None:
    library = build(Target.LAMBDA, tree)
    assert library is not None
    content = library.read_bytes()
    assert content[:4] == b"\x7fELF"
    assert int.from_bytes(content[18:20], "little") == 183  # EM_AARCH64


def test_this_machine_loads_what_was_built_for_it(tree: Path) -> None:
    place = install(tree)
    assert place == tree / "shared" / LIBRARY
    add = ctypes.CDLL(str(place)).add
    add.restype, add.argtypes = ctypes.c_int64, (ctypes.c_int64, ctypes.c_int64)
    assert add(2**40, 2) == 2**40 + 2


def test_what_stands_is_not_compiled_again(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first = install(tree)
    assert first is not None
    before = first.stat()
    assert "compiling" in capfd.readouterr().err
    install(tree)
    assert "compiling" not in capfd.readouterr().err
    assert first.stat().st_ino == before.st_ino


def test_a_header_that_changes_is_a_new_library(tree: Path) -> None:
    before = build(Target.HOST, tree)
    (tree / "native" / "add.h").write_text(CODE["native/add.h"] + "\nint64_t more(void);\n")
    assert build(Target.HOST, tree) != before


def test_a_warning_is_an_error_and_leaves_no_library_of_other_sources(tree: Path) -> None:
    place = install(tree)
    assert place is not None
    (tree / "native" / "add.c").write_text("int add(int unused) { return 1; }\n")
    with pytest.raises(NativeError, match="unused parameter"):
        install(tree)
    assert not place.exists()


def test_without_sources_there_is_nothing_to_build(tree: Path) -> None:
    place = install(tree)
    assert place is not None
    shutil.rmtree(tree / "native")
    assert build(Target.LAMBDA, tree) is None
    assert install(tree) is None
    assert not place.exists()


def test_the_kernel_ships_with_the_functions_that_load_it_only(tree: Path) -> None:
    bundles = _bundles(tree, Target.LAMBDA)
    library = build(Target.LAMBDA, tree)
    assert library is not None
    assert (bundles["search"][1] / LIBRARY).read_bytes() == library.read_bytes()
    assert not (bundles["order"][1] / LIBRARY).exists()


def test_a_laptop_runs_the_kernel_of_its_checkout(tree: Path) -> None:
    assert not (_bundles(tree, Target.HOST)["search"][1] / LIBRARY).exists()
    place = install(tree)
    assert place is not None
    assert (_bundles(tree, Target.HOST)["search"][1] / LIBRARY).read_bytes() == place.read_bytes()


def test_a_change_of_the_kernel_changes_the_functions_that_load_it_only(tree: Path) -> None:
    before = _bundles(tree, Target.LAMBDA)
    source = tree / "native" / "add.c"
    source.write_text(source.read_text().replace("a + b", "a - b"))
    after = _bundles(tree, Target.LAMBDA)
    assert after["search"][0] != before["search"][0]
    assert after["order"] == before["order"]


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_who_names_the_library_has_it_in_the_bundle(spec: FunctionSpec, bundler: Bundler) -> None:
    name = spec.name
    names_it = any(Path(LIBRARY).name in path.read_text() for path in bundler.sources(name))
    installed = (ROOT / "shared" / LIBRARY).is_file()
    assert (bundler.build(name).folder / LIBRARY).is_file() == (names_it and installed)


@pytest.mark.skipif(not sources(), reason="there is no C in this tree")
@pytest.mark.parametrize("target", Target)
def test_our_kernel_compiles_for_every_machine_without_a_warning(target: Target) -> None:
    assert build(target) is not None


def _bundles(tree: Path, target: Target) -> dict[str, tuple[str, Path]]:
    """Hash and folder of each bundle, built by a process that sees only that tree."""
    out = tree / "build" / "bundles"
    asked = ["--root", str(tree), "--target", target, "search", "order"]
    paths = os.pathsep.join((str(tree), str(tree / "shared"), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-m", "cdk.bundling", *asked], cwd=tree, env={**os.environ, "PYTHONPATH": paths},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    return {name: (one["digest"], out / name / one["digest"][:16]) for name, one in found.items()}
