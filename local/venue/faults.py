"""Misbehaviour on order, for tests: faults wait in a queue, each for its kind of request."""

import threading
from dataclasses import replace

from omc.contracts.venue import Fault


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def take(self, kind: str) -> Fault | None:
        """The fault that a request of `kind` meets now; used up once it has met its times."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.kind in (kind, "any"):
                    left = fault.times - 1
                    self._waiting[index : index + 1] = [replace(fault, times=left)] if left else []
                    return fault
        return None
