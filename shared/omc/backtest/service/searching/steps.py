"""The steps of a search after its plan: shards in any order, reduce. Each may be cut off and repeated.

Whatever a step leaves is written once under a name that follows from the search, so that a step repeated
finds it and goes on: nothing is computed twice for good, nothing counted twice.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.files import SearchFiles
from omc.backtest.service.searching.findings import optimisation_findings, walkforward_findings
from omc.backtest.service.searching.model import Search, SearchEnded, SearchPhase, SearchPlan
from omc.backtest.service.searching.ports import SearchStore
from omc.backtest.service.searching.work import round_size, search_for, walk_for
from omc.backtest.tuning.overfitting.trials import TrialCounts
from omc.backtest.tuning.search.documents import pack, shard_document, shard_of, unpack
from omc.backtest.tuning.search.rounds import Proposers, next_round
from omc.backtest.tuning.search.shards import Shard, run_shard
from omc.backtest.tuning.walkforward.documents import tuned_document, tuned_of
from omc.backtest.tuning.walkforward.walk import tune_fold
from omc.kernel.errors import Bug
from omc.kernel.ports import Clock
from omc.market.model import Instrument

# Called with the name of a point between two effects; tests end the process there.
Fault = Callable[[str], None]


def no_fault(_point: str) -> None:
    """Nothing happens."""


@dataclass(frozen=True)
class SearchSteps:
    """What follows the plan, by what it kept: no step here reads the market."""

    searches: SearchStore
    files: SearchFiles
    trials: TrialCounts
    clock: Clock

    def shard(self, search_id: str, number: int, fault: Fault = no_fault) -> None:
        """Compute a shard unless its result is kept; SearchEnded when nobody waits for it any more."""
        search = self.searches.get(search_id)
        if not search.state.active:
            raise SearchEnded(f"expected a running search, {search_id} is {search.state.value}")
        if self.files.shard(search_id, number) is None:
            fault("before")
            packed = self._computed(search, number)
            fault("computed")
            self.files.put_shard(search_id, number, packed)
        fault("kept")
        self.searches.shard_done(search_id, number)

    def propose(self, search_id: str, proposers: Proposers) -> int | None:
        """The next round of a model-based search, as the number of its shard; None when it has had all."""
        search = self.searches.get(search_id)
        if not search.state.active:
            raise SearchEnded(f"expected a running search, {search_id} is {search.state.value}")
        work = search_for(search.request, self.files.bars(search_id))
        kept = [unpack(packed) for packed in self._kept(search_id)]
        number = len(kept)
        if self.files.round(search_id, number) is None:
            asked = next_round(work, kept, proposers, round_size(work))
            if asked is None:
                return None
            self.files.put_round(search_id, number, shard_document(asked))
        return number

    def reduce(self, search_id: str) -> Search:
        """Write the report and complete the search; again: the search as it was completed."""
        search = self.searches.get(search_id)
        if search.state is RunState.COMPLETED:
            return search
        search = self.searches.advance(search_id, SearchPhase.REDUCE)
        bars, kept = self.files.bars(search_id), list(self._kept(search_id))
        if search.request.kind == "optimisation":
            work = search_for(search.request, bars)
            found = optimisation_findings(search, work, bars, [unpack(one) for one in kept], self.trials)
            self.files.put_surface(search_id, found.places, found.scores)
        else:
            walk = walk_for(search.request, bars)
            tuned = [tuned_of(json.loads(one)) for one in kept]
            found = walkforward_findings(
                search,
                walk,
                bars,
                self._instrument(search_id),
                tuned,
                self.trials,
                self.files.ledgers(search_id),
            )
        self.files.put_report(search_id, found.report, found.rows)
        return self.searches.complete(search_id, found.summary, self.clock.now())

    def _computed(self, search: Search, number: int) -> bytes:
        bars, instrument = self.files.bars(search.search_id), self._instrument(search.search_id)
        ledgers = self.files.ledgers(search.search_id)
        if search.request.kind == "walkforward":
            tuned = tune_fold(walk_for(search.request, bars), number + 1, bars, instrument, ledgers=ledgers)
            return json.dumps(tuned_document(tuned)).encode()
        work = search_for(search.request, bars)
        if search.request.method == "model":
            asked = self.files.round(search.search_id, number)
            if asked is None:
                raise Bug(f"expected the sets of round {number} of {search.search_id}, got none")
            return pack(run_shard(work, shard_of(asked), bars, instrument, ledgers=ledgers))
        batch = SearchPlan(**self._document(search.search_id)["plan"]).batch
        first = number * batch
        piece = Shard(work.search_id, first, min(batch, work.count - first))
        return pack(run_shard(work, piece, bars, instrument, ledgers=ledgers))

    def _kept(self, search_id: str) -> "list[bytes]":
        """Results of shards 0, 1, ... up to the first that is not there."""
        found: list[bytes] = []
        while (packed := self.files.shard(search_id, len(found))) is not None:
            found.append(packed)
        return found

    def _document(self, search_id: str) -> dict[str, Any]:
        document = self.files.plan(search_id)
        if document is None:
            raise Bug(f"expected the plan of {search_id}, got none")
        return document

    def _instrument(self, search_id: str) -> Instrument:
        rules = self._document(search_id)["instrument"]
        exact = {name: Decimal(rules[name]) for name in ("tick", "step", "min_notional")}
        return Instrument(rules["venue"], rules["symbol"], **exact)
