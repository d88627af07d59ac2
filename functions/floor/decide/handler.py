"""Judges closed bars: each algorithm its next ones, in order."""

from typing import Any

from omc.wiring import floor_decide


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Serve one batch of the decide queue; what failed is delivered again."""
    return floor_decide.run(event)
