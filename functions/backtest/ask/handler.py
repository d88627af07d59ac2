"""Leaves a promotion where a person finds it, with the token its state machine waits on."""

from typing import Any

from omc.wiring.promotions import AskInput, promoting


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{run_id, task_token} -> {promotion_id}; the machine goes on when the promotion is decided."""
    asked = AskInput.model_validate(event)
    return {"promotion_id": promoting().ask(asked.run_id, asked.task_token).promotion_id}
