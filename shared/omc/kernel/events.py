"""The envelope of everything that leaves a table for the bus."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omc.kernel.instants import Ms


@dataclass(frozen=True)
class Event:
    """A fact, named and versioned, with an id derived from what happened.

    Delivery is at least once: consumers are idempotent by `event_id`.
    `data` holds JSON values; money and quantities in it are decimal strings.
    """

    event_id: str
    type: str
    occurred_at: Ms
    known_at: Ms
    data: Mapping[str, Any]
    version: int = 1
    owner_id: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
