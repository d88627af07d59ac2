"""Watches losses, heartbeats, venues and unfinished stops, each minute while an algorithm runs."""

from typing import Any

from omc.wiring import floor_watch


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """One minute's passes."""
    return floor_watch.run()
