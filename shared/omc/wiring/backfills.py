"""Builds what starts, follows, ends and resumes backfills; nothing here fetches."""

import json
from functools import cache
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.backfills import DynamoBackfills
from omc.adapters.sources.ccxt_candles.venues import VENUES
from omc.adapters.stepfunctions.machine import BackfillRunner
from omc.contracts.backfill import FailedBackfill
from omc.kernel.errors import FieldError, InvalidInput
from omc.market.backfilling.requests import BackfillRequests
from omc.market.records import Series
from omc.wiring.clients import dynamodb, lambdas, setting
from omc.wiring.clock import SystemClock

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.client import SFNClient

__all__ = ["FailedBackfill", "asks", "book", "repair_now", "requests", "series_of"]


def book() -> DynamoBackfills:
    return DynamoBackfills(dynamodb(), setting("OMC_MARKET_TABLE"))


def requests() -> BackfillRequests:
    return BackfillRequests(book(), _Machine(), SystemClock(), asks)


def asks(series: Series) -> bool:
    """Whether its venue's candles can be asked for."""
    return series.venue in VENUES and series.timeframe in VENUES[series.venue].timeframes


def series_of(key: str) -> Series:
    """InvalidInput names the expected form."""
    try:
        return Series.parse(key)
    except ValueError as error:
        raise InvalidInput(str(error), fields=[FieldError("body.series", str(error), key)]) from error


def repair_now(series: Series | None) -> None:
    """Wakes ledgers/repair, and does not wait for it."""
    asked = {"source": "person", **({} if series is None else {"series": series.key})}
    lambdas().invoke(
        FunctionName=setting("OMC_REPAIR_FUNCTION"),
        InvocationType="Event",
        Payload=json.dumps(asked).encode(),
    )


class _Machine:
    """The machine by its address, asked for when needed: its own steps are not told it."""

    def start(self, backfill_id: str, attempt: int) -> None:
        BackfillRunner(_stepfunctions(), setting("OMC_BACKFILL_MACHINE_ARN")).start(backfill_id, attempt)


@cache
def _stepfunctions() -> "SFNClient":
    import boto3

    return boto3.client("stepfunctions")
