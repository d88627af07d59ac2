"""Collectors and their runs as stored, and what wakes a run.

{"collector_id": "fear_greed", "trigger": "schedule"}                       every turn of its schedule
{"collector_id": "fear_greed", "trigger": "manual", "run_id": "run-..."}    a person asked
{"collector_id": "fear_greed", "check": true}                               does its connection work?

{}                                                                          a look at the quality of all

Beside made-up sources, and never in production, `"now": "2026-03-04T05:06:00Z"` is the instant of it.
"""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from omc.contracts.events import invalid
from omc.kernel.instants import Ms, from_iso
from omc.ledgers.collectors import Collector, Run, Trigger

_COLLECTOR: TypeAdapter[Collector] = TypeAdapter(Collector)
_RUN: TypeAdapter[Run] = TypeAdapter(Run)


def _instant(text: Any) -> Ms:
    if not isinstance(text, str):
        raise ValueError(f"expected an ISO-8601 time, got {text!r}")
    return from_iso(text)


_Told = Annotated[Ms, BeforeValidator(_instant)] | None


class IngestRequest(BaseModel):
    """run_id: the name of a manual run, by which it is found later. at: the time its schedule meant. check:
    only test the connection. now: ms UTC; None for the machine's time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collector_id: str = Field(min_length=1, max_length=64)
    trigger: Trigger = Trigger.SCHEDULE
    run_id: str | None = Field(default=None, min_length=1, max_length=64)
    at: str | None = None
    check: bool = False
    now: _Told = None


class LookRequest(BaseModel):
    """now: ms UTC; None for the machine's time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    now: _Told = None


def parse_ingest(event: dict[str, Any]) -> IngestRequest:
    """InvalidInput names the wrong fields."""
    try:
        return IngestRequest.model_validate(event)
    except ValidationError as error:
        raise invalid('a request such as {"collector_id": "fear_greed"}', error) from error


def parse_look(event: dict[str, Any]) -> LookRequest:
    """InvalidInput names the wrong fields."""
    try:
        return LookRequest.model_validate(event)
    except ValidationError as error:
        raise invalid("a request such as {}", error) from error


def format_collector(collector: Collector) -> str:
    return _COLLECTOR.dump_json(collector).decode()


def parse_collector(text: str) -> Collector:
    """Inverse of `format_collector`."""
    return _COLLECTOR.validate_json(text)


def format_run(run: Run) -> str:
    return _RUN.dump_json(run).decode()


def parse_run(text: str) -> Run:
    """Inverse of `format_run`."""
    return _RUN.validate_json(text)


def run_line(run: Run) -> dict[str, Any]:
    """What the log says of a run."""
    return {**asdict(run), "latency_ms": run.latency_ms}
