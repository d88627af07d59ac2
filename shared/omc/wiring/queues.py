"""Answers an SQS batch message by message: what failed is delivered again, the rest is done."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger

Message = Mapping[str, Any]


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
