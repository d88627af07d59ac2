"""Builds what the collectors' API does and reads."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from omc.adapters.collectors.schedules import CollectorStart, QualityWatch, SchedulerSchedules
from omc.adapters.collectors.starting import LambdaStarter
from omc.adapters.dynamodb.lease import Leases
from omc.adapters.dynamodb.ledger.quality import DynamoQuality
from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.adapters.dynamodb.ledger.secrets import DynamoSecrets
from omc.adapters.evidence.catalog import PluginSources
from omc.contracts.http import collectors as wire
from omc.kernel.instants import DAY_MS, Ms
from omc.ledgers.administration.figures import figures_of
from omc.ledgers.administration.service import Administration
from omc.ledgers.collectors import (
    HEALTH_RUNS,
    Collector,
    HealthState,
    Run,
    State,
    Status,
    health_of,
    worst_of,
)
from omc.ledgers.quality.observing import Watched
from omc.ledgers.quality.ports import Standing
from omc.ledgers.reading import RecordQuery
from omc.wiring import evidence
from omc.wiring.clients import dynamodb, setting
from omc.wiring.transactions import transactor

if TYPE_CHECKING:
    from mypy_boto3_lambda.client import LambdaClient

_SAMPLES, _SAMPLES_FROM_MS = 10, 30 * DAY_MS
# A test asks its source for up to ten seconds a call; the caller waits for twenty-five in all.
_ANSWER_S = 22.0
_RUNS = 500


@cache
def sources() -> PluginSources:
    return PluginSources()


@cache
def quality() -> DynamoQuality:
    return DynamoQuality(dynamodb(), evidence.table(), transactor())


@cache
def secrets() -> DynamoSecrets:
    return DynamoSecrets(dynamodb(), evidence.table(), evidence.kms(), setting("OMC_KEY_ARN"))


@cache
def _lambda() -> "LambdaClient":
    import boto3
    from botocore.config import Config

    # Not repeated: a test that took too long would take too long again.
    return boto3.client("lambda", config=Config(read_timeout=_ANSWER_S, retries={"total_max_attempts": 1}))


@cache
def administration() -> Administration:
    group, scheduler = setting("OMC_COLLECTOR_SCHEDULE_GROUP"), evidence.scheduler()
    runners = {
        "ingest": setting("OMC_INGEST_FUNCTION_ARN"),
        "enrich": setting("OMC_ENRICH_FUNCTION_ARN"),
    }
    return Administration(
        book=evidence.book(),
        secrets=secrets(),
        schedules=SchedulerSchedules(scheduler, group, _start(runners["ingest"], runners)),
        watch=QualityWatch(scheduler, group, _start(setting("OMC_QUALITY_FUNCTION_ARN"))),
        sources=sources(),
        starter=LambdaStarter(_lambda(), runners),
        clock=evidence.clock,
    )


def _start(function_arn: str, runners: Mapping[str, str] | None = None) -> CollectorStart:
    return CollectorStart(
        function_arn,
        setting("OMC_COLLECTOR_SCHEDULE_ROLE_ARN"),
        setting("OMC_COLLECTOR_SCHEDULE_DLQ_ARN"),
        runners or {},
    )


def shown(collector: Collector) -> wire.CollectorOut:
    return _shown(collector, {one.score.name: one for one in quality().current()})


def found(collector_id: str) -> wire.CollectorOut:
    """NotFound for an unknown one."""
    return shown(evidence.book().get(collector_id))


def all_shown() -> list[wire.CollectorOut]:
    standings = {one.score.name: one for one in quality().current()}
    return [_shown(collector, standings) for collector in administration().all()]


def _shown(collector: Collector, standings: dict[str, Standing]) -> wire.CollectorOut:
    info = sources().info(collector.source)
    runs = evidence.book().runs(collector.collector_id, HEALTH_RUNS)
    return wire.collector_out(
        collector,
        info,
        Watched(collector, info).interval_ms,
        list(secrets().names(collector.collector_id)),
        _health(collector, runs),
        last=next((run for run in runs if run.status is not Status.SKIPPED), None),
        standing=standings.get(collector.collector_id),
        running=_leases().held(f"collector:{collector.collector_id}", evidence.clock.now()),
    )


@cache
def _leases() -> Leases:
    return Leases(dynamodb(), evidence.table())


def _health(collector: Collector, runs: Sequence[Run]) -> HealthState:
    if collector.state is State.FAILED:
        return HealthState.FAILED
    if not collector.is_expected:
        return HealthState.UNKNOWN
    watched = Watched(collector, sources().info(collector.source))
    return health_of(runs, evidence.clock.now(), max(DAY_MS, 2 * watched.interval_ms))


def health() -> wire.CollectorsHealth:
    """Of all that somebody counts on."""
    expected = [one for one in evidence.book().all() if one.is_expected]
    items = [
        wire.CollectorHealth(
            name=one.name,
            source=one.source,
            ledger=sources().info(one.source).ledger,
            health=_health(one, evidence.book().runs(one.collector_id, HEALTH_RUNS)),
            last_success_at=one.last_success_at,
        )
        for one in expected
    ]
    return wire.CollectorsHealth(overall=worst_of(one.health for one in items), items=items)


def runs(collector_id: str, limit: int, before: Ms | None) -> Sequence[Run]:
    """Newest first; NotFound for an unknown collector."""
    evidence.book().get(collector_id)
    return evidence.book().runs(collector_id, limit, before)


def samples(collector_id: str) -> list[wire.SampleOut]:
    """The newest records of its source."""
    collector, now = evidence.book().get(collector_id), evidence.clock.now()
    ledger = sources().info(collector.source).ledger
    query = RecordQuery(ledger, now - _SAMPLES_FROM_MS, now + DAY_MS, source=collector.source, limit=_SAMPLES)
    found = DynamoRecordReader(dynamodb(), evidence.table()).page(query)
    return [wire.SampleOut.of(record) for record in found.records]


def figures(collector_id: str, days: int) -> wire.CollectorFigures:
    collector, now = evidence.book().get(collector_id), evidence.clock.now()
    since, before = now - days * DAY_MS, None
    found: list[Run] = []
    while True:
        page = evidence.book().runs(collector_id, _RUNS, before)
        found += page
        if len(page) < _RUNS or page[-1].started_at < since - DAY_MS:
            return wire.CollectorFigures.of(collector, figures_of(found, since, now))
        before = page[-1].started_at
