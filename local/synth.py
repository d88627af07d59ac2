"""Compile the CDK app to a cloud assembly, and only when something it is made of changed.

Contract with `cdk/app.py`: `python -m cdk.app --stage STAGE --out FOLDER` writes the assembly there.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.aws.settings import ROOT
from local.node import node_binary

SOURCES = (
    "cdk",
    "statemachines",
    "functions",
    "shared",
    "native",
    "layers",
    "pyproject.toml",
    "cdk.json",
    "requirements",
)
_MANIFEST = "manifest.json"
_NAME_LENGTH = 16
_KEPT = 3
_SKIPPED = frozenset({"__pycache__", "node_modules", ".mypy_cache", ".ruff_cache"})


class SynthError(RuntimeError):
    """The CDK app failed; the message carries the end of what it said."""


@dataclass(frozen=True)
class Synthesis:
    """Where the assembly lies, and whether it was compiled now or was up to date."""

    folder: Path
    compiled: bool
    seconds: float


def synthesise(base: Path, stage: str = "local", root: Path = ROOT) -> Synthesis:
    """The assembly of the sources below `root`, in a folder of `base` that is named by them.

    An assembly is never changed once it stands, so that one process may deploy while another compiles.
    """
    started = time.monotonic()
    base.mkdir(parents=True, exist_ok=True)
    with _alone(base):
        fingerprint = fingerprint_of(stage, source_files(root), root)
        folder = base / f"{stage}-{fingerprint[:_NAME_LENGTH]}"
        fresh = (folder / _MANIFEST).is_file()
        if not fresh:
            making = folder.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            _compile(making, stage, root)
            making.rename(folder)
            _forget_old(base, stage)
    return Synthesis(folder, compiled=not fresh, seconds=time.monotonic() - started)


@contextmanager
def _alone(base: Path) -> Iterator[None]:
    """One compilation at a time: they share the folder in which bundles are made."""
    with (base / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_old(base: Path, stage: str) -> None:
    made = sorted(base.glob(f"{stage}-*/{_MANIFEST}"), key=lambda path: path.stat().st_mtime)
    for manifest in made[:-_KEPT]:
        shutil.rmtree(manifest.parent, ignore_errors=True)


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
    if done.returncode != 0 or not (folder / _MANIFEST).is_file():
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-30:])
        raise SynthError(
            f"Expected {' '.join(command[1:])} to write {folder}; it ended with {done.returncode}:\n{tail}"
        )
