"""What searching needs of the world."""

from collections.abc import Sequence
from typing import Protocol

from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.model import Kind, Search, SearchPhase, SearchPlan
from omc.kernel.instants import Ms

Summary = dict[str, object]


class SearchStore(Protocol):
    """Keeps searches. Transient when the store is busy."""

    def create(self, search: Search) -> Search:
        """The stored search, this one or the same id's of before; Transient `rate_limited` over the limit."""
        ...

    def get(self, search_id: str) -> Search:
        """NotFound without it."""
        ...

    def planned(self, search_id: str, plan: SearchPlan) -> Search:
        """RUNNING with this plan; SearchEnded when it has ended."""
        ...

    def advance(self, search_id: str, phase: SearchPhase) -> Search:
        """RUNNING and in `phase`; SearchEnded when it has ended."""
        ...

    def shard_done(self, search_id: str, shard: int) -> Search:
        """One more shard's results are kept; told again, it is counted once."""
        ...

    def complete(self, search_id: str, summary: Summary, at: Ms) -> Search:
        """COMPLETED with its summary; again: the search as it was completed."""
        ...

    def end(self, search_id: str, state: RunState, error: str | None, at: Ms) -> Search:
        """FAILED or CANCELLED, unless it has ended already."""
        ...

    def reopen(self, search_id: str) -> Search:
        """A failed search is pending again, its shards as they were; Conflict when it is in another state."""
        ...

    def page(
        self, owner_id: str, kind: Kind, after: str | None, limit: int
    ) -> tuple[Sequence[Search], str | None]:
        """The owner's searches of a kind, newest first, and where the next page begins."""
        ...


class SearchMachine(Protocol):
    """The state machine that carries searches out."""

    def start(self, search_id: str, attempt: int) -> None:
        """Starting the same attempt again changes nothing."""
        ...

    def stop(self, search_id: str, attempt: int) -> None: ...
