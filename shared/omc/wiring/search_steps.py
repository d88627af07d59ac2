"""Builds the steps of a search's state machine."""

import os

from omc.adapters.dynamodb.searches import SearchTable
from omc.adapters.dynamodb.trials import TrialTable
from omc.backtest.service.searching.steps import Fault, SearchSteps, no_fault
from omc.contracts.search import SearchInput, ShardInput
from omc.kernel.instants import Ms
from omc.market.model import BarArrays, Instrument, Series
from omc.wiring.clients import dynamodb, setting
from omc.wiring.clock import SystemClock
from omc.wiring.market import market
from omc.wiring.search_results import files

__all__ = ["SearchInput", "ShardInput", "fault", "steps"]

CRASHED = 86


def steps() -> SearchSteps:
    """Plan, shard, propose, reduce."""
    lab = setting("OMC_LAB_TABLE")
    return SearchSteps(
        SearchTable(dynamodb(), lab),
        files(),
        _Market(),
        _Market(),
        TrialTable(dynamodb(), lab),
        SystemClock(),
    )


class _Market:
    """The market, asked for when needed: shards may not read it, they have the plan's bars."""

    def arrays(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> BarArrays:
        return market().bars.arrays(series, start, end)

    def get(self, venue: str, symbol: str) -> Instrument:
        return market().store.get(venue, symbol)


def fault(asked: ShardInput) -> Fault:
    """For tests on the emulator: with OMC_CRASH_SHARDS set, every shard is killed once, at one of the points
    it passes; a mark beside the results tells that it was.
    """
    if not os.environ.get("OMC_CRASH_SHARDS"):
        return no_fault
    point = ("before", "computed", "kept")[asked.shard % 3]

    def at(reached: str) -> None:
        if reached == point and files().mark_crash(asked.search_id, asked.shard):
            # As a kill: no handler, no flush, no answer.
            os._exit(CRASHED)

    return at
