"""Connections that remember what they were sent."""

import json
from collections import defaultdict
from typing import Any

from omc.adapters.socket.sender import Gone


class FakeSender:
    """Keeps messages per connection; those in `ended` are gone, those in `broken` fail with their error."""

    def __init__(self) -> None:
        self.sent: dict[str, list[Any]] = defaultdict(list)
        self.ended: set[str] = set()
        self.broken: dict[str, Exception] = {}

    def send(self, connection_id: str, message: bytes) -> None:
        if connection_id in self.ended:
            raise Gone(connection_id)
        if connection_id in self.broken:
            raise self.broken[connection_id]
        self.sent[connection_id].append(json.loads(message))
