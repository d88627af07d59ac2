"""Builds the steps of a search after its plan; none reads the market, so none carries what that takes."""

import os

from omc.adapters.dynamodb.searches import SearchTable
from omc.adapters.dynamodb.trials import TrialTable
from omc.backtest.service.searching.steps import Fault, SearchSteps, no_fault
from omc.contracts.search import SearchInput, ShardInput
from omc.wiring.clients import dynamodb, setting
from omc.wiring.clock import SystemClock
from omc.wiring.search_files import files

__all__ = ["SearchInput", "ShardInput", "fault", "steps"]

CRASHED = 86


def steps() -> SearchSteps:
    """Shard, propose, reduce."""
    lab = setting("OMC_LAB_TABLE")
    return SearchSteps(SearchTable(dynamodb(), lab), files(), TrialTable(dynamodb(), lab), SystemClock())


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
