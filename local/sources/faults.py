"""Bad days on order: what a host does instead of answering, so many times or until it is lifted.

status      `status` with `headers` and a short text, 429 with retry-after among them
html        a page instead of JSON, with `status`
truncated   half of the true body, then the connection ends
slow        the true answer after `delay_s`
silent      no answer at all
empty       `body`, or an empty JSON list
body        `body` as it is: fields missing, renamed or of another kind
dated       `body` with `headers`, a Date among them: a host whose clock is not ours
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from local.sources.speaking import Heard, Said, Speaker, said_html

FOREVER = -1


@dataclass(frozen=True)
class Fault:
    """host: "" for every host. path: a beginning. times: FOREVER until lifted."""

    action: str
    host: str = ""
    path: str = ""
    times: int = 1
    status: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = "[]"
    delay_s: float = 0.0

    def meets(self, heard: Heard) -> bool:
        return self.host in ("", heard.host) and heard.path.startswith(self.path)


class Faults:
    """The faults in force, first come first met."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def lift(self, host: str = "") -> None:
        """Away with all of them, or with those of one host."""
        with self._lock:
            self._waiting = [fault for fault in self._waiting if host not in ("", fault.host)]

    def take(self, heard: Heard) -> Fault | None:
        """The fault this request meets; used up once it has met its times."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.meets(heard):
                    if fault.times != FOREVER:
                        left = replace(fault, times=fault.times - 1)
                        self._waiting[index : index + 1] = [left] if left.times else []
                    return fault
        return None


def faulty(fault: Fault, heard: Heard, speaker: Speaker) -> Said:
    """What the host does instead."""
    match fault.action:
        case "status":
            return Said(fault.status, b"try later", {"content-type": "text/plain", **fault.headers})
        case "html":
            return said_html("Just a moment", fault.status)
        case "silent":
            return Said(cut_at=0)
        case "empty" | "body":
            return Said(200, fault.body.encode(), {"content-type": "application/json"})
        case "dated":
            return Said(200, fault.body.encode(), {"content-type": "application/json", **fault.headers})
    answer = speaker(heard)
    if fault.action == "truncated":
        return replace(answer, cut_at=len(answer.body) // 2)
    return replace(answer, delay_s=fault.delay_s)
