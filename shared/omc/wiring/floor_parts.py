"""What every part of the Floor is built from; nothing here needs numpy, pandas or a network at import."""

import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.floor.records import DynamoFloorRecords
from omc.adapters.dynamodb.floor.store import DynamoFloorStore
from omc.adapters.dynamodb.floor.venue import DynamoVenue
from omc.adapters.floor.schedules import MinuteSchedules, ScheduleHome
from omc.adapters.floor.waker import QueueWaker
from omc.floor.ports import AfterStep, Venue, go_on
from omc.floor.services.bookkeeper import Bookkeeper
from omc.floor.services.execute import Executor
from omc.floor.services.settle import Patience, Settler
from omc.kernel.instants import SECOND_MS
from omc.wiring.clients import dynamodb, setting, sqs
from omc.wiring.clock import SystemClock
from omc.wiring.transactions import transactor

if TYPE_CHECKING:
    from mypy_boto3_scheduler.client import EventBridgeSchedulerClient

    from omc.adapters.dynamodb.market_reader import DynamoMarketReader
    from omc.adapters.venues.http import HttpVenue

clock = SystemClock()
_HEALTH_KEPT_MS = 5 * SECOND_MS
CRASHED = 86


@cache
def store() -> DynamoFloorStore:
    return DynamoFloorStore(dynamodb(), setting("OMC_FLOOR_TABLE"), transactor())


@cache
def records() -> DynamoFloorRecords:
    return DynamoFloorRecords(dynamodb(), setting("OMC_FLOOR_TABLE"))


@cache
def instruments() -> "DynamoMarketReader":
    # Brings numpy, which sending an order does without.
    from omc.adapters.dynamodb.market_reader import DynamoMarketReader

    return DynamoMarketReader(dynamodb(), setting("OMC_MARKET_TABLE"))


@cache
def waker() -> QueueWaker:
    return QueueWaker(sqs(), setting("OMC_DECIDE_QUEUE_URL"))


@cache
def schedules() -> MinuteSchedules:
    targets = {
        "reconcile": setting("OMC_RECONCILE_FUNCTION_ARN"),
        "watch": setting("OMC_WATCH_FUNCTION_ARN"),
    }
    home = ScheduleHome(
        setting("OMC_SCHEDULE_GROUP"),
        setting("OMC_SCHEDULE_ROLE_ARN"),
        setting("OMC_SCHEDULE_DLQ_ARN"),
        targets,
    )
    return MinuteSchedules(_scheduler(), home)


@cache
def _scheduler() -> "EventBridgeSchedulerClient":
    import boto3

    return boto3.client("scheduler")


@cache
def _http_venue(url: str) -> "HttpVenue":
    # httpx only where a venue of its own is configured.
    from omc.adapters.venues.http import HttpVenue

    return HttpVenue(url)


@cache
def venue() -> Venue:
    """The venue behind OMC_VENUE_URL, else the simulated one in our own table."""
    url = os.environ.get("OMC_VENUE_URL")
    if url:
        return _http_venue(url)
    return DynamoVenue(dynamodb(), setting("OMC_FLOOR_TABLE"), transactor())


class Health:
    """Implements VenueHealth: our own table's venue is as well as we are; another is asked, not too often."""

    def __init__(self) -> None:
        self._asked_at, self._answer = 0, False

    def healthy(self, name: str) -> bool | None:
        del name
        url, now = os.environ.get("OMC_VENUE_URL"), clock.now()
        if not url:
            return True
        if now - self._asked_at >= _HEALTH_KEPT_MS:
            self._asked_at, self._answer = now, _http_venue(url).healthy()
        return self._answer


@cache
def health() -> Health:
    return Health()


@cache
def settler() -> Settler:
    return Settler(store(), venue(), Bookkeeper(store(), clock), clock, Patience())


def executor(after_step: AfterStep = go_on) -> Executor:
    return Executor(store(), venue(), health(), waker(), clock, Patience(), after_step)


def crash_after(step: str | None, first_receipt: bool) -> AfterStep:
    """For tests on the emulator: die after the step that OMC_CRASH_AFTER_STEP names, on a first receipt."""
    if not step or not first_receipt:
        return go_on
    return _die_after(int(step))


def _die_after(step: int) -> Callable[[int], None]:
    def after(done: int) -> None:
        if done == step:
            # As a kill: no handler, no flush, no answer.
            os._exit(CRASHED)

    return after
