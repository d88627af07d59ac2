"""Asking again, written once: after 1, 2 and 4 s and some chance, or when the other side asks to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from omc.kernel.errors import Transient
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.ports import Clock, Rng

_BACKOFF_S = (1.0, 2.0, 4.0)
LONGEST_WAIT_S = 30.0

T = TypeVar("T")


@dataclass(frozen=True)
class Surroundings:
    """Time and chance for what may have to wait; `deadline` is when it must have stopped waiting."""

    clock: Clock
    sleep: Callable[[float], None]
    rng: Rng
    deadline: Ms


class Patience:
    """Acts again after a Transient failure; any other error, and the fourth Transient one, passes through.

    A wait that would end after the deadline, and one longer than 30 s, is not begun.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self.retries = 0

    def act(self, act: Callable[[], T]) -> T:
        for backoff_s in _BACKOFF_S:
            try:
                return act()
            except Transient as error:
                wait_s = self._wait_s(error, backoff_s)
                if wait_s is None:
                    raise
                self._around.sleep(wait_s)
                self.retries += 1
        return act()

    def _wait_s(self, error: Transient, backoff_s: float) -> float | None:
        wait_s = backoff_s * (0.5 + self._around.rng.random())
        if error.retry_after_s is not None:
            wait_s = max(error.retry_after_s, 0.0)
        too_late = self._around.clock.now() + wait_s * SECOND_MS > self._around.deadline
        return None if too_late or wait_s > LONGEST_WAIT_S else wait_s
