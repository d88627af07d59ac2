"""Builds what starts, follows, ends and resumes backfills; nothing here fetches."""

from functools import cache
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.backfills import DynamoBackfills
from omc.adapters.sources.ccxt_candles.venues import VENUES
from omc.adapters.stepfunctions.machine import BackfillRunner
from omc.contracts.backfill import FailedBackfill
from omc.market.backfilling.requests import BackfillRequests
from omc.market.records import Series
from omc.wiring.clients import dynamodb, setting
from omc.wiring.clock import SystemClock

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.client import SFNClient

__all__ = ["FailedBackfill", "asks", "book", "requests"]


def book() -> DynamoBackfills:
    return DynamoBackfills(dynamodb(), setting("OMC_MARKET_TABLE"))


def requests() -> BackfillRequests:
    return BackfillRequests(book(), _Machine(), SystemClock(), asks)


def asks(series: Series) -> bool:
    """Whether its venue's candles can be asked for."""
    return series.venue in VENUES and series.timeframe in VENUES[series.venue].timeframes


class _Machine:
    """The machine by its address, asked for when needed: its own steps are not told it."""

    def start(self, backfill_id: str, attempt: int) -> None:
        BackfillRunner(_stepfunctions(), setting("OMC_BACKFILL_MACHINE_ARN")).start(backfill_id, attempt)


@cache
def _stepfunctions() -> "SFNClient":
    import boto3

    return boto3.client("stepfunctions")
