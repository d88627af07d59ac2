"""Answers an SQS batch message by message: what failed is delivered again, the rest is done."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger

from omc.kernel.errors import Transient
from omc.kernel.instants import SECOND_MS, Ms

Message = Mapping[str, Any]
_TRIES = 20
_LONGEST_MS = 1_000


def patiently(work: Callable[[], None], sleep: Callable[[Ms], None]) -> None:
    """Do `work` again a little later while it says when; a message's own way back takes far longer."""
    for tried in range(1, _TRIES + 1):
        try:
            return work()
        except Transient as busy:
            if busy.retry_after_s is None or tried == _TRIES:
                raise
            sleep(min(round(busy.retry_after_s * SECOND_MS) * tried, _LONGEST_MS))
    return None


def each_message(
    event: Mapping[str, Any], handle: Callable[[Message], None], log: Logger, *, in_order: bool = False
) -> dict[str, Any]:
    """The partial batch answer. in_order: after a failure the rest waits its turn too."""
    failed: list[str] = []
    for message in event["Records"]:
        if in_order and failed:
            failed.append(message["messageId"])
            continue
        try:
            handle(message)
        except Exception:
            # The entry point: a message that fails goes back to its queue, and in the end to its own.
            log.exception("message failed", extra={"message_id": message["messageId"]})
            failed.append(message["messageId"])
    return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}
