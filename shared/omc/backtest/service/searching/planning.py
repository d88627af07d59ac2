"""The first step of a search: cut the work, and keep the bars it is done on."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from omc.backtest.service.searching.estimate import cut
from omc.backtest.service.searching.files import SearchFiles
from omc.backtest.service.searching.model import Search, SearchPhase, SearchPlan, SearchRequest
from omc.backtest.service.searching.ports import SearchStore
from omc.backtest.service.searching.work import round_size, search_for, walk_for
from omc.kernel.errors import Bug, InvalidInput
from omc.kernel.instants import Ms
from omc.ledgers.ports import LedgerHistory, NoLedgerHistory, book_for
from omc.ledgers.series import LedgerBook
from omc.market.model import BarArrays, Series
from omc.market.ports import Instruments
from omc.strategy.compile import compile_spec
from omc.strategy.ledgers import LONGEST

MINIMUM_BARS = 100
_NO_LEDGERS = NoLedgerHistory()


class History(Protocol):
    """Reads stored bars, history and recent ones as one."""

    def arrays(self, series: Series, start: Ms | None = None, end: Ms | None = None) -> BarArrays: ...


@dataclass(frozen=True)
class Shards:
    """What the state machine goes by. mode: one shard, many beside one another, or rounds of a model."""

    search_id: str
    mode: str
    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class SearchPlanning:
    """`bars`, `instruments` and `ledgers` are asked once, here; the steps after it go by what it kept."""

    searches: SearchStore
    files: SearchFiles
    bars: History
    instruments: Instruments
    ledgers: LedgerHistory = _NO_LEDGERS

    def plan(self, search_id: str) -> Shards:
        """Cut the work, and keep the bars it is done on; InvalidInput says why there is nothing to do."""
        search = self.searches.advance(search_id, SearchPhase.PLAN)
        document = self.files.plan(search_id) or self._planned(search)
        plan = SearchPlan(**document["plan"])
        self.searches.planned(search_id, plan)
        model = search.request.kind == "optimisation" and search.request.method == "model"
        mode = "rounds" if model else "one" if plan.shards == 1 else "many"
        items = tuple({"search_id": search_id, "shard": number} for number in range(plan.shards))
        return Shards(search_id, mode, () if model else items)

    def _planned(self, search: Search) -> dict[str, Any]:
        request = search.request
        bars = self.bars.arrays(request.series, request.start, request.end)
        if len(bars) < MINIMUM_BARS:
            raise InvalidInput(
                f"expected {MINIMUM_BARS} stored bars of {request.series.key}, got {len(bars)}",
                code="too_few_bars",
            )
        instrument = self.instruments.get(request.series.venue, request.series.symbol)
        plan = _plan(search, bars)
        rules = {name: str(value) for name, value in asdict(instrument).items()}
        document = {"plan": vars(plan), "instrument": rules}
        self.files.put_plan(search.search_id, document, bars, self._records(request, bars))
        # Another attempt may have been faster: its plan is the plan.
        kept = self.files.plan(search.search_id)
        if kept is None:
            raise Bug(f"expected the plan of {search.search_id} that was just written, got none")
        return kept

    def _records(self, request: SearchRequest, bars: BarArrays) -> LedgerBook:
        wanted = compile_spec(request.spec).ledger_features
        last = request.series.timeframe.close_of(int(bars.ts[-1]))
        return book_for(self.ledgers, wanted, int(bars.ts[0]), last, LONGEST)


def _plan(search: Search, bars: BarArrays) -> SearchPlan:
    request = search.request
    if request.kind == "walkforward":
        folds = len(walk_for(request, bars).windows)
        return SearchPlan(folds, len(bars), folds, 1)
    work = search_for(request, bars)
    if request.method == "model":
        size = round_size(work)
        return SearchPlan(work.count, work.train_bars, math.ceil(work.count / size), size)
    pieces = cut(work.count, work.train_bars)
    return SearchPlan(work.count, work.train_bars, pieces.shards, pieces.batch)
