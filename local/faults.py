"""Misbehaviour on order: faults wait in a queue, each until it has met as often as it should."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

FOREVER = -1


class _Counted(Protocol):
    """A frozen dataclass that says how often it meets."""

    __dataclass_fields__: Any

    @property
    def times(self) -> int: ...


F = TypeVar("F", bound=_Counted)


class Faults(Generic[F]):
    """The faults in force, first come first met; `times` is FOREVER until lifted."""

    def __init__(self) -> None:
        self._waiting: list[F] = []
        self._lock = threading.Lock()

    def add(self, fault: F) -> None:
        with self._lock:
            self._waiting.append(fault)

    def lift(self, of: Callable[[F], bool] = lambda _: True) -> None:
        """Away with all of them, or with those that are `of` something."""
        with self._lock:
            self._waiting = [fault for fault in self._waiting if not of(fault)]

    def take(self, meets: Callable[[F], bool]) -> F | None:
        """The first that meets what is asked; used up once it has met its times."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if meets(fault):
                    if fault.times != FOREVER:
                        left = replace(fault, times=fault.times - 1)
                        self._waiting[index : index + 1] = [left] if left.times else []
                    return fault
        return None
