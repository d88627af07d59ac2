"""Builds floor/decide: closed bars and wakes become decisions, and stops are worked here too."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from omc.contracts.floor import DecideWake, StopWork, read_decide_message
from omc.floor.services.decide import Decider
from omc.floor.services.evidence import Evidence
from omc.floor.services.history import History
from omc.wiring.floor_parts import clock, instruments, store, venue
from omc.wiring.floor_stop import liquidator
from omc.wiring.ledger_history import current_history
from omc.wiring.market import market
from omc.wiring.queues import Message, each_message, patiently
from omc.wiring.transactions import sleep


@cache
def log() -> Logger:
    return Logger(service="floor-decide")


@cache
def decider() -> Decider:
    """Lives as long as its process: compiled strategies and bars stay warm."""
    bars = History(market().bars, market().store)
    evidence = Evidence(current_history(synthetic=False), current_history(synthetic=True))
    return Decider(store(), venue(), bars, instruments(), clock, evidence)


def run(event: dict[str, Any]) -> dict[str, Any]:
    """Serve a batch of the decide queue; what it asks for twice is done once."""
    done: set[object] = set()

    def handle(message: Message) -> None:
        # A message only wakes, and all of the batch were there before the first is served.
        wanted = read_decide_message(message["body"])
        asked = (type(wanted), wanted.operation_id if isinstance(wanted, StopWork) else wanted.series)
        if asked not in done:
            patiently(lambda: _serve(wanted), sleep)
            done.add(asked)

    return each_message(event, handle, log())


def _serve(wanted: DecideWake | StopWork) -> None:
    if isinstance(wanted, StopWork):
        operation = liquidator().work(wanted.operation_id)
        log().info("stop worked", extra={"operation_id": operation.operation_id, "state": operation.state})
        return
    bars = decider().series_closed(wanted.series)
    log().info("decided", extra={"series": wanted.series, "bars": bars})
