"""A Lambda ships the import closure of its handler, nothing else.

The closure is walked on the import graph; a package's `__init__` counts, because importing below it runs it.
What is found by name at run time (modules) and data files stand in `bundle.json` beside the handler:
`{"modules": ["omc.x"], "files": ["omc/backtest/gates.json"]}`. Whose closure holds the loader of the compiled
kernel gets the library for the machine the bundle is for. Bundles are reproducible: equal sources give equal
bytes, times and hash. Run as a program it builds bundles of a tree, for tests and curiosity.
"""

import argparse
import hashlib
import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grimp

from cdk.interpreter import precompile, runtime_interpreter
from cdk.native import LIBRARY, LOADER, Target, build

ROOT = Path(__file__).resolve().parents[1]
_EPOCH_S = 315_532_800  # 1980-01-01, the oldest time a zip can say
_PACKAGES = ("functions", "omc")


class BundleError(RuntimeError):
    """A bundle would lack something its handler needs."""


@dataclass(frozen=True)
class Bundle:
    """A finished folder, the modules in it and the hash of its sources."""

    folder: Path
    modules: frozenset[str]
    digest: str


class Bundler:
    """Builds bundles from one tree; the import graph is read once."""

    def __init__(self, root: Path = ROOT, out: Path | None = None, target: Target = Target.HOST) -> None:
        self._root = root
        self._target = target
        self._out = out or root / "build" / "bundles"
        self._graph = grimp.build_graph(
            *_PACKAGES, cache_dir=None, exclude_type_checking_imports=True, include_external_packages=True
        )

    def build(self, name: str) -> Bundle:
        """The bundle of function `name` ("floor/execute"); BundleError when it cannot be complete."""
        modules = self.closure(name)
        named = [*(_module_file(self._root, module) for module in modules), *self._data_files(name)]
        files = {relative: _source(self._root, relative) for relative in named} | self._library(modules)
        digest = _digest(files)
        folder = self._out / name.replace("/", "-") / digest[:16]
        if not folder.is_dir():
            self._write(files, folder)
        return Bundle(folder, modules, digest)

    def _write(self, files: dict[str, Path], folder: Path) -> None:
        """All of it or nothing: two builds at once must not see each other's halves."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            draft = Path(scratch) / "bundle"
            for relative, source in files.items():
                _copy(source, draft / relative)
            precompile(draft, "/var/task")
            _set_times(draft)
            with suppress(OSError):  # the other build was first, with the same content
                draft.rename(folder)

    def closure(self, name: str) -> frozenset[str]:
        """Our modules that importing the handler executes, and those its manifest names."""
        handler = f"functions.{name.replace('/', '.')}.handler"
        found: set[str] = set()
        pending = {handler, *self._manifest(name).get("modules", [])}
        while pending:
            module = pending.pop()
            if module in found:
                continue
            if module not in self._graph.modules:
                raise BundleError(f"Expected {module}, which {name} needs, in a package with __init__.py.")
            found.add(module)
            pending |= self._ours(module) | _parents(module)
        return frozenset(found)

    def third_party(self, name: str) -> frozenset[str]:
        """Distributions' top packages that the closure imports, wherever in the code it does so."""
        imported = {
            other
            for module in self.closure(name)
            for other in self._graph.find_modules_directly_imported_by(module)
            if self._graph.is_module_squashed(other)
        }
        return frozenset(other.split(".")[0] for other in imported)

    def sources(self, name: str) -> list[Path]:
        """The files of the function's own closure, where they stand in the tree."""
        return [_source(self._root, _module_file(self._root, module)) for module in self.closure(name)]

    def _library(self, modules: frozenset[str]) -> dict[str, Path]:
        """The compiled kernel, where it is loaded. On this machine functions run with what the checkout runs
        with, be it numpy alone; what ships is compiled here, or there is no bundle: NativeError."""
        if not any(f"{module}.".startswith(f"{LOADER}.") for module in modules):
            return {}
        installed = _source(self._root, LIBRARY)
        here = installed if installed.is_file() else None
        library = here if self._target is Target.HOST else build(self._target, self._root)
        return {LIBRARY: library} if library else {}

    def _ours(self, module: str) -> set[str]:
        imported = self._graph.find_modules_directly_imported_by(module)
        return {other for other in imported if other.split(".")[0] in _PACKAGES}

    def _manifest(self, name: str) -> dict[str, Any]:
        path = self._root / "functions" / name / "bundle.json"
        return dict(json.loads(path.read_text())) if path.is_file() else {}

    def _data_files(self, name: str) -> list[str]:
        wanted: list[str] = self._manifest(name).get("files", [])
        absent = [relative for relative in wanted if not _source(self._root, relative).is_file()]
        if absent:
            raise BundleError(f"Expected the files that bundle.json of {name} names; absent: {absent}.")
        return wanted


def mentioned(bundler: Bundler, name: str, prefix: str) -> set[str]:
    """Words in quotes that start with `prefix` in the function's closure, such as environment variables."""
    words = re.compile(rf'"({prefix}\w+)"')
    return {word for path in bundler.sources(name) for word in words.findall(path.read_text())}


def _source(root: Path, relative: str) -> Path:
    """Where a bundle's file stands in the tree: `omc/` lives below shared/."""
    return root / "shared" / relative if relative.startswith("omc/") else root / relative


def _module_file(root: Path, module: str) -> str:
    base = module.replace(".", "/")
    for relative in (f"{base}.py", f"{base}/__init__.py"):
        if _source(root, relative).is_file():
            return relative
    raise BundleError(f"Expected a file for the module {module} below {root}.")


def _parents(module: str) -> set[str]:
    parts = module.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts))}


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


def _digest(files: dict[str, Path]) -> str:
    """SHA-256 over names and contents of the sources; the .pyc follow from them and the interpreter."""
    total = hashlib.sha256(f"pyc={bool(runtime_interpreter())}".encode())
    for relative, source in sorted(files.items()):
        content = hashlib.sha256(source.read_bytes()).hexdigest()
        total.update(f"{relative}\0{content}\n".encode())
    return total.hexdigest()


def _set_times(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (_EPOCH_S, _EPOCH_S))


def main() -> None:
    """Build the bundles of a tree and print name, hash and modules as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--target", type=Target, default=Target.HOST, help=", ".join(Target))
    parser.add_argument("names", nargs="+")
    arguments = parser.parse_args()
    bundler = Bundler(arguments.root, arguments.out, arguments.target)
    built = {name: bundler.build(name) for name in arguments.names}
    print(json.dumps({name: {"digest": b.digest, "modules": sorted(b.modules)} for name, b in built.items()}))


if __name__ == "__main__":
    main()
