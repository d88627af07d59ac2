"""Builds ledgers/ingest: one collector, run once within the function's time, or its connection tested."""

import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from omc.adapters.collectors.schedules import SchedulerSchedules
from omc.adapters.dynamodb.ledger.secrets import DynamoSecrets
from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import TEST_TIMEOUT_S, TIMEOUT_S, Http, client_of
from omc.adapters.evidence.registry import SOURCES, plugin
from omc.contracts.collectors import IngestRequest, parse_ingest, run_line
from omc.kernel.errors import Bug, NotFound, OmcError
from omc.kernel.ids import derived_id
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.patience import Surroundings
from omc.ledgers.collectors import Collector, Run, Status, Trigger
from omc.ledgers.polling import Polled
from omc.ledgers.running import run_collector
from omc.ledgers.seeding import seed
from omc.ledgers.sources import Checked, Opened, Page, Source
from omc.wiring import evidence
from omc.wiring.clients import dynamodb, setting

if TYPE_CHECKING:
    import httpx

# Time to write down how the run went.
_RESERVE_MS = 5 * SECOND_MS
_MINUTE_ENDS_MS = 55 * SECOND_MS

T = TypeVar("T")


@cache
def log() -> Logger:
    return Logger(service="ledgers-ingest")


@cache
def _metrics() -> Metrics:
    # No dimension a source: each would be billed as three metrics more. The log line names it.
    return Metrics(namespace="OhMyCoins", service="ledgers-ingest")


@cache
def _client(timeout_s: float) -> "httpx.Client":
    # One for the life of the process: a client a run would leave its connections open in a warm function.
    return client_of(timeout_s)


@cache
def _secrets() -> DynamoSecrets:
    return DynamoSecrets(dynamodb(), evidence.table(), evidence.kms())


@cache
def _schedules() -> SchedulerSchedules:
    return SchedulerSchedules(evidence.scheduler(), setting("OMC_COLLECTOR_SCHEDULE_GROUP"))


def run(event: dict[str, Any], request_id: str, remaining_ms: Ms) -> dict[str, Any]:
    """Serves one request: the run, or what a test of the connection found."""
    request = parse_ingest(event)
    with evidence.at(request.now):
        return _served(request, request_id, remaining_ms)


def _served(request: IngestRequest, request_id: str, remaining_ms: Ms) -> dict[str, Any]:
    collector = _collector(request.collector_id)
    until = evidence.clock.now() + max(remaining_ms - _RESERVE_MS, 0)
    if request.check:
        return asdict(_checked(collector, until))
    return run_line(_run(request, collector, request_id, until))


def _collector(collector_id: str) -> Collector:
    try:
        return evidence.book().get(collector_id)
    except NotFound:
        if collector_id not in SOURCES:
            raise
        seed(evidence.book(), [plugin(collector_id).info], evidence.clock.now())
        return evidence.book().get(collector_id)


def _run(request: IngestRequest, collector: Collector, request_id: str, until: Ms) -> Run:
    polled = request.trigger is Trigger.SCHEDULE and _polls(collector) > 1
    if polled:
        until = min(until, evidence.clock.now() + _MINUTE_ENDS_MS)
    done = run_collector(
        collector.collector_id,
        partial(_opened, until=until, polled=polled),
        evidence.workplace(),
        run_id=request.run_id or derived_id("run", collector.collector_id, request_id),
        trigger=request.trigger,
        until=until,
    )
    _tell(done)
    if request.trigger is Trigger.SCHEDULE:
        _keep_schedule_only_while_active(collector.collector_id)
    return done


def _polls(collector: Collector) -> int:
    return plugin(collector.source).info.polls if collector.source in SOURCES else 1


def _opened(collector: Collector, *, until: Ms, polled: bool) -> Opened:
    opened = _open(collector, until, TIMEOUT_S)
    if not polled:
        return opened
    said = partial(_poll_failed, collector.collector_id)
    return replace(opened, source=Polled(opened.source, evidence.clock, evidence.clock.sleep, until, said))


def _open(collector: Collector, until: Ms, timeout_s: float) -> Opened:
    found = plugin(collector.source)
    origin = evidence.made_up_origin()
    around = Surroundings(evidence.clock, evidence.clock.sleep, random.Random(), until)
    http = Http(around, evidence.breakers(), gap_s=found.gap_s, origin=origin, client=_client(timeout_s))
    context = Context(
        http,
        evidence.memory(collector.collector_id),
        evidence.quotas(),
        collector.collector_id,
        synthetic=origin is not None,
        ledger=evidence.places(),
    )
    # The only place where secrets and settings meet.
    source = found.open({**collector.settings, **_secrets().get(collector.collector_id)}, context)
    return Opened(_Sound(source), lambda: http.retries)


def _checked(collector: Collector, until: Ms) -> Checked:
    began = evidence.clock.now()
    try:
        found = _open(collector, until, TEST_TIMEOUT_S).source.check(began)
    except OmcError as error:
        found = Checked(False, error.message, evidence.clock.now() - began)
    return replace(found, message=found.message[:500])


def _tell(done: Run) -> None:
    if done.status is Status.SKIPPED:
        log().info("collector not run", extra=run_line(done))
        return
    log().info("collector run", extra=run_line(done))
    metrics = _metrics()
    metrics.add_metric("RecordsStored", MetricUnit.Count, done.new + done.revised)
    metrics.add_metric("RunSucceeded", MetricUnit.Count, int(done.status is Status.SUCCEEDED))
    metrics.add_metric("RunLatency", MetricUnit.Milliseconds, done.latency_ms)
    metrics.add_metadata("source", done.source)
    metrics.add_metadata("run_id", done.run_id)
    metrics.flush_metrics()


def _poll_failed(collector_id: str, error: OmcError) -> None:
    log().warning("poll failed", extra={"collector_id": collector_id, "error": error.code})


def _keep_schedule_only_while_active(collector_id: str) -> None:
    """A collector that was paused, by a person or by its failures, is not woken for nothing."""
    if not evidence.book().get(collector_id).runs_on_schedule:
        _schedules().remove(collector_id)


class _Sound:
    """A source whose unforeseen errors end its run, counted and logged, as foreseen ones do."""

    def __init__(self, source: Source) -> None:
        self.info, self._source = source.info, source

    def check(self, now: Ms) -> Checked:
        return self._soundly(lambda: self._source.check(now))

    def collect(self, since: Ms | None) -> Iterator[Page]:
        pages = self._soundly(lambda: self._source.collect(since))
        while (page := self._soundly(lambda: next(pages, None))) is not None:
            yield page

    def _soundly(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except OmcError:
            raise
        except Exception as error:
            # The entry point of foreign answers: one that breaks a reader must count as a failed run.
            log().exception("source broke", extra={"source": self.info.name})
            raise Bug(f"the reader of {self.info.name} broke: {type(error).__name__}") from error
