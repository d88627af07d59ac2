"""A search as a service: one strategy under many parameter sets, or walked forward (OMC-BT-065, 068).

What was asked, how far it is and what became of it; what it found lies in files beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from omc.backtest.service.runs import RunState
from omc.backtest.settings import RunSettings
from omc.kernel.errors import Conflict
from omc.kernel.instants import Ms
from omc.market.records import Series
from omc.strategy.model import ParamRange, StrategySpec

SEARCHES_PER_OWNER = 2

Kind = Literal["optimisation", "walkforward"]
Method = Literal["grid", "random", "model"]
Objective = Literal["sharpe", "sortino", "calmar", "expectancy", "total_return"]


class SearchPhase(StrEnum):
    """Where a search is."""

    PLAN = "plan"
    SEARCH = "search"
    REDUCE = "reduce"
    DONE = "done"


class SearchEnded(Conflict):
    """The search was called off, or has ended already: what works on it stops."""

    code = "search_ended"


@dataclass(frozen=True)
class Windows:
    """Lengths of a walk-forward's windows, in days (OMC-BT-065)."""

    train_days: int = 90
    test_days: int = 30
    step_days: int = 30


@dataclass(frozen=True)
class SearchRequest:
    """start included, end excluded, None = all stored bars; `spec` is the version as it was when asked.

    ranges: in place of the spec's own; fixed: parameters held at one value. samples: how many sets to try
    unless the method is grid. holdout_fraction: the newest bars that no set is tried on.
    """

    kind: Kind
    owner_id: str
    strategy_id: str
    version: int
    spec: StrategySpec
    series: Series
    start: Ms | None = None
    end: Ms | None = None
    method: Method = "grid"
    samples: int | None = None
    seed: int = 1
    objective: Objective = "sharpe"
    minimum_trades: int = 10
    ranges: Mapping[str, ParamRange] = field(default_factory=dict)
    fixed: Mapping[str, Decimal] = field(default_factory=dict)
    holdout_fraction: Decimal = Decimal("0.3")
    windows: Windows = field(default_factory=Windows)
    settings: RunSettings = field(default_factory=RunSettings)


@dataclass(frozen=True)
class SearchPlan:
    """How the work is cut: `combinations` pieces in `shards` of at most `batch`, over `bars` bars.

    A piece is a parameter set; of a walk-forward, a fold.
    """

    combinations: int
    bars: int
    shards: int
    batch: int


@dataclass(frozen=True)
class Search:
    """`done_shards`: those whose results are kept. `summary`: JSON values, set when completed.

    attempt: how often the machine was set on it; a failed search goes on with the next.
    """

    search_id: str
    request: SearchRequest
    created_at: Ms
    state: RunState = RunState.PENDING
    phase: SearchPhase = SearchPhase.PLAN
    attempt: int = 1
    plan: SearchPlan | None = None
    done_shards: frozenset[int] = frozenset()
    summary: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None

    @property
    def done(self) -> int:
        """Pieces of the plan whose results are kept."""
        if self.plan is None:
            return 0
        batch, last = self.plan.batch, self.plan.shards - 1
        short = batch * self.plan.shards - self.plan.combinations if last in self.done_shards else 0
        return len(self.done_shards) * batch - short

    def moved(self, state: RunState, phase: SearchPhase, plan: SearchPlan | None) -> "Search":
        """The same in another state."""
        return replace(self, state=state, phase=phase, plan=plan)
