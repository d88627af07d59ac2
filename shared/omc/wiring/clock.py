"""The present instant, asked for at the edges only."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from omc.kernel.instants import SECOND_MS, Ms


class SystemClock:
    """The machine's UTC clock in milliseconds."""

    def now(self) -> Ms:
        return time.time_ns() // 1_000_000


class TellableClock(SystemClock):
    """The machine's clock and its waits, until it is told an instant: then it stands there, and a wait moves
    it at once."""

    def __init__(self) -> None:
        self._told: Ms | None = None

    def now(self) -> Ms:
        return super().now() if self._told is None else self._told

    def sleep(self, seconds: float) -> None:
        if self._told is None:
            time.sleep(seconds)
        else:
            self._told += round(seconds * SECOND_MS)

    @contextmanager
    def told(self, instant: Ms) -> Iterator[None]:
        """`instant` is the present when the block begins; the machine's time is back when it ends."""
        self._told = instant
        try:
            yield
        finally:
            self._told = None
