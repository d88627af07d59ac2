"""Compares our books with the venue's, each minute while an algorithm runs."""

from typing import Any

from omc.wiring import floor_reconcile


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """One minute's passes."""
    return floor_reconcile.run()
