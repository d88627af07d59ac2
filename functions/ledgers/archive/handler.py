"""Keeps what the ledgers told in the lake."""

from typing import Any

from omc.wiring import ledger_archive


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Serve one batch of the archive queue; what failed is delivered again."""
    return ledger_archive.run(event)
