"""Looks at all that should be collected: how complete, timely and accurate it is, and what got worse."""

from typing import Any

from omc.wiring import quality


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One look; see omc.contracts.collectors."""
    del context
    return quality.run(event)
