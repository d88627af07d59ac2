"""Misbehaviour on order: faults wait in a queue, each until it has met as often as it should."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

FOREVER = -1


class _Counted(Protocol):
    """Says how often it meets."""

    @property
    def times(self) -> int: ...


F = TypeVar("F", bound=_Counted)


class Faults(Generic[F]):
    """The faults in force, first come first met; `times` is FOREVER until lifted."""

    def __init__(self) -> None:
        self._waiting: list[tuple[F, int]] = []
        self._lock = threading.Lock()

    def add(self, fault: F) -> None:
        with self._lock:
            self._waiting.append((fault, fault.times))

    def lift(self, of: Callable[[F], bool] = lambda _: True) -> None:
        """Away with all of them, or with those that are `of` something."""
        with self._lock:
            self._waiting = [(fault, left) for fault, left in self._waiting if not of(fault)]

    def take(self, meets: Callable[[F], bool]) -> F | None:
        """The first that meets what is asked; used up once it has met its times."""
        with self._lock:
            for index, (fault, left) in enumerate(self._waiting):
                if meets(fault):
                    if left != FOREVER:
                        self._waiting[index : index + 1] = [(fault, left - 1)] if left > 1 else []
                    return fault
        return None
