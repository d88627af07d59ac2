"""Builds floor/decide: closed bars and wakes become decisions, and stops are worked here too."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from omc.contracts.floor import StopWork, read_decide_message
from omc.floor.services.decide import Decider
from omc.floor.services.history import History
from omc.wiring.floor_parts import clock, instruments, store, venue
from omc.wiring.floor_stop import liquidator
from omc.wiring.market import market
from omc.wiring.queues import Message, each_message


@cache
def log() -> Logger:
    return Logger(service="floor-decide")


@cache
def decider() -> Decider:
    """Lives as long as its process: compiled strategies and bars stay warm."""
    return Decider(store(), venue(), History(market().bars, market().store), instruments(), clock)


def run(event: dict[str, Any]) -> dict[str, Any]:
    """Serve a batch of the decide queue."""
    return each_message(event, _handle, log())


def _handle(message: Message) -> None:
    wanted = read_decide_message(message["body"])
    if isinstance(wanted, StopWork):
        operation = liquidator().work(wanted.operation_id)
        log().info("stop worked", extra={"operation_id": operation.operation_id, "state": operation.state})
        return
    bars = decider().series_closed(wanted.series)
    log().info("decided", extra={"series": wanted.series, "bars": bars})
