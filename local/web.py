"""The built console: built with the Node that came from PyPI, and only when its sources changed."""

import hashlib
import time
from pathlib import Path

from local.aws.deployer import Step
from local.aws.settings import ROOT
from local.node import run_npm

WEB = ROOT / "web"
DIST = WEB / "dist"
_STAMP = DIST / ".sources.sha256"
_SOURCES = (
    "src",
    "public",
    "index.html",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.json",
    "openapi.json",
)


def build_console() -> Step:
    """Bring web/dist up to date with its sources; says whether it had to be built."""
    started = time.monotonic()
    fingerprint = _fingerprint()
    if _STAMP.is_file() and _STAMP.read_text() == fingerprint:
        return Step("console", "unchanged", time.monotonic() - started)
    if not (WEB / "node_modules").is_dir():
        run_npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], WEB)
    run_npm(["run", "--silent", "build", "--", "--logLevel", "warn"], WEB)
    _STAMP.write_text(fingerprint)
    return Step("console", "built", time.monotonic() - started)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(_files()):
        digest.update(path.relative_to(WEB).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files() -> list[Path]:
    found: list[Path] = []
    for name in _SOURCES:
        source = WEB / name
        found += [source] if source.is_file() else [path for path in source.rglob("*") if path.is_file()]
    return found
