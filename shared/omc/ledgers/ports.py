"""What the ledgers need of the places records and collectors are kept in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from omc.kernel.events import Event
from omc.kernel.instants import Ms
from omc.ledgers.collectors import Collector, Run
from omc.ledgers.records import Record


@dataclass(frozen=True)
class Written:
    """What a write did with each record: new things, revisions of known things, and repeats, which only
    count."""

    new: tuple[Record, ...] = ()
    revised: tuple[Record, ...] = ()
    repeated: int = 0


class RecordWriter(Protocol):
    """Takes records in any order and as often as one likes; Transient when busy: write again."""

    def write(self, records: Sequence[Record]) -> Written:
        """Each thing stored once, each change of it once; each new one announced once."""
        ...

    def erase(self, record_ids: Sequence[str]) -> int:
        """Takes the words out of all revisions of things their authors took back; how many items changed."""
        ...


class CollectorBook(Protocol):
    """Collectors and their runs. NotFound for an unknown id; Conflict when a version is not the last."""

    def get(self, collector_id: str) -> Collector: ...

    def all(self) -> Sequence[Collector]: ...

    def save(self, collector: Collector, *, events: Sequence[Event] = ()) -> Collector:
        """Stored under the next version; `collector.version` must be the last. 0 makes a new one."""
        ...

    def add_run(self, run: Run) -> None:
        """Kept 90 days; the same run_id again changes nothing."""
        ...

    def runs(self, collector_id: str, limit: int, before: Ms | None = None) -> Sequence[Run]:
        """Newest first."""
        ...


class SecretBox(Protocol):
    """Secret settings, write-only for everybody but a run."""

    def put(self, collector_id: str, secrets: Mapping[str, str]) -> None: ...

    def get(self, collector_id: str) -> Mapping[str, str]: ...

    def names(self, collector_id: str) -> Sequence[str]:
        """Which are set, never what they are."""
        ...

    def forget(self, collector_id: str) -> None: ...


class RawPages(Protocol):
    """Pages as they came, kept a week for whoever mends a parser."""

    def keep(self, source: str, run_id: str, number: int, body: bytes, at: Ms) -> None: ...


class CollectorSchedules(Protocol):
    """Real schedules of active collectors; each move may be repeated."""

    def ensure(self, collector_id: str, expression: str, leeway_min: int = 0, runner: str = "ingest") -> None:
        """Starts may be late by `leeway_min` minutes; see `omc.ledgers.turns`. runner: who is started."""
        ...

    def remove(self, collector_id: str) -> None: ...


SettingsOf = Mapping[str, Any]
