"""Builds ledgers/quality: one look at what collectors bring, while any of them is counted on."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from omc.adapters.collectors.schedules import QualityWatch
from omc.adapters.dynamodb.ledger.quality import DynamoQuality
from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.adapters.evidence.registry import SOURCES, plugin
from omc.contracts.collectors import parse_look
from omc.kernel.errors import Conflict
from omc.ledgers.quality.observing import Watched
from omc.ledgers.quality.watch import QualityMonitor
from omc.wiring import evidence
from omc.wiring.clients import dynamodb, setting
from omc.wiring.transactions import transactor


@cache
def log() -> Logger:
    return Logger(service="ledgers-quality")


@cache
def _watch() -> QualityWatch:
    return QualityWatch(evidence.scheduler(), setting("OMC_COLLECTOR_SCHEDULE_GROUP"))


@cache
def _monitor() -> QualityMonitor:
    reader = DynamoRecordReader(dynamodb(), evidence.table())
    quality = DynamoQuality(dynamodb(), evidence.table(), transactor())
    return QualityMonitor(evidence.book(), reader, quality)


def run(event: dict[str, Any]) -> dict[str, Any]:
    """How many were looked at, and what was told; the schedule ends with the last that is counted on."""
    with evidence.at(parse_look(event).now):
        return _looked()


def _looked() -> dict[str, Any]:
    watched = [
        Watched(one, plugin(one.source).info)
        for one in evidence.book().all()
        if one.is_expected and one.source in SOURCES
    ]
    try:
        found = _monitor().once(watched, evidence.clock.now())
    except Conflict:
        log().info("another looks at the same time")
        return {"watched": len(watched), "alerts": 0, "told": 0}
    if not watched:
        _watch().remove()
    overall = next((one.score.overall for one in found.standings if one.score.name == "all"), None)
    log().info("looked", extra={"watched": len(watched), "overall": overall})
    for event in found.events:
        log().warning(event.type, extra={"told": dict(event.data)})
    return {"watched": len(watched), "alerts": len(found.alerts), "told": len(found.events)}
