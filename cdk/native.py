"""The compiled part of a search: native/*.c as one library, for this machine or for Lambda's.

The compiler is zig's, a wheel among the locked packages: it brings its own headers and C library, so that
any machine builds for any other. A library is named by what it is made of (sources, flags, compiler,
processor) and kept in build/native; equal inputs give equal bytes. Without native/*.c there is nothing to
build, and without a library numpy does the work.

`python -m cdk.native install` puts this machine's beside the code that loads it, `build TARGET` prints where
one lies, `check` refuses warnings, for every machine, and C that is not in standard form, `format` forms it.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
# Where it lies in the tree and in a bundle, and the package that loads it.
LOADER = "omc.backtest.grid.native"
LIBRARY = f"{LOADER.replace('.', '/')}/libomcgrid.so"

# No contraction: a product and sum fused on one processor and not on another would be two results.
_FLAGS = (
    "-std=c11", "-O3", "-DNDEBUG", "-shared", "-fPIC", "-s", "-fno-sanitize=undefined", "-ffp-contract=off",
    "-Wall", "-Wextra", "-Werror",
)  # fmt: skip


class NativeError(RuntimeError):
    """The compiler refused, or there is none for this machine."""


class Target(StrEnum):
    """Machines to build for; HOST is this one with all its processor can do, the others run anywhere."""

    HOST = "host"
    LAMBDA = "aarch64-linux-gnu.2.28"
    X86 = "x86_64-linux-gnu.2.28"


def sources(root: Path = _ROOT) -> list[Path]:
    """The C files and their headers, sorted."""
    return sorted(path for path in (root / "native").glob("*.[ch]"))


def build(target: Target, root: Path = _ROOT) -> Path | None:
    """The library for `target`, compiled unless it stands; None without sources, NativeError when refused."""
    if not sources(root):
        return None
    folder = _kept(root) / f"{target}-{_key(target, root)[:16]}"
    library = folder / Path(LIBRARY).name
    if not library.is_file():
        _compile(target, root, library)
    return library


def install(root: Path = _ROOT) -> Path | None:
    """Put this machine's library where its loader looks, and take away one that is of other sources."""
    place = root / "shared" / LIBRARY
    try:
        library = build(Target.HOST, root)
    except NativeError:
        place.unlink(missing_ok=True)
        raise
    if library is None:
        place.unlink(missing_ok=True)
        return None
    content = library.read_bytes()
    if not place.is_file() or place.read_bytes() != content:
        place.parent.mkdir(parents=True, exist_ok=True)
        # A process that has the old one loaded keeps it; writing into it would kill that process.
        draft = place.with_suffix(f".{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(place)
    return place


def _compile(target: Target, root: Path, library: Path) -> None:
    """All of it or nothing: two builds at once must not see each other's halves."""
    print(f"  native    compiling native/ for {target} (some seconds)", file=sys.stderr)
    _kept(root).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_kept(root)) as scratch:
        draft = Path(scratch) / "draft"
        draft.mkdir()
        units = [path.relative_to(root).as_posix() for path in sources(root) if path.suffix == ".c"]
        _zig(
            root, "cc", *_machine(target), *_FLAGS, f"-ffile-prefix-map={root}=.",
            "-o", str(draft / library.name), *units, "-lm",
        )  # fmt: skip
        with suppress(OSError):  # the other build was first, with the same content
            draft.rename(library.parent)


def _key(target: Target, root: Path) -> str:
    """SHA-256 over everything the library's bytes follow from."""
    total = hashlib.sha256(f"zig={_zig_version()} {target} {' '.join(_FLAGS)}\n".encode())
    if target is Target.HOST:  # the tree may have come from a machine with another processor
        total.update(_zig(root, "cc", "-E", "-dM", "-x", "c", os.devnull).encode())
    for path in sources(root):
        total.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _machine(target: Target) -> tuple[str, ...]:
    return () if target is Target.HOST else ("-target", target)


def _kept(root: Path) -> Path:
    return root / "build" / "native"


def _zig_version() -> str:
    try:
        return version("ziglang")
    except ModuleNotFoundError as absent:
        raise NativeError("Expected the package ziglang, the C compiler; run `make setup`.") from absent


def _zig(root: Path, *arguments: str) -> str:
    _zig_version()
    cache = str(_kept(root) / "zig")
    told = {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache, **os.environ}
    return _run([sys.executable, "-m", "ziglang", *arguments], root, told)


def _run(command: list[str], root: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise NativeError(f"Expected `{' '.join(command[1:])}` to succeed:\n{done.stderr.strip()}")
    return done.stdout


def _form(root: Path, *options: str) -> None:
    """Hold the C to native/.clang-format, or put it into that form."""
    files = [str(path) for path in sources(root)]
    if files:
        _run([str(Path(sys.executable).parent / "clang-format"), *options, *files], root, dict(os.environ))


def _check(root: Path) -> None:
    _form(root, "--dry-run", "-Werror")
    for target in Target:
        build(target, root)


def main() -> int:
    """Install, build, check or format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("install", "build", "check", "format"))
    parser.add_argument("target", nargs="?", type=Target, default=Target.HOST)
    parser.add_argument("--root", type=Path, default=_ROOT)
    arguments = parser.parse_args()
    root: Path = arguments.root.resolve()
    try:
        if arguments.action == "check":
            _check(root)
        elif arguments.action == "format":
            _form(root, "-i")
        elif arguments.action == "build":
            print(build(arguments.target, root) or "nothing to build: no native/*.c")
        else:
            install(root)
    except NativeError as refusal:
        print(refusal, file=sys.stderr)
        if arguments.action != "install":
            return 1
        print("  native    no compiled kernel here; searches run on numpy, slower", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
