"""What administration needs of the world beside what runs need."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from omc.ledgers.sources import Checked, SourceInfo


@dataclass(frozen=True)
class Fault:
    """One wrong setting: where, such as `subreddits.0`, and what was expected. missing: nothing came at all,
    which a draft may leave open."""

    path: str
    message: str
    missing: bool = False


class Sources(Protocol):
    """The sources there are; NotFound for another."""

    def info(self, name: str) -> SourceInfo: ...

    def all(self) -> Sequence[SourceInfo]: ...

    def faults(self, name: str, settings: Mapping[str, Any], kept: Collection[str]) -> Sequence[Fault]:
        """What is wrong with settings and secrets; the value of a secret is in no message. kept: secrets
        that are stored already and were not sent again."""
        ...


class Starter(Protocol):
    """Has the function that runs a collector do something; Transient when it does not answer. runner: which
    one; see SourceInfo."""

    def run(self, collector_id: str, run_id: str, runner: str) -> None:
        """At once and marked as manual; its outcome is in the collector's runs."""
        ...

    def check(self, collector_id: str, runner: str) -> Checked:
        """What a test of the connection found, with the settings that are stored."""
        ...


class WatchSchedule(Protocol):
    """The schedule of who watches quality; each move may be repeated."""

    def ensure(self) -> None: ...

    def remove(self) -> None: ...
