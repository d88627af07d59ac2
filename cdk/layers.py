"""Layers: third-party code for the Lambda runtime, resolved by uv for arm64 and Python 3.13, wheels only.

`python -m cdk.layers lock` resolves layers/<name>/requirements.in; `build` installs what is locked into
build/layers/<name>/python, without what only developers need, and with .pyc where a Python 3.13 is found.
"""

import argparse
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

from cdk.bundling import ROOT
from cdk.interpreter import RUNTIME_PYTHON, precompile, tool_environment

PLATFORM = "aarch64-manylinux_2_28"
LIMIT_MB = 250
_BUILD = ROOT / "build" / "layers"
_UV = ["uv", "-q"]
_TARGET = ["--python-platform", PLATFORM, "--python-version", RUNTIME_PYTHON, "--only-binary", ":all:"]
# Installed but never imported by a function: tests, and what compilers and type checkers read.
_BALLAST = ("**/__pycache__", "**/tests", "bin", "**/*.c", "**/*.pxi", "**/*.pyx", "**/*.h", "**/*.pyi")


class Layer(StrEnum):
    """Third-party code, by what it is for."""

    BASE = "base"
    DATA = "data"
    SCIENCE = "science"
    EXCHANGE = "exchange"
    REPORT = "report"
    TUNING = "tuning"
    FEEDS = "feeds"


# Top packages each layer brings, as our code imports them. numpy comes with both that need it.
PROVIDES = {
    Layer.BASE: {"aws_lambda_powertools", "boto3", "botocore", "httpx", "pydantic", "pydantic_core"},
    Layer.DATA: {"duckdb", "numpy"},
    Layer.SCIENCE: {"numpy", "talib"},
    Layer.EXCHANGE: {"ccxt"},
    Layer.REPORT: {"reportlab"},
    Layer.TUNING: {"optuna"},
    Layer.FEEDS: {"feedparser"},
}


class LayerError(RuntimeError):
    """A layer is not there, or does not resolve for the runtime."""


def layers_for(imported: frozenset[str]) -> tuple[Layer, ...]:
    """The layers a function needs for what it imports; LayerError for what none brings.

    >>> [str(layer) for layer in layers_for(frozenset({"duckdb", "numpy"}))]
    ['base', 'data']
    >>> [str(layer) for layer in layers_for(frozenset({"numpy"}))]
    ['base', 'science']
    """
    foreign = {name for name in imported if name not in sys.stdlib_module_names}
    unknown = foreign.difference(*PROVIDES.values())
    if unknown:
        raise LayerError(f"Expected every import to come from a layer; none brings {sorted(unknown)}.")
    wanted = foreign - PROVIDES[Layer.BASE]
    chosen = [layer for layer in Layer if (PROVIDES[layer] - {"numpy"}) & wanted]
    if "numpy" in wanted and not {Layer.DATA, Layer.SCIENCE}.intersection(chosen):
        chosen.append(Layer.SCIENCE)
    return (Layer.BASE, *chosen)


def requirements(layer: Layer) -> Path:
    """The locked requirements: versions and hashes, no addresses."""
    return ROOT / "layers" / layer / "requirements.txt"


def marker_layer(layer: Layer) -> Path:
    """An empty layer, for an emulator whose functions import the virtual environment."""
    folder = _BUILD / "marker" / layer
    marker = folder / "python" / "README"
    if not marker.is_file():
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.write_text(f"Marker of the layer {layer}.\n")
    return folder


def built_layer(layer: Layer) -> Path:
    """The built layer; LayerError tells how to build it."""
    folder = _BUILD / layer
    if not (folder / "python").is_dir():
        raise LayerError(f"Expected the layer {layer} in {folder}; build it: python -m cdk.layers build")
    return folder


def lock(layer: Layer) -> None:
    """Resolve requirements.in for the runtime and write requirements.txt."""
    source = requirements(layer).with_suffix(".in")
    _run(
        [*_UV, "pip", "compile", str(source), *_TARGET, "--generate-hashes", "--no-emit-index-url",
         "--no-header", "--no-annotate", "-o", str(requirements(layer))]
    )  # fmt: skip


def build(layer: Layer, out: Path = _BUILD) -> Path:
    """Install the locked requirements for the runtime; returns the layer's folder."""
    folder = out / layer
    shutil.rmtree(folder, ignore_errors=True)
    target = folder / "python"
    _run(
        [*_UV, "pip", "install", "--require-hashes", "--no-deps", "-r", str(requirements(layer)), *_TARGET,
         "--target", str(target), "--link-mode", "copy"]
    )  # fmt: skip
    _shed_ballast(target, layer)
    if not precompile(target, "/opt/python"):
        print(
            f"WARNING: no Python {RUNTIME_PYTHON} here; {layer} ships without .pyc and starts slower.",
            file=sys.stderr,
        )
    return folder


def size_mb(folder: Path) -> float:
    """Size of all files, as Lambda counts an unzipped package."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def unused(layer: Layer) -> list[str]:
    """What the layer leaves out of its packages, from layers/<name>/unused.txt."""
    path = requirements(layer).with_name("unused.txt")
    lines = path.read_text().splitlines() if path.is_file() else []
    return [line for line in lines if line and not line.startswith("#")]


def _shed_ballast(target: Path, layer: Layer) -> None:
    for pattern in (*_BALLAST, *unused(layer)):
        for path in list(target.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=tool_environment())  # noqa: S603
    if done.returncode:
        raise LayerError(f"Expected `{' '.join(command)}` to succeed:\n{done.stderr.strip()}")


def main() -> None:
    """Lock or build the layers named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("lock", "build"))
    parser.add_argument("layers", nargs="*", type=Layer, default=[*Layer])
    arguments = parser.parse_args()
    for layer in arguments.layers:
        if arguments.action == "lock":
            lock(layer)
        else:
            print(f"{layer}: {size_mb(build(layer)):.0f} MB")


if __name__ == "__main__":
    main()
