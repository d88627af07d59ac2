"""Where reference material lies, for tests that compare with it; they skip with a reason without it."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[1]


def reference_dir() -> Path:
    """The folder named by OMC_REFERENCE_DIR, by default `shared` beside the project."""
    return Path(os.environ.get("OMC_REFERENCE_DIR", str(_ROOT.parent / "shared")))


def reference_file(*parts: str) -> Path:
    """A file of the reference material; skips the calling test when it is not there."""
    path = reference_dir().joinpath(*parts)
    if not path.exists():
        pytest.skip(f"reference material not found: {'/'.join(parts)} (set OMC_REFERENCE_DIR)")
    return path
