"""What a speaker hears and says. Pure: the time of the made-up world is part of what it hears."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from omc.kernel.instants import Ms


@dataclass(frozen=True)
class Heard:
    """One request: path without the host, query and form by name, headers in lower case, and the time."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    now: Ms


@dataclass(frozen=True)
class Said:
    """One answer. delay_s: before the first byte; drip_s: before each byte of the body; cut_at: bytes after
    which the connection ends."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    drip_s: float = 0.0
    cut_at: int | None = None


Speaker = Callable[[Heard], Said]


def said_json(document: Any, status: int = 200, **headers: str) -> Said:
    body = json.dumps(document).encode()
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    return Said(status, body, {"content-type": "application/json", **spelled})


def said_html(title: str, status: int = 200) -> Said:
    page = f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Said(status, page.encode(), {"content-type": "text/html; charset=utf-8"})
