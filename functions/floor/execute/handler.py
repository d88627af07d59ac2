"""Carries order intents to their venue, each at most once."""

from typing import Any

from omc.wiring import floor_execute


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Serve one batch of the execute queue in its order; from the first failure on it is delivered again."""
    return floor_execute.run(event)
