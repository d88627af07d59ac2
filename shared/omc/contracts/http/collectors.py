"""Collectors on the wire: what there is, how it does, what an admin may set. No secret is in any answer."""

from typing import Any, Literal

from pydantic import Field

from omc.contracts.http.common import Instant, Wire
from omc.ledgers.administration.figures import Figures
from omc.ledgers.administration.service import Change
from omc.ledgers.collectors import Collector, HealthState, Run, State, Status, Trigger
from omc.ledgers.quality.ports import Standing
from omc.ledgers.records import CatalystEvent, Enrichment, Measurement, NewsItem, Quote, Record, SocialPost
from omc.ledgers.sources import Checked, SourceInfo
from omc.ledgers.taxonomy import Ledger

Settings = dict[str, Any]
_NAME = Field(default=None, min_length=1, max_length=80, description="For people")
_SCHEDULE = Field(
    default=None,
    max_length=80,
    description="An EventBridge expression; empty for the source's own",
    examples=["rate(2 hours)"],
)
_SETTINGS = Field(
    default=None,
    description="By the source's schema. A secret that is left out, null or empty stays as it is stored",
    examples=[{}],
)


class CollectorIn(Wire):
    """A collector to set up; it begins as a draft."""

    source: str = Field(min_length=1, max_length=40, examples=["fear_greed"])
    name: str | None = _NAME
    schedule: str | None = _SCHEDULE
    settings: Settings | None = _SETTINGS

    def change(self) -> Change:
        return Change(self.name, self.settings, self.schedule)


class CollectorChange(Wire):
    """What to change; what is left out stays. `settings` replaces all of them, but for secrets not sent."""

    version: int = Field(ge=1, description="The version that was looked at; another's change since is a 409")
    name: str | None = _NAME
    schedule: str | None = _SCHEDULE
    settings: Settings | None = _SETTINGS

    def change(self) -> Change:
        return Change(self.name, self.settings, self.schedule)


class CollectorScoreOut(Wire):
    """How far it can be trusted, by the last look; fractions from 0 to 1."""

    overall: float
    completeness: float
    timeliness: float
    accuracy: float
    uptime: float
    reasons: list[str] = Field(description="What is wrong, in words; none if nothing is")
    severity: str | None = Field(description="medium or high while a limit is crossed")
    stale: bool = Field(description="Nothing has served its schedule for over twice its interval")
    at: Instant

    @classmethod
    def of(cls, standing: Standing) -> "CollectorScoreOut":
        score = standing.score
        return cls(
            overall=score.overall, completeness=score.completeness, timeliness=score.timeliness,
            accuracy=score.accuracy, uptime=score.uptime, reasons=list(score.reasons),
            severity=standing.severity, stale=standing.stale, at=standing.at,
        )  # fmt: skip


class CollectorOut(Wire):
    """A source with its settings and its schedule, and how it does."""

    collector_id: str
    source: str
    name: str
    ledger: Ledger
    tier: int = Field(description="1 free, 2 paid, 3 beyond")
    critical: bool = Field(description="Must be there 99 % of the time, others 95 %")
    state: State
    running: bool = Field(description="A run is at work now")
    version: int = Field(description="Name it when you change something")
    settings: Settings = Field(description="Without secrets")
    secrets_set: list[str] = Field(description="Names of the secrets that are stored")
    schedule: str = Field(description="In force: its own, or the source's")
    own_schedule: str | None = Field(description="Null: it follows the source's")
    interval_ms: int = Field(description="Mean time between two runs")
    failures: int = Field(description="In a row; three are told, five pause it")
    last_run_at: Instant | None
    last_success_at: Instant | None
    last_error: str | None
    last_seen: int | None = Field(description="Records its last run was told; null before the first")
    last_new: int | None = Field(description="Those of them that were new")
    plugin_version: str
    created_at: Instant
    changed_at: Instant
    health: HealthState
    quality: CollectorScoreOut | None = Field(description="Null before the first look at it")


def collector_out(
    collector: Collector, info: SourceInfo, interval_ms: int, secrets: list[str], health: HealthState, *,
    last: Run | None, standing: Standing | None, running: bool,
) -> CollectorOut:  # fmt: skip
    same = {name: getattr(collector, name) for name in _SAME}
    return CollectorOut(
        **same,
        ledger=info.ledger, tier=info.tier, critical=info.critical, running=running,
        version=collector.edition, settings=dict(collector.settings), secrets_set=secrets,
        schedule=collector.schedule or info.schedule, own_schedule=collector.schedule,
        interval_ms=interval_ms, health=health,
        last_seen=last.seen if last else None, last_new=last.new if last else None,
        quality=CollectorScoreOut.of(standing) if standing else None,
    )  # fmt: skip


_SAME = (
    "collector_id", "source", "name", "state", "failures", "last_run_at", "last_success_at", "last_error",
    "plugin_version", "created_at", "changed_at",
)  # fmt: skip


class SourceOut(Wire):
    """A source that can be collected from."""

    source: str
    title: str
    ledger: Ledger
    tier: int
    version: str
    schedule: str = Field(description="Where a collector has none of its own")
    expected: int = Field(description="Records in a usual run")
    critical: bool
    secrets: list[str] = Field(description="Names of the settings that are secret")
    settings_schema: dict[str, Any] = Field(description="JSON schema of the settings")

    @classmethod
    def of(cls, info: SourceInfo) -> "SourceOut":
        return cls(
            source=info.name, title=info.title, ledger=info.ledger, tier=info.tier, version=info.version,
            schedule=info.schedule, expected=info.expected, critical=info.critical,
            secrets=list(info.secrets), settings_schema=dict(info.settings_schema),
        )  # fmt: skip


class CheckedOut(Wire):
    """What a test of the connection found."""

    works: bool
    message: str = Field(description="For a person")
    latency_ms: int

    @classmethod
    def of(cls, found: Checked) -> "CheckedOut":
        return cls(works=found.works, message=found.message, latency_ms=found.latency_ms)


class RunStarted(Wire):
    """Accepted: the run is found among the collector's runs when it is over."""

    run_id: str


class CollectorRunOut(Wire):
    """One run."""

    run_id: str
    trigger: Trigger
    status: Status
    started_at: Instant
    finished_at: Instant
    latency_ms: int
    plugin_version: str
    seen: int = Field(description="Records the source told")
    new: int
    revised: int
    repeated: int
    rejected: int = Field(description="Rows that were no records")
    unsound: int = Field(description="Records that break a rule of quality")
    bytes_read: int
    retries: int = Field(description="Calls that were made again")
    error_class: str | None
    error_text: str | None
    notes: list[str]

    @classmethod
    def of(cls, run: Run) -> "CollectorRunOut":
        told = {name: getattr(run, name) for name in cls.model_fields if name != "notes"}
        return cls(**told, notes=list(run.notes))


class LogLine(Wire):
    """Something a run had to say."""

    at: Instant
    run_id: str
    level: Literal["error", "warning", "info"]
    text: str


def log_lines(run: Run) -> list[LogLine]:
    """Of one run: how it ended, its error, and its notes."""
    at, name = run.finished_at, run.run_id
    bad = run.status in (Status.FAILED, Status.PARTIAL)
    ended = f"{run.trigger.value} run {run.status.value}: {run.seen} records, {run.new} new"
    if run.retries:
        ended += f", {run.retries} calls made again"
    lines = [LogLine(at=at, run_id=name, level="info", text=ended)]
    if run.error_text:
        text = f"{run.error_class}: {run.error_text}"
        lines.append(LogLine(at=at, run_id=name, level="error" if bad else "warning", text=text))
    return lines + [LogLine(at=at, run_id=name, level="warning", text=note) for note in run.notes]


class SampleOut(Wire):
    """A record, shortly."""

    record_id: str
    kind: str
    event_time: Instant = Field(description="When it happened")
    known_at: Instant = Field(description="When we knew")
    assets: list[str]
    text: str = Field(description="What it says, in a line")
    url: str | None
    synthetic: bool = Field(description="True: made up, never a basis for a live decision")

    @classmethod
    def of(cls, record: Record) -> "SampleOut":
        return cls(
            record_id=record.record_id, kind=record.kind, event_time=record.event_time,
            known_at=record.known_at, assets=list(record.assets), text=_line(record)[:300], url=record.url,
            synthetic=record.synthetic,
        )  # fmt: skip


def _line(record: Record) -> str:
    if isinstance(record, Measurement):
        values = ", ".join(f"{name} {value:f}" for name, value in sorted(record.values.items()))
        return f"{record.subject}: {values}" + (f" ({record.note})" if record.note else "")
    if isinstance(record, Quote):
        return f"{record.symbol} bid {record.bid:f}, ask {record.ask:f}, last {record.last:f}"
    if isinstance(record, SocialPost):
        return f"{record.community}: {record.title or 'taken back by its author'}"
    if isinstance(record, NewsItem):
        return f"{record.outlet}: {record.title}"
    if isinstance(record, Enrichment):
        scores = "; ".join(
            f"{one.symbol} {one.sentiment.score:f} ({one.sentiment.reasons[0]})" for one in record.coins
        )
        return f"{record.item_source} by {record.model}: {scores or 'no coin of our list'}"
    return record.title if isinstance(record, CatalystEvent) else record.natural_key


class BucketOut(Wire):
    """Half a day of runs."""

    start: Instant
    runs: int
    failed: int
    seen: int
    new: int
    latency_ms: float | None


class CollectorFigures(Wire):
    """What its runs came to; fractions from 0 to 1, null where there was no run."""

    collector_id: str
    since: Instant
    runs: int
    succeeded: int
    failed: int
    skipped: int = Field(description="Runs a spent plan forbade")
    seen: int
    new: int
    revised: int
    repeated: int
    rejected: int
    bytes_read: int
    success_fraction: float | None
    mean_records: float | None = Field(description="Records of a run")
    mean_latency_ms: float | None
    last_run_at: Instant | None
    last_success_at: Instant | None
    last_error: str | None
    buckets: list[BucketOut] = Field(description="Half days, oldest first")

    @classmethod
    def of(cls, collector: Collector, figures: Figures) -> "CollectorFigures":
        names = set(Figures.__dataclass_fields__) - {"buckets"}
        return cls(
            **{name: getattr(figures, name) for name in names},
            collector_id=collector.collector_id,
            last_run_at=collector.last_run_at,
            last_success_at=collector.last_success_at,
            last_error=collector.last_error,
            buckets=[BucketOut(**vars(one)) for one in figures.buckets],
        )


class CollectorHealth(Wire):
    """How a collector does, for everybody: nothing of its settings, runs or errors."""

    name: str
    source: str
    ledger: Ledger
    health: HealthState
    last_success_at: Instant | None


class CollectorsHealth(Wire):
    """All that should be collected, and the worst of it."""

    overall: HealthState = Field(description="The worst of all; UNKNOWN where nothing is collected")
    items: list[CollectorHealth]
