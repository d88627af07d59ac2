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
    base = root / "build" / "cdk.out"
    first, second = (synthesise(base, "local", root) for _ in range(2))
    assert (first.compiled, second.compiled) == (True, False)
    assert first.folder == second.folder
    assert (first.folder / "manifest.json").read_text() == "local"


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


def test_an_assembly_that_stands_is_left_alone_while_another_is_made(root: Path) -> None:
    base = root / "build" / "cdk.out"
    before = synthesise(base, "local", root).folder
    (root / "functions" / "new.py").write_text("")
    after = synthesise(base, "local", root).folder
    assert before != after
    assert (before / "manifest.json").exists()


def test_old_assemblies_do_not_pile_up(root: Path) -> None:
    base = root / "build" / "cdk.out"
    for number in range(5):
        (root / "functions" / "new.py").write_text(str(number))
        synthesise(base, "local", root)
    assert len(list(base.glob("local-*"))) == 3


def test_a_failed_compilation_does_not_stand_in_the_way_of_the_next(root: Path) -> None:
    base = root / "build" / "cdk.out"
    (root / "cdk" / "app.py").write_text(APP + "raise SystemExit('too late')")
    with pytest.raises(SynthError, match="too late"):
        synthesise(base, "local", root)
    (root / "cdk" / "app.py").write_text(APP)
    assert synthesise(base, "local", root).compiled
