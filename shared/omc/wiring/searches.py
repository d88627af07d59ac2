"""Builds what starts, follows, ends and resumes searches; nothing here computes."""

from functools import cache
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.searches import SearchTable
from omc.adapters.stepfunctions.machine import SearchRunner
from omc.backtest.service.runs import RunRequest
from omc.backtest.service.searching.links import check_link
from omc.backtest.service.searching.model import Kind
from omc.backtest.service.searching.requests import SearchRequests
from omc.contracts.search import FailedSearch
from omc.wiring.clients import dynamodb, setting
from omc.wiring.clock import SystemClock

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.client import SFNClient

__all__ = ["FailedSearch", "check_links", "clock", "requests", "searches"]

clock = SystemClock()


def searches() -> SearchTable:
    return SearchTable(dynamodb(), setting("OMC_LAB_TABLE"))


def requests() -> SearchRequests:
    """Searches, asked for, called off, given up, taken up again."""
    return SearchRequests(searches(), _Machine(), clock)


def check_links(asked: RunRequest) -> None:
    """InvalidInput or NotFound when the searches a run names say nothing of it."""
    named: tuple[tuple[Kind, str | None], ...] = (
        ("optimisation", asked.search_id),
        ("walkforward", asked.walkforward_id),
    )
    for kind, search_id in named:
        if search_id is not None:
            check_link(asked, kind, searches().get(search_id))


class _Machine:
    """The machine by its address, asked for when needed: its own steps are not told it."""

    def start(self, search_id: str, attempt: int) -> None:
        self._runner().start(search_id, attempt)

    def stop(self, search_id: str, attempt: int) -> None:
        self._runner().stop(search_id, attempt)

    def _runner(self) -> SearchRunner:
        return SearchRunner(_stepfunctions(), setting("OMC_SEARCH_MACHINE_ARN"))


@cache
def _stepfunctions() -> "SFNClient":
    import boto3

    return boto3.client("stepfunctions")
