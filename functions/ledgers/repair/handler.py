"""Asks venues once more for bars that are missing: by night, or when a person wants it."""

from typing import Any

from omc.wiring import repair


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """{source, series?} -> {asked, bars, given_up, errors}."""
    return repair.run(event, int(context.get_remaining_time_in_millis()))
