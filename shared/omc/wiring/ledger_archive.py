"""Builds what keeps evidence for good: what was stored goes to the lake, and its parts are merged."""

import json
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from omc.adapters.dynamodb.ledger.told import ToldRecords
from omc.adapters.s3.ledger.archive import RecordArchive
from omc.contracts.events import parse_event
from omc.ledgers.records import Record
from omc.wiring.clients import dynamodb, s3, setting
from omc.wiring.queues import Message, each_message


@cache
def log() -> Logger:
    return Logger(service="ledgers-archive")


@cache
def _told() -> ToldRecords:
    return ToldRecords(dynamodb(), setting("OMC_LEDGER_TABLE"))


@cache
def _archive() -> RecordArchive:
    return RecordArchive(s3(), setting("OMC_LAKE_BUCKET"))


def run(event: dict[str, Any]) -> dict[str, Any]:
    """Serve a batch of events as the bus delivers them. A message is done when its records are in the lake;
    read again, it writes what is there already."""
    found: list[Record] = []

    def read(message: Message) -> None:
        raw = json.loads(message["body"])
        found.extend(_told().of(parse_event(raw.get("detail", raw))))

    answer = each_message(event, read, log())
    # Fails as a whole: every message of the batch comes again.
    written = _archive().add(found)
    log().info("archived", extra={"records": len(found), "objects": written})
    return answer
