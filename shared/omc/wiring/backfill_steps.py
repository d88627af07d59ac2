"""Builds the step of a backfill that asks the venue."""

import os
import random
import time
from functools import cache

from omc.adapters.dynamodb.instruments import DynamoInstruments
from omc.adapters.dynamodb.lease import Leases
from omc.adapters.s3.backfills import BackfillPages
from omc.contracts.backfill import PageInput
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.patience import Surroundings
from omc.market.backfilling.steps import Fault, Paging, no_fault
from omc.wiring.backfills import book
from omc.wiring.candles import exchanges
from omc.wiring.clients import dynamodb, s3, setting
from omc.wiring.clock import SystemClock

__all__ = ["PageInput", "around", "fault", "paging"]

CRASHED = 86
_RESERVE_MS = 10 * SECOND_MS
_clock = SystemClock()


def paging() -> Paging:
    table = setting("OMC_MARKET_TABLE")
    instruments = DynamoInstruments(dynamodb(), table)
    return Paging(book(), _pages(), exchanges(), Leases(dynamodb(), table), instruments)


def around(remaining_ms: Ms) -> Surroundings:
    """Waits end before the function's time does."""
    deadline = _clock.now() + max(remaining_ms - _RESERVE_MS, 0)
    return Surroundings(_clock, time.sleep, random.Random(), deadline)


def fault(asked: PageInput) -> Fault:
    """For tests on the emulator: with OMC_CRASH_PAGES set, every page is killed once, at one of the points it
    passes; a mark beside the pages tells that it was."""
    if not os.environ.get("OMC_CRASH_PAGES"):
        return no_fault
    point = ("fetched", "kept", "marked")[asked.page % 3]

    def at(reached: str) -> None:
        if reached == point and _pages().mark_crash(asked.backfill_id, asked.page):
            # As a kill: no handler, no flush, no answer.
            os._exit(CRASHED)

    return at


@cache
def _pages() -> BackfillPages:
    return BackfillPages(s3(), setting("OMC_LAKE_BUCKET"))
