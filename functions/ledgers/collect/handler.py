"""Collects closed bars: of every configured series each minute, or of a replay up to a given bar."""

from typing import Any

from omc.wiring import collect


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Serve one request; see omc.contracts.collect for its two forms."""
    return collect.run(event, str(getattr(context, "aws_request_id", "direct")))
