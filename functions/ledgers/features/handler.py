"""Builds the training set anew, as far as its rows may still change."""

from typing import Any

from omc.wiring import training


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Serve one tick of the clock, or a second try of one that failed."""
    return training.run(event)
