"""A collector: a source with settings and a schedule, what state it is in, and what its runs were.

DRAFT -> ACTIVE <-> PAUSED -> RETIRED; ACTIVE -> FAILED after five failures in a row, and back by hand or
by a test that passes. RUNNING is not a state of its own: it is ACTIVE with a lease held.

A run is a failure when it brought nothing. A partial one brought records before it broke off: it is no
success either, so that it lowers health and the next run asks since the last full one, but it ends the row
of failures. Pausing it would stop what it does bring.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from omc.kernel.errors import Conflict
from omc.kernel.instants import DAY_MS, MINUTE_MS, Ms

ALERT_AFTER, PAUSE_AFTER = 3, 5
# Longer schedules are served no better by a function than by a person.
SHORTEST_MS, LONGEST_MS = MINUTE_MS, 7 * DAY_MS
HEALTHY_FROM, DEGRADED_FROM = 0.95, 0.80
HEALTH_RUNS = 50


class State(StrEnum):
    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    FAILED = "FAILED"
    RETIRED = "RETIRED"


MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.ACTIVE, State.RETIRED}),
    State.ACTIVE: frozenset({State.PAUSED, State.FAILED, State.RETIRED}),
    State.PAUSED: frozenset({State.ACTIVE, State.RETIRED}),
    State.FAILED: frozenset({State.ACTIVE, State.PAUSED, State.RETIRED}),
    State.RETIRED: frozenset(),
}


class Trigger(StrEnum):
    SCHEDULE = "schedule"
    MANUAL = "manual"


class Status(StrEnum):
    """How a run ended. PARTIAL: it broke off, and what came before is kept. SKIPPED: another run was at it,
    the plan's calls are used up, or the source is not asked at that hour."""

    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


class HealthState(StrEnum):
    HEALTHY = "HEALTHY"
    DEGRADED = "DEGRADED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Collector:
    """settings: without its secrets, which stand elsewhere under the collector's id. schedule: None for the
    source's own. failures: in a row. last_error: of the last run that had one, gone with a success. version:
    grows with each change, and a writer must name it."""

    collector_id: str
    source: str
    name: str
    state: State
    settings: Mapping[str, Any]
    created_at: Ms
    changed_at: Ms
    plugin_version: str
    schedule: str | None = None
    failures: int = 0
    last_run_at: Ms | None = None
    last_success_at: Ms | None = None
    last_error: str | None = None
    active_since: Ms | None = None
    edition: int = 1
    version: int = 0

    @property
    def runs_on_schedule(self) -> bool:
        return self.state is State.ACTIVE

    @property
    def is_expected(self) -> bool:
        """Somebody counts on its records: it is active, or failures have paused what was."""
        return self.state in (State.ACTIVE, State.FAILED)

    def moved(self, to: State, now: Ms) -> "Collector":
        """In the new state; Conflict for a move that is not in the table."""
        if to not in MOVES[self.state]:
            allowed = ", ".join(sorted(MOVES[self.state])) or "nothing"
            raise Conflict(f"expected a move from {self.state} to {allowed}, got {to}", code="bad_move")
        failures = 0 if to is State.ACTIVE else self.failures
        since = (self.active_since or now) if to is State.ACTIVE else None
        return replace(
            self, state=to, changed_at=now, failures=failures, active_since=since, edition=self.edition + 1
        )

    def after(self, run: "Run") -> "Collector":
        """With a run counted: five failures in a row pause it; a run that brought something ends the row."""
        if run.status is Status.SKIPPED:
            return self
        if run.status is Status.SUCCEEDED:
            return replace(
                self, failures=0, last_run_at=run.finished_at, last_success_at=run.started_at, last_error=None
            )
        failures = 0 if run.status is Status.PARTIAL else self.failures + 1
        gives_up = failures >= PAUSE_AFTER and self.state is State.ACTIVE
        return replace(
            self,
            failures=failures,
            last_run_at=run.finished_at,
            last_error=run.error_text,
            state=State.FAILED if gives_up else self.state,
        )


@dataclass(frozen=True)
class Run:
    """One run. seen: records the source told; new, revised, repeated: what became of them; rejected: rows
    that were no records. unsound: records that break a rule of quality. retries: calls that were made again.
    error_text holds no key and no address with a query."""

    collector_id: str
    run_id: str
    source: str
    trigger: Trigger
    status: Status
    started_at: Ms
    finished_at: Ms
    plugin_version: str
    seen: int = 0
    new: int = 0
    revised: int = 0
    repeated: int = 0
    rejected: int = 0
    unsound: int = 0
    bytes_read: int = 0
    retries: int = 0
    error_class: str | None = None
    error_text: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def latency_ms(self) -> Ms:
        return self.finished_at - self.started_at


def health_of(runs: Sequence[Run], now: Ms, within_ms: Ms = DAY_MS) -> HealthState:
    """Of the last 50 runs that are no older than `within_ms`, newest first: 95 % successes and over is
    healthy, 80 % and over degraded. UNKNOWN where there was none."""
    recent = [run for run in runs if run.status is not Status.SKIPPED and run.started_at >= now - within_ms]
    counted = recent[:HEALTH_RUNS]
    if not counted:
        return HealthState.UNKNOWN
    share = sum(run.status is Status.SUCCEEDED for run in counted) / len(counted)
    if share >= HEALTHY_FROM:
        return HealthState.HEALTHY
    return HealthState.DEGRADED if share >= DEGRADED_FROM else HealthState.FAILED


_WORST_FIRST = (HealthState.FAILED, HealthState.DEGRADED, HealthState.UNKNOWN, HealthState.HEALTHY)


def worst_of(healths: Iterable[HealthState]) -> HealthState:
    """Of all; UNKNOWN of none."""
    return min(healths, key=_WORST_FIRST.index, default=HealthState.UNKNOWN)
