"""What the runs of some days come to: sums, means, and one bar for each half day."""

from collections.abc import Sequence
from dataclasses import dataclass

from omc.kernel.instants import HOUR_MS, Ms
from omc.ledgers.collectors import Run, Status

BUCKET_MS = 12 * HOUR_MS


@dataclass(frozen=True)
class Bucket:
    """Half a day from `start`, ms UTC. failed: runs that failed or broke off."""

    start: Ms
    runs: int = 0
    failed: int = 0
    seen: int = 0
    new: int = 0
    latency_ms: float | None = None


@dataclass(frozen=True)
class Figures:
    """Of runs since `since`. Means are over runs that were made; None where there was none. skipped runs are
    counted apart and in no mean."""

    since: Ms
    runs: int
    succeeded: int
    failed: int
    skipped: int
    seen: int
    new: int
    revised: int
    repeated: int
    rejected: int
    bytes_read: int
    success_fraction: float | None
    mean_records: float | None
    mean_latency_ms: float | None
    buckets: tuple[Bucket, ...]


def figures_of(runs: Sequence[Run], since: Ms, now: Ms) -> Figures:
    """Runs begun in [since, now], in any order; `since` is moved back to the start of its half day."""
    first = since - since % BUCKET_MS
    inside = [run for run in runs if first <= run.started_at <= now]
    made = [run for run in inside if run.status is not Status.SKIPPED]
    good = sum(run.status is Status.SUCCEEDED for run in made)
    return Figures(
        since=first,
        runs=len(made), succeeded=good, failed=len(made) - good, skipped=len(inside) - len(made),
        seen=sum(run.seen for run in made), new=sum(run.new for run in made),
        revised=sum(run.revised for run in made), repeated=sum(run.repeated for run in made),
        rejected=sum(run.rejected for run in made), bytes_read=sum(run.bytes_read for run in made),
        success_fraction=_mean([float(run.status is Status.SUCCEEDED) for run in made]),
        mean_records=_mean([float(run.seen) for run in made]),
        mean_latency_ms=_mean([float(run.latency_ms) for run in made]),
        buckets=tuple(_bucket(start, made) for start in range(first, now + 1, BUCKET_MS)),
    )  # fmt: skip


def _bucket(start: Ms, made: Sequence[Run]) -> Bucket:
    own = [run for run in made if start <= run.started_at < start + BUCKET_MS]
    failed = sum(run.status is not Status.SUCCEEDED for run in own)
    latency = _mean([float(run.latency_ms) for run in own])
    return Bucket(start, len(own), failed, sum(r.seen for r in own), sum(r.new for r in own), latency)


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
