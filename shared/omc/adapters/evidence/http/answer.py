"""An answer as it came, and the readings that sources have in common.

Numbers are read as Decimal: what a source wrote is what is stored.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from omc.kernel.instants import Ms
from omc.ledgers.errors import SourceChanged

_SHOWN = 120


@dataclass(frozen=True)
class Answer:
    """place: host and path, never the query, which may hold a key. headers: names in lower case.
    received_at: when the last byte was here."""

    place: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    received_at: Ms

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def is_html(self) -> bool:
        kind = self.headers.get("content-type", "")
        return "text/html" in kind or self.body.lstrip()[:1] == b"<"

    def json(self) -> Any:
        """The body as JSON; SourceChanged says what came instead."""
        try:
            return json.loads(self.body, parse_float=Decimal, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise SourceChanged(f"expected JSON from {self.place}, got {self.shown()}") from error

    def shown(self) -> str:
        """The beginning of the body, fit for a sentence."""
        start = " ".join(self.text[: 2 * _SHOWN].split())[:_SHOWN]
        return f"{len(self.body)} bytes beginning {start!r}" if start else "an empty body"


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON number")
