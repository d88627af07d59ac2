"""Builds what tells people of stored events."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from omc.adapters.dynamodb.ledger.told import ToldRecords
from omc.contracts.events import parse_event
from omc.ledgers.telling import tell_of
from omc.wiring.alerts import alerts, clock
from omc.wiring.aws import dynamodb, setting


@cache
def log() -> Logger:
    return Logger(service="events-alert")


def run(event: dict[str, Any]) -> dict[str, Any]:
    """One event of the bus; whatever fails fails the whole, which is delivered again."""
    records = ToldRecords(dynamodb(), setting("OMC_LEDGER_TABLE")).of(parse_event(event["detail"]))
    told = tell_of(records, alerts(), clock.now())
    log().info("alerts", extra={"records": len(records), "told": told})
    return {"records": len(records), "told": told}
