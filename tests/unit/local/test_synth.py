"""The template is compiled when a source changed, and only then."""

from pathlib import Path

import pytest

from local.synth import SynthError, fingerprint_of, source_files, synthesise

APP = """import argparse, pathlib
parser = argparse.ArgumentParser()
parser.add_argument("--stage")
parser.add_argument("--out", type=pathlib.Path)
asked = parser.parse_args()
asked.out.mkdir()
(asked.out / "manifest.json").write_text(asked.stage)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose app only writes its stage."""
    root = tmp_path / "project"
    for folder in ("cdk", "functions"):
        (root / folder).mkdir(parents=True)
    (root / "cdk" / "__init__.py").touch()
    (root / "cdk" / "app.py").write_text(APP)
    return root


def test_an_unchanged_project_is_compiled_once(root: Path) -> None:
    folder = root / "build" / "cdk.out"
    assert [synthesise(folder, "local", root).compiled for _ in range(2)] == [True, False]
    assert (folder / "manifest.json").read_text() == "local"


def test_a_changed_source_or_stage_is_compiled_again(root: Path) -> None:
    folder = root / "build" / "cdk.out"
    synthesise(folder, "local", root)
    (root / "functions" / "new.py").write_text("")
    assert synthesise(folder, "local", root).compiled
    assert synthesise(folder, "prod", root).compiled


def test_a_renamed_file_changes_the_fingerprint(root: Path) -> None:
    before = fingerprint_of("local", source_files(root), root)
    (root / "cdk" / "app.py").rename(root / "cdk" / "main.py")
    assert fingerprint_of("local", source_files(root), root) != before


def test_caches_are_no_sources(root: Path) -> None:
    before = source_files(root)
    (root / "cdk" / "__pycache__").mkdir()
    (root / "cdk" / "__pycache__" / "app.pyc").write_text("")
    assert source_files(root) == before


def test_a_failing_app_is_quoted(root: Path) -> None:
    (root / "cdk" / "app.py").write_text("raise SystemExit('no such stage')")
    with pytest.raises(SynthError, match="no such stage"):
        synthesise(root / "cdk.out", "local", root)


def test_a_folder_with_other_files_is_not_removed(root: Path) -> None:
    folder = root / "precious"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(SynthError, match="precious"):
        synthesise(folder, "local", root)
    assert (folder / "thesis.txt").exists()
