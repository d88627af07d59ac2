"""Builds the first step of a search, the only one that reads the market."""

from omc.adapters.dynamodb.searches import SearchTable
from omc.backtest.service.searching.planning import SearchPlanning
from omc.contracts.search import SearchInput
from omc.wiring.clients import dynamodb, setting
from omc.wiring.ledger_history import ledger_history
from omc.wiring.market import market
from omc.wiring.search_files import files

__all__ = ["SearchInput", "planning"]


def planning() -> SearchPlanning:
    searches = SearchTable(dynamodb(), setting("OMC_LAB_TABLE"))
    return SearchPlanning(searches, files(), market().bars, market().store, ledger_history())
