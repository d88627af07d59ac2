"""Follows the Floor's numbered feed over HTTP, the way a console without a socket does."""

from collections.abc import Iterator
from typing import Any

from local.api import Api


class Feed:
    """Messages of one owner's `floor` channel, each once, in order."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._seq = int(api.get("/v1/floor/sync")["seq"])

    def news(self) -> Iterator[dict[str, Any]]:
        """What was told since the last call."""
        while True:
            answer = self._api.get("/v1/floor/sync", since=self._seq)
            events = answer["events"]
            yield from events
            self._seq = int(events[-1]["seq"]) if events else self._seq
            if not events or self._seq >= int(answer["seq"]):
                return
