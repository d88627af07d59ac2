"""Builds the first and the last step of a backfill; neither asks a venue."""

from omc.adapters.s3.backfills import BackfillPages
from omc.adapters.sources.ccxt_candles.venues import facts_of
from omc.contracts.backfill import BackfillInput
from omc.market.backfilling.model import Backfill, Depth
from omc.market.backfilling.steps import Joining, Planning
from omc.wiring.backfills import book
from omc.wiring.clients import s3, setting
from omc.wiring.clock import SystemClock
from omc.wiring.market import market
from omc.wiring.suspects import judge

__all__ = ["BackfillInput", "clock", "joined", "planning"]

clock = SystemClock()


class _Venues:
    def depth(self, venue: str) -> Depth:
        facts = facts_of(venue)
        return Depth(facts.page_bars, facts.deepest_bars)


def planning() -> Planning:
    return Planning(book(), _Venues())


def joined(backfill_id: str) -> Backfill:
    """Keeps its bars as history, and marks those that may not be true."""
    found = market()
    pages = BackfillPages(s3(), setting("OMC_LAKE_BUCKET"))
    done = Joining(book(), pages, found.store, found.lake, found.store).join(backfill_id, clock.now())
    if done.first_ts is not None:
        judge(done.series, clock.now(), done.first_ts)
    return done
