"""What a collector's runs did: one by one, as a log, in sums, and in samples of what came."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.contracts.http.collectors import (
    CollectorFigures,
    CollectorRunOut,
    LogLine,
    SampleOut,
    log_lines,
)
from omc.contracts.http.common import Page
from omc.wiring import collectors
from omc.wiring.http import Limit, caller, require
from omc.wiring.ledgers import Cursors

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]
_Days = Annotated[int, Query(ge=1, le=14, description="How many days back, 14 at most")]


@router.get("/v1/collectors/<collector_id>/runs")
def list_collector_runs(
    collector_id: str, cursor: str | None = None, limit: Limit = 50
) -> Page[CollectorRunOut]:
    """List a collector's runs of the last 90 days, newest first."""
    person = caller(router)
    require(person, "admin")
    cursors = Cursors(person, f"collector-runs:{collector_id}")
    found = collectors.runs(collector_id, limit, cursors.read(cursor))
    after = found[-1].started_at if len(found) == limit else None
    return Page(items=[CollectorRunOut.of(run) for run in found], next_cursor=cursors.write(after))


@router.get("/v1/collectors/<collector_id>/logs")
def list_collector_logs(collector_id: str, cursor: str | None = None, limit: Limit = 50) -> Page[LogLine]:
    """List what its runs had to say, newest run first: how each ended, errors, rows left out.

    `limit` counts runs; a run may have several lines. No line holds a key.
    """
    person = caller(router)
    require(person, "admin")
    cursors = Cursors(person, f"collector-logs:{collector_id}")
    found = collectors.runs(collector_id, limit, cursors.read(cursor))
    after = found[-1].started_at if len(found) == limit else None
    lines = [line for run in found for line in log_lines(run)]
    return Page(items=lines, next_cursor=cursors.write(after))


@router.get("/v1/collectors/<collector_id>/samples")
def list_collector_samples(collector_id: str) -> Page[SampleOut]:
    """List the ten newest records of a collector's source."""
    require(caller(router), "admin")
    return Page(items=collectors.samples(collector_id))


@router.get("/v1/collectors/<collector_id>/metrics")
def get_collector_metrics(collector_id: str, days: _Days = 7) -> CollectorFigures:
    """Sum up a collector's runs of some days, with one bucket for each half day."""
    require(caller(router), "admin")
    return collectors.figures(collector_id, days)
