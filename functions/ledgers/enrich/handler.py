"""Runs one enricher once: woken by its schedule, or by a person."""

from typing import Any

from omc.wiring import ingest


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Serve one request; see omc.contracts.collectors."""
    return ingest.run(event, str(context.aws_request_id), int(context.get_remaining_time_in_millis()))
