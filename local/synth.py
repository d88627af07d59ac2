"""Compile the CDK app to a cloud assembly, and only when something it is made of changed.

Contract with `cdk/app.py`: `python -m cdk.app --stage STAGE --out FOLDER` writes the assembly there.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from local.aws.settings import ROOT
from local.node import node_binary

SOURCES = (
    "cdk",
    "statemachines",
    "functions",
    "shared",
    "layers",
    "pyproject.toml",
    "cdk.json",
    "requirements",
)
_STAMP = "omc-sources.sha256"
_SKIPPED = frozenset({"__pycache__", "node_modules", ".mypy_cache", ".ruff_cache"})


class SynthError(RuntimeError):
    """The CDK app failed; the message carries the end of what it said."""


@dataclass(frozen=True)
class Synthesis:
    """Where the assembly lies, and whether it was compiled now or was up to date."""

    folder: Path
    compiled: bool
    seconds: float


def synthesise(folder: Path, stage: str = "local", root: Path = ROOT) -> Synthesis:
    """Bring the assembly in `folder` up to date with the sources below `root`."""
    started = time.monotonic()
    fingerprint = fingerprint_of(stage, source_files(root), root)
    stamp = folder / _STAMP
    fresh = stamp.is_file() and stamp.read_text() == fingerprint and (folder / "manifest.json").is_file()
    if not fresh:
        _clear(folder)
        _compile(folder, stage, root)
        stamp.write_text(fingerprint)
    return Synthesis(folder, compiled=not fresh, seconds=time.monotonic() - started)


def source_files(root: Path) -> list[Path]:
    """Every file the assembly is made of, sorted."""
    found: list[Path] = []
    for name in SOURCES:
        source = root / name
        found += [source] if source.is_file() else _files_below(source)
    return sorted(found)


def fingerprint_of(stage: str, files: Iterable[Path], root: Path) -> str:
    """SHA-256 over the stage and each file's path and content."""
    digest = hashlib.sha256(stage.encode())
    for path in files:
        content = hashlib.sha256(path.read_bytes()).digest()
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()


def _files_below(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not _SKIPPED & set(path.relative_to(folder).parts) and path.suffix != ".pyc"
    ]


def _clear(folder: Path) -> None:
    """Old assets would pile up. Only an assembly is removed, or what a failed compilation left of one."""
    if not folder.exists():
        return
    if (
        any(not entry.name.startswith("asset.") for entry in folder.iterdir())
        and not (folder / "cdk.out").exists()
        and not (folder / "manifest.json").exists()
    ):
        raise SynthError(
            f"Expected {folder} to be empty or an earlier assembly, found other files; choose another."
        )
    shutil.rmtree(folder)


def _compile(folder: Path, stage: str, root: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "JSII_NODE": str(node_binary()),
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "OMC_STAGE": stage,
    }
    command = [sys.executable, "-m", "cdk.app", "--stage", stage, "--out", str(folder)]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not (folder / "manifest.json").is_file():
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-30:])
        raise SynthError(
            f"Expected {' '.join(command[1:])} to write {folder}; it ended with {done.returncode}:\n{tail}"
        )
