"""A Python of the Lambda runtime's version on this machine, if there is one, to compile what we ship.

A Lambda's code is read-only, so what is not compiled here is compiled again at each cold start.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

RUNTIME_PYTHON = "3.13"
# Where pyenv and uv keep the interpreters they do not put on the path.
_KEPT = (
    ".pyenv/versions/{version}*/bin/python{version}",
    ".local/share/uv/python/cpython-{version}*/bin/python{version}",
)


@cache
def runtime_interpreter() -> str | None:
    """Its path, or None. A pyenv shim that leads nowhere is passed over."""
    return next((path for path in _candidates() if _answers(path)), None)


def precompile(folder: Path, mounted_at: str) -> bool:
    """Write .pyc for every module of the folder, as if it lay at `mounted_at`; False without interpreter."""
    python = runtime_interpreter()
    if python is None:
        return False
    options = ["-q", "-f", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", mounted_at]
    # Third-party packages carry files that are not meant to compile; they stay as they are.
    subprocess.run([python, "-m", "compileall", *options, str(folder)], check=False, capture_output=True)  # noqa: S603
    return True


def tool_environment() -> dict[str, str]:
    """Our environment with the virtual environment's tools first on the path."""
    return {**os.environ, "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))}


def _candidates() -> Iterator[str]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = Path(folder) / f"python{RUNTIME_PYTHON}"
        if path.is_file():
            yield str(path)
    for pattern in _KEPT:
        yield from map(str, sorted(Path.home().glob(pattern.format(version=RUNTIME_PYTHON))))


def _answers(path: str) -> bool:
    command = [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() == RUNTIME_PYTHON
