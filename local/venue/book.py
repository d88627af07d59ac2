"""The venue's log: one JSON line per request, numbered and timed without regard to the wall's clock."""

import json
import threading
import time
from pathlib import Path
from typing import Any


class RequestLog:
    """Numbers never repeat within a process; a line is on disk before its request is carried out."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock, self._count = path, threading.Lock(), 0
        path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, **facts: Any) -> int:
        with self._lock:
            self._count += 1
            line = {"n": self._count, "monotonic_ns": time.monotonic_ns(), "at_ms": _now_ms(), **facts}
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            return self._count


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
