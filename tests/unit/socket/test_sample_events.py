"""The sample event beside each socket function is one it can answer."""

import importlib
import json
from pathlib import Path

import pytest

from omc.wiring import speech
from tests.fakes.sockets import FakeSender

SOCKET = Path(__file__).resolve().parents[3] / "functions" / "socket"


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("name", sorted(path.parent.name for path in SOCKET.glob("*/handler.py")))
def test_a_functions_sample_event_is_answered(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "sender", FakeSender)
    event = json.loads((SOCKET / name / "event.json").read_text(encoding="utf-8"))
    answer = importlib.import_module(f"functions.socket.{name}.handler").handler(event, None)
    assert answer.get("statusCode", 200) == 200
    assert answer.get("batchItemFailures", []) == []
