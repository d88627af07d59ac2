"""What a source of evidence is to us: what it says of itself, and the two things it can be asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from omc.kernel.instants import Ms
from omc.ledgers.hours import OpenHours
from omc.ledgers.records import Record
from omc.ledgers.taxonomy import Ledger


@dataclass(frozen=True)
class SourceInfo:
    """What a source says of itself.

    name: as it stands in records. version: raised when what it writes changes. tier: 1 free, 2 paid up to
    60 USD a month, 3 beyond; 2 and 3 are off until an admin turns them on. settings_schema: JSON schema;
    a field marked writeOnly is a secret. schedule: EventBridge expression. expected: records seen in
    a usual run. lag_ms: how long after publication history counts as known. critical: whether it must
    be there 99 % of the time (else 95 %). polls: within one run of a minute. only_news: a run tells only
    what is new, so that a good one may tell nothing. hours: outside of them its own schedule
    is thinned out. runner: the function of the ledgers that runs it.
    """

    name: str
    version: str
    ledger: Ledger
    title: str
    tier: int
    settings_schema: Mapping[str, Any]
    schedule: str
    expected: int
    lag_ms: Ms
    critical: bool = False
    polls: int = 1
    success_goal: float = 0.95
    only_news: bool = False
    hours: OpenHours | None = None
    runner: str = "ingest"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Names of the settings that are secret."""
        properties: Mapping[str, Any] = self.settings_schema.get("properties", {})
        return tuple(name for name, one in properties.items() if one.get("writeOnly"))


@dataclass(frozen=True)
class Page:
    """One answer of a source, read. raw: the body as it came, where a parser may break and a person may
    want to look; rejected: rows that were no records, one sentence each; notes: what else a person should
    know of the run."""

    records: Sequence[Record]
    rejected: Sequence[str] = ()
    raw: bytes | None = None
    bytes_read: int = 0
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Checked:
    """What a test of the connection found, in a sentence for a person."""

    works: bool
    message: str
    latency_ms: int


Settings = Mapping[str, Any]


class Source(Protocol):
    """One source with its settings already read. Pages come one by one, so that what came before a failure
    is kept; fails with the errors of `omc.ledgers.errors`."""

    info: SourceInfo

    def check(self, now: Ms) -> Checked:
        """One small question, to see whether address, key and plan are right; never raises for a refusal."""
        ...

    def collect(self, since: Ms | None) -> Iterator[Page]:
        """What is new since `since` (the last success; None: never), oldest need first."""
        ...


@dataclass(frozen=True)
class Opened:
    """A source ready for one run. retries: calls that were made again so far, told also when the run
    failed."""

    source: Source
    retries: Callable[[], int]


class Memory(Protocol):
    """What a source keeps between its runs, small and by name: seen ids' marks, tags, last counts."""

    def get(self, name: str) -> str | None: ...

    def put(self, name: str, value: str) -> None: ...


class Quotas(Protocol):
    """Calls that a plan allows in a period, kept where all runs see them."""

    def take(self, name: str, period: str, allowed: int, calls: int = 1) -> int:
        """Count `calls`, before they are made; how many are left. QuotaSpent when they are not there."""
        ...

    def give_back(self, name: str, period: str, calls: int) -> None:
        """Calls that were taken and not made."""
        ...

    def left(self, name: str, period: str, allowed: int) -> int:
        """How many calls are left; counts nothing."""
        ...
