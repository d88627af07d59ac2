"""Puts what qualified on the Floor, once."""

from typing import Any

from omc.wiring.promotions import StepInput, promoting


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """{run_id} -> {run_id, promotion_id, algorithm_id}."""
    promotion = promoting().of_run(StepInput.model_validate(event).run_id)
    return {
        "run_id": promotion.run_id,
        "promotion_id": promotion.promotion_id,
        "algorithm_id": promotion.algorithm_id,
    }
