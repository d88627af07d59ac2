"""Stacks follow what they depend on, and an incomplete folder is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.aws.assembly import AssemblyError, in_dependency_order, read_assembly
from local.aws.assets import is_layer, zipped


@given(st.permutations(range(8)), st.data())
def test_every_stack_follows_its_dependencies(order: list[int], data: st.DataObject) -> None:
    earlier = {
        number: data.draw(st.lists(st.sampled_from(order[:place]), unique=True)) if place else []
        for place, number in enumerate(order)
    }
    artifacts = {str(number): {"dependencies": [str(d) for d in earlier[number]]} for number in sorted(order)}
    placed = in_dependency_order(artifacts)
    assert sorted(placed) == sorted(artifacts)
    for name in placed:
        assert all(placed.index(d) < placed.index(name) for d in artifacts[name]["dependencies"])


def test_a_cycle_is_named() -> None:
    with pytest.raises(AssemblyError, match="a -> b -> a"):
        in_dependency_order({"a": {"dependencies": ["b"]}, "b": {"dependencies": ["a"]}})


def test_a_folder_without_a_manifest_is_no_assembly(tmp_path: Path) -> None:
    with pytest.raises(AssemblyError, match=r"manifest\.json"):
        read_assembly(tmp_path)


def test_the_same_files_make_the_same_zip() -> None:
    assert zipped({"a.py": b"1"}) == zipped({"a.py": b"1"})


def test_a_layer_is_told_from_a_function_by_its_python_folder(tmp_path: Path) -> None:
    (tmp_path / "layer" / "python" / "numpy").mkdir(parents=True)
    (tmp_path / "function" / "functions").mkdir(parents=True)
    assert is_layer(tmp_path / "layer")
    assert not is_layer(tmp_path / "function")
