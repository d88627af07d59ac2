"""Searches from the outside: asked for once by their id, called off or taken up again by their owner."""

from dataclasses import dataclass

from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.model import Kind, Search, SearchRequest
from omc.backtest.service.searching.ports import SearchMachine, SearchStore
from omc.backtest.service.searching.space import checked
from omc.kernel.errors import NotFound
from omc.kernel.ports import Clock


@dataclass(frozen=True)
class SearchRequests:
    searches: SearchStore
    machine: SearchMachine
    clock: Clock

    def start(self, search_id: str, request: SearchRequest) -> Search:
        """The search, started; asked again with the same id: the same. InvalidInput says what is wrong."""
        checked(request)
        search = self.searches.create(Search(search_id, request, self.clock.now()))
        if search.state is RunState.PENDING:
            self.machine.start(search_id, search.attempt)
        return search

    def of(self, owner_id: str, kind: Kind, search_id: str) -> Search:
        """The owner's search; NotFound for anybody else's and for one of the other kind."""
        search = self.searches.get(search_id)
        if search.request.owner_id != owner_id or search.request.kind != kind:
            raise NotFound(f"no {kind} {search_id}")
        return search

    def fail(self, search_id: str, error: str) -> Search:
        """FAILED for the reason in `error`, unless it has ended already."""
        return self.searches.end(search_id, RunState.FAILED, error, self.clock.now())

    def cancel(self, owner_id: str, kind: Kind, search_id: str) -> Search:
        """CANCELLED, unless it has ended already. Its shards stop at their next look."""
        search = self.of(owner_id, kind, search_id)
        ended = self.searches.end(search_id, RunState.CANCELLED, None, self.clock.now())
        if ended.state is RunState.CANCELLED:
            self.machine.stop(search_id, search.attempt)
        return ended

    def resume(self, owner_id: str, kind: Kind, search_id: str) -> Search:
        """Go on with a failed search where it stopped: what is kept is not run again."""
        search = self.of(owner_id, kind, search_id)
        if search.state is not RunState.PENDING:
            # Pending: taken up before, and the start may have been lost.
            search = self.searches.reopen(search_id)
        self.machine.start(search_id, search.attempt)
        return search
