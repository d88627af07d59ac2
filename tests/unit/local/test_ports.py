"""Saved state stays on the port its queues' addresses carry."""

from pathlib import Path

import pytest

from local.aws.ports import PortMovedError, remember_port, remembered_port
from local.aws.process import LocalAws


def test_a_new_state_remembers_its_port(tmp_path: Path) -> None:
    assert remembered_port(tmp_path) is None
    remember_port(tmp_path / "new", 4567)
    assert remembered_port(tmp_path / "new") == 4567


def test_another_port_is_refused_with_a_way_out(tmp_path: Path) -> None:
    remember_port(tmp_path, 4566)
    with pytest.raises(PortMovedError, match=r"made on port 4566 .* Start it on 4566, or remove the folder"):
        remember_port(tmp_path, 4567)


def test_without_a_wish_the_remembered_port_is_taken(tmp_path: Path) -> None:
    remember_port(tmp_path, 4567)
    assert LocalAws(tmp_path).settings.port == 4567
