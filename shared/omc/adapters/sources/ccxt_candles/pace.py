"""Keeps the requests of this process apart, venue by venue."""

from collections.abc import Callable

from omc.kernel.instants import SECOND_MS, Ms


class Pace:
    """monotonic and sleep in seconds."""

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self._last: dict[str, float] = {}

    def wait(self, venue: str, apart: Ms) -> None:
        """Returns when the venue's last request was `apart` ago."""
        last = self._last.get(venue)
        if last is not None:
            left = last + apart / SECOND_MS - self._monotonic()
            if left > 0:
                self._sleep(left)
        self._last[venue] = self._monotonic()
