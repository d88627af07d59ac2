"""Builds the steps of a backfill."""

import os
import random
import time
from functools import cache

from omc.adapters.dynamodb.lease import Leases
from omc.adapters.s3.backfills import BackfillPages
from omc.adapters.sources.ccxt_candles.venues import facts_of
from omc.contracts.backfill import BackfillInput, PageInput
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.patience import Surroundings
from omc.market.backfilling.model import Depth
from omc.market.backfilling.steps import BackfillSteps, Fault, no_fault
from omc.wiring.backfills import book
from omc.wiring.candles import exchanges
from omc.wiring.clients import dynamodb, s3, setting
from omc.wiring.clock import SystemClock
from omc.wiring.market import market

__all__ = ["BackfillInput", "PageInput", "around", "clock", "fault", "steps"]

CRASHED = 86
_RESERVE_MS = 10 * SECOND_MS
clock = SystemClock()


class _Venues:
    def depth(self, venue: str) -> Depth:
        facts = facts_of(venue)
        return Depth(facts.page_bars, facts.deepest_bars)


@cache
def steps() -> BackfillSteps:
    leases = Leases(dynamodb(), setting("OMC_MARKET_TABLE"))
    found = market()
    return BackfillSteps(book(), _pages(), found.store, found.lake, exchanges(), _Venues(), leases)


def around(remaining_ms: Ms) -> Surroundings:
    """Waits end before the function's time does."""
    deadline = clock.now() + max(remaining_ms - _RESERVE_MS, 0)
    return Surroundings(clock, time.sleep, random.Random(), deadline)


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
