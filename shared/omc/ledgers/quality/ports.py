"""What the quality monitor keeps, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from omc.kernel.events import Event
from omc.kernel.instants import Ms
from omc.ledgers.quality.scores import Score
from omc.ledgers.taxonomy import Ledger


@dataclass(frozen=True)
class Standing:
    """A score as it was at `at`, ms UTC. severity: of the breach it is in, medium or high; None for none.
    stale: nothing has served its schedule for too long; collectors only."""

    score: Score
    at: Ms
    severity: str | None = None
    stale: bool = False


@dataclass(frozen=True)
class Told:
    """One message for everybody who follows a ledger."""

    ledger: Ledger
    type: str
    data: dict[str, object]
    push_id: str


class QualityBook(Protocol):
    """Standings, the last of each name and a year of each."""

    def current(self) -> Sequence[Standing]: ...

    def history(self, name: str, start: Ms, end: Ms, limit: int) -> Sequence[Standing]:
        """Those in [start, end), newest first."""
        ...

    def keep(
        self, standings: Sequence[Standing], events: Sequence[Event], told: Sequence[Told], last_at: Ms | None
    ) -> None:
        """All at once, and the names that are not among them are no longer current. last_at: when the
        standings one had read were of; Conflict when newer ones are there."""
        ...
