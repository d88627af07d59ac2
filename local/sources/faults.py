"""Bad days on order: what a host does instead of answering, so many times or until it is lifted.

status      `status` with `headers` and a short text, 429 with retry-after among them
html        a page instead of JSON, with `status`
truncated   half of the true body, then the connection ends
slow        the true answer after `delay_s`
dripping    the true body, a byte every `delay_s`
hollow      the true answer with nothing in any list or table of it
twice       the true answer with everything in each list of it twice
silent      no answer at all
empty       `body`, or an empty JSON list
body        `body` as it is: fields missing, renamed or of another kind
dated       `body` with `headers`, a Date among them: a host whose clock is not ours
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from local.faults import FOREVER, Faults
from local.sources.speaking import Heard, Said, Speaker, said_html

__all__ = ["FOREVER", "Fault", "Faults", "faulty"]

_FEED_ITEMS = re.compile(rb"<item>.*</item>|<entry>.*</entry>", re.DOTALL)


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
    match fault.action:
        case "truncated":
            return replace(answer, cut_at=len(answer.body) // 2)
        case "dripping":
            return replace(answer, drip_s=fault.delay_s)
        case "hollow":
            return _rewritten(answer, _hollow, rb"")
        case "twice":
            return _rewritten(answer, _twice, rb"\g<0>\g<0>")
    return replace(answer, delay_s=fault.delay_s)


def _rewritten(answer: Said, change: Callable[[Any], Any], of_items: bytes) -> Said:
    """The answer with its JSON changed, or the items of its feed replaced."""
    try:
        document = json.loads(answer.body)
    except ValueError:
        return replace(answer, body=_FEED_ITEMS.sub(of_items, answer.body))
    return replace(answer, body=json.dumps(change(document)).encode())


def _hollow(value: Any) -> Any:
    if isinstance(value, list):
        return []
    if not isinstance(value, dict):
        return value
    is_table = len(value) > 1 and all(isinstance(one, dict) for one in value.values())
    return {} if is_table else {name: _hollow(one) for name, one in value.items()}


def _twice(value: Any) -> Any:
    if isinstance(value, list):
        return [_twice(one) for one in value] * 2
    return {name: _twice(one) for name, one in value.items()} if isinstance(value, dict) else value
