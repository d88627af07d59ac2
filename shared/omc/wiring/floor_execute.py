"""Builds floor/execute: each order intent, in the order of its account, at most once to the venue."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from omc.contracts.floor import read_order_intent
from omc.wiring.floor_parts import crash_after, executor
from omc.wiring.queues import Message, each_message


@cache
def log() -> Logger:
    return Logger(service="floor-execute")


def run(event: dict[str, Any]) -> dict[str, Any]:
    """Serve a batch of the execute queue."""
    return each_message(event, _handle, log(), in_order=True)


def _handle(message: Message) -> None:
    intent = read_order_intent(message["body"])
    first = str(message.get("attributes", {}).get("ApproximateReceiveCount", "1")) == "1"
    after_step = crash_after(os.environ.get("OMC_CRASH_AFTER_STEP"), first)
    order = executor(after_step).run(str(intent.data["order_id"]))
    log().info(
        "order carried",
        extra={"order_id": order.order_id, "state": order.state, "reason": order.state_reason},
    )
