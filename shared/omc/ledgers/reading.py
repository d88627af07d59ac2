"""How records are asked for: by ledger, source, asset and time, newest first, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from omc.kernel.instants import Ms
from omc.ledgers.records import Record
from omc.ledgers.taxonomy import Ledger

EVERY_ASSET = "*"


@dataclass(frozen=True)
class RecordQuery:
    """start, end: event times in [start, end), ms UTC. source: None for all of the ledger. asset: a symbol,
    or `*` for all. known_by: as one knew it then, ms UTC; None: as we know it now. revisions: every wording
    of a thing, not only the last. cursor: of the page before."""

    ledger: Ledger
    start: Ms
    end: Ms
    source: str | None = None
    asset: str = EVERY_ASSET
    known_by: Ms | None = None
    revisions: bool = False
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True)
class RecordPage:
    """Newest first by event time. next_cursor: None on the last page."""

    records: Sequence[Record]
    next_cursor: str | None = None


class RecordReader(Protocol):
    """What is hot: 90 days. InvalidInput for a cursor that is none."""

    def page(self, query: RecordQuery) -> RecordPage: ...

    def wordings(self, record_id: str) -> Sequence[Record]:
        """The thing's revisions, the last first, at least one; NotFound for an unknown id."""
        ...

    def sources(self, ledger: Ledger) -> Sequence[str]:
        """Sources that have told something, by name."""
        ...
