"""Builds the collector: live sources by the configured series, or the replay of one."""

import os
import random
import time
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from omc.adapters.dynamodb.lease import Leases
from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.adapters.sources.replay.source import ReplaySource
from omc.adapters.sources.ticks.source import TickBars
from omc.contracts.collect import Replayed, parse_configured, parse_request
from omc.kernel.errors import Forbidden, OmcError
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.patience import Surroundings
from omc.kernel.ports import Clock
from omc.market.collecting import SeriesReport, collect
from omc.market.records import Series
from omc.market.watching import BySeries, Watcher
from omc.wiring.candles import exchanges
from omc.wiring.clients import dynamodb, setting
from omc.wiring.clock import SystemClock
from omc.wiring.market import market
from omc.wiring.suspects import judge

_MINUTE_MS = 50 * SECOND_MS
_PATIENCE_MS = 10 * SECOND_MS
_clock = SystemClock()


class _At:
    """A clock that stands at the close of the bar a replay has reached."""

    def __init__(self, instant: Ms) -> None:
        self._instant = instant

    def now(self) -> Ms:
        return self._instant


@cache
def log() -> Logger:
    return Logger(service="ledgers")


@cache
def _ticks() -> TickBars:
    return TickBars(DynamoRecordReader(dynamodb(), setting("OMC_LEDGER_TABLE")))


@cache
def _replay() -> ReplaySource:
    return ReplaySource(market().replay)


def run(event: dict[str, Any], request_id: str) -> dict[str, Any]:
    """Serves one request; the answer reports each series, failed ones among them."""
    request = parse_request(event)
    reports = _replayed(request) if isinstance(request, Replayed) else _scheduled(request_id)
    for report in reports:
        if report.stored and not isinstance(request, Replayed):
            _judge(report.series)
        if report.error is not None:
            log().warning("collection stopped short", extra=_told(report))
    return {"reports": [_told(report) for report in reports]}


def _judge(series: Series) -> None:
    try:
        judge(series, _clock.now())
    except OmcError as error:
        # The bars are stored; the next ones are judged with them.
        log().warning("bars were not judged", extra={"series": series.key, "error": error.code})


def _replayed(request: Replayed) -> list[SeriesReport]:
    if setting("OMC_STAGE") == "prod":
        raise Forbidden("expected a stage other than prod for a replay, got prod")
    series = Series.parse(request.series)
    closes = series.timeframe.close_of(request.through)
    return [collect(_replay(), market().store, series, _around(_At(closes), closes + _PATIENCE_MS))]


def _scheduled(holder: str) -> list[SeriesReport]:
    configured = parse_configured(os.environ.get("OMC_COLLECT_SERIES", ""))
    wanted = [Series.parse(one.series) for one in configured]
    made = {Series.parse(one.series): _ticks() for one in configured if one.source == "ticks"}
    source = BySeries(exchanges(), made)
    leases = Leases(dynamodb(), setting("OMC_MARKET_TABLE"))
    deadline = _clock.now() + _MINUTE_MS
    return Watcher(source, market().store, leases, holder).watch(wanted, _around(_clock, deadline))


def _around(clock: Clock, deadline: Ms) -> Surroundings:
    return Surroundings(clock, time.sleep, random.Random(), deadline)


def _told(report: SeriesReport) -> dict[str, Any]:
    return {**asdict(report), "series": report.series.key}
