"""What enforced roles refuse is told in the emulator's log.

Unmended, only the caller hears of it, and one that passes errors over in silence tells nobody.
"""

import logging
from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator

from local.aws.patches.guard import expect

_log = logging.getLogger("ministack")


def apply() -> None:
    """Look at each decision on its way out; None lets the call pass."""
    decide: Callable[..., Any] = iam_evaluator.enforce
    expect(decide, "Returns ``None`` if allowed", "iam_action: str, service: str")

    def decide_aloud(access_key: str, action: str, service: str, *rest: Any, **named: Any) -> Any:
        refusal = decide(access_key, action, service, *rest, **named)
        if refusal is not None:
            who = getattr(refusal, "principal_arn", "") or "a caller without valid credentials"
            _log.warning("AccessDenied: %s for %s", action, who)
        return refusal

    iam_evaluator.enforce = decide_aloud
