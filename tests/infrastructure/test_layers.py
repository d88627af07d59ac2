"""Layers resolve for the runtime and fit its limit. Downloads wheels, so it is an integration test."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from cdk.bundling import ROOT, Bundler
from cdk.functions import FUNCTIONS, FunctionSpec
from cdk.interpreter import tool_environment
from cdk.layers import LIMIT_MB, Layer, LayerError, build, layers_for, requirements, size_mb, unused

WITHOUT = """
import importlib, sys
wanted, *gone = sys.argv[1:]
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name in gone:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Gone())
importlib.import_module(wanted)
"""
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.MULTILINE)


@pytest.mark.parametrize("layer", Layer)
def test_a_layer_is_locked_by_hash_and_names_no_address(layer: Layer) -> None:
    text = requirements(layer).read_text()
    pins = _PIN.findall(text)
    assert pins
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text


@pytest.mark.parametrize("layer", Layer)
def test_a_layer_has_the_versions_the_tests_run_with(layer: Layer) -> None:
    locked = _PIN.findall((ROOT / "requirements" / "dev.lock").read_text())
    ours = {(name.lower(), version) for name, version in _PIN.findall(requirements(layer).read_text())}
    assert ours <= {(name.lower(), version) for name, version in locked}


def test_an_import_that_no_layer_brings_is_refused() -> None:
    with pytest.raises(LayerError, match="pandas"):
        layers_for(frozenset({"boto3", "pandas"}))


def test_ccxt_imports_without_what_its_layer_leaves_out() -> None:
    gone = [line.replace("/", ".") for line in unused(Layer.EXCHANGE) if "*" not in line]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, "ccxt", *gone], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.integration
@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_function_and_its_layers_fit_lambda(
    spec: FunctionSpec, bundler: Bundler, tmp_path_factory: pytest.TempPathFactory
) -> None:
    needed = layers_for(bundler.third_party(spec.name))
    layers = {layer: _built(layer, tmp_path_factory.getbasetemp()) for layer in needed}
    total = size_mb(bundler.build(spec.name).folder) + sum(layers.values())
    assert total <= LIMIT_MB, f"{spec.name}: {total:.0f} MB of {LIMIT_MB}, layers {layers}"
    assert len(layers) <= 5


@cache
def _built(layer: Layer, folder: Path) -> float:
    try:
        return size_mb(build(layer, folder / "layers"))
    except LayerError as failure:
        if _offline():
            pytest.skip(f"the package index is out of reach: {str(failure).splitlines()[-1][:120]}")
        raise


def _offline() -> bool:
    command = ["uv", "-q", "pip", "compile", "--no-cache", "--no-header", "-"]
    done = subprocess.run(
        command, input="six", capture_output=True, text=True, check=False, env=tool_environment()
    )
    return done.returncode != 0
