"""Sockets with a sender that remembers, and the two people of every test."""

import pytest

from functions.socket.connect.handler import handler as connect
from omc.wiring import speech
from tests.fakes.gateway import ADA, BEN
from tests.fakes.sockets import FakeSender
from tests.unit.socket.events import connect_event


@pytest.fixture
def sender(tables: None, monkeypatch: pytest.MonkeyPatch) -> FakeSender:
    """Ada is connected as c-ada, Ben as c-ben; nobody has subscribed."""
    fake = FakeSender()
    monkeypatch.setattr(speech, "sender", lambda: fake)
    connect(connect_event("c-ada", ADA), None)
    connect(connect_event("c-ben", BEN), None)
    return fake
