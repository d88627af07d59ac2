"""Searches over a strategy's parameters on the wire: optimisations and what they found (OMC-BT-068).

Figures of a parameter set are plain numbers, for tables and charts; null where a figure is not defined.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field

from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.model import Kind, Method, Objective, Search, SearchRequest
from omc.backtest.settings import RunSettings
from omc.contracts.backtest import Capital, CostsModel, LimitsModel
from omc.contracts.http.backtests import series_of
from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.contracts.search import ranges_of
from omc.contracts.spec import Number, ParamRangeModel
from omc.strategy.model import StrategySpec

MOST_SAMPLES = 20_000

Name = Annotated[str, Field(min_length=1, max_length=64)]


class SearchIn(Wire):
    """What every search is told; what is left out has the house's defaults."""

    strategy_id: str = Field(min_length=1, max_length=80)
    version: int = Field(ge=1)
    series: str = Field(
        max_length=80, description="venue:BASE/QUOTE:timeframe", examples=["sample:BTC/USDT:1d"]
    )
    start: Instant | None = Field(default=None, description="First bar opens at or after it")
    end: Instant | None = Field(default=None, description="Bars open before it")
    method: Method = Field(default="grid", description="Every set, a seeded draw, or a model that learns")
    samples: int | None = Field(
        default=None, ge=1, le=MOST_SAMPLES, description="Sets to try; random and model only"
    )
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    objective: Objective = "sharpe"
    minimum_trades: int = Field(default=10, ge=0, le=10_000, description="Sets with fewer are not ranked")
    ranges: dict[Name, ParamRangeModel] = Field(
        default={}, max_length=20, description="In place of the spec's own ranges, by parameter"
    )
    fixed: dict[Name, Number] = Field(default={}, max_length=50, description="Parameters held at one value")
    initial_capital: Capital | None = Field(default=None, description="Quote currency; 10000")
    costs: CostsModel | None = None
    limits: LimitsModel | None = None

    def asked(self, kind: Kind, owner_id: str, spec: StrategySpec) -> SearchRequest:
        """The domain's request with what every search has; InvalidInput when the series cannot be read."""
        plain = RunSettings()
        settings = RunSettings(
            self.initial_capital or plain.initial_capital,
            self.costs.domain() if self.costs else plain.costs,
            self.limits.domain() if self.limits else plain.limits,
        )
        same = {name: getattr(self, name) for name in _SAME}
        return SearchRequest(
            kind=kind,
            owner_id=owner_id,
            spec=spec,
            series=series_of(self.series),
            ranges=ranges_of(self.ranges),
            settings=settings,
            **same,
        )


_SAME = (
    "strategy_id", "version", "start", "end", "method", "samples", "seed", "objective", "minimum_trades",
    "fixed",
)  # fmt: skip


class OptimisationIn(SearchIn):
    """A search for the parameters that do best by one figure."""

    holdout_fraction: DecimalString = Field(
        default=Decimal("0.3"),
        ge=0,
        le=Decimal("0.5"),
        description="The newest part of the bars, which no set is tried on",
    )

    def request(self, owner_id: str, spec: StrategySpec) -> SearchRequest:
        asked = self.asked("optimisation", owner_id, spec)
        return replace(asked, holdout_fraction=self.holdout_fraction)


class EstimateOut(Wire):
    """What a search or a run would take, before it is asked for."""

    combinations: int = Field(description="Parameter sets; for a walk-forward those of all its folds")
    bars: int
    shards: int = Field(description="Pieces of work; 1: on one machine")
    seconds: float = Field(description="Rough, until the result")
    price_usd: DecimalString = Field(description="Rough, at list prices; nothing is charged by the house")


class SearchStarted(Wire):
    """Accepted: follow it on the socket's channel, or ask again."""

    search_id: str
    state: RunState
    channel: str

    @classmethod
    def of(cls, search: Search) -> "SearchStarted":
        return cls(search_id=search.search_id, state=search.state, channel=f"search:{search.search_id}")


class ProgressOut(Wire):
    """How far a search is; `done` and `total` count parameter sets, of a walk-forward folds."""

    phase: str = Field(description="plan, search, reduce, done")
    done: int
    total: int
    shards_done: int
    shards: int
    fraction: float

    @classmethod
    def of(cls, search: Search) -> "ProgressOut":
        total = search.plan.combinations if search.plan else 0
        return cls(
            phase=search.phase.value,
            done=search.done,
            total=total,
            shards_done=len(search.done_shards),
            shards=search.plan.shards if search.plan else 0,
            fraction=round(search.done / total, 4) if total else 0.0,
        )


class ResultRow(Wire):
    """One parameter set and what it came to on the bars searched."""

    rank: int = Field(description="1 is best; sets without a score come last")
    index: int = Field(description="Its place in the search's order")
    params: dict[str, DecimalString]
    score: DecimalString | None = Field(
        description="The figure searched by; null: not ranked, too few trades or not defined"
    )
    figures: dict[str, DecimalString | None] = Field(
        description="total_return, sharpe, sortino, calmar, expectancy, max_drawdown, win_rate, "
        "profit_factor, trades; fractions, ratios of daily returns over 365 days"
    )


class NeighbourhoodOut(Wire):
    """Sets one step from the best in any parameter at once: 8 in a plane."""

    mean: DecimalString | None = Field(description="Mean score of those that have one")
    scored: int
    tried: int


class SensitivityOut(Wire):
    """How much one parameter matters."""

    name: str
    share: DecimalString | None = Field(description="Part of the scores' variance it explains alone, 0 to 1")
    spread: DecimalString | None = Field(description="Highest less lowest mean score over its values")
    values: list[DecimalString]
    means: list[DecimalString | None]


class LuckOut(Wire):
    """How much of the best set's figure is the luck of having tried often."""

    family: str = Field(description="What its trials are counted under, for good")
    trials: int = Field(description="Sets tried by this search")
    effective_trials: DecimalString = Field(description="Independent trials they are worth")
    family_trials: int = Field(description="Sets tried in the family so far, this search among them")
    family_effective_trials: DecimalString
    deflated_sharpe: DecimalString | None = Field(
        description="Probability that the true Sharpe ratio is above 0, against all trials of the family"
    )
    classic_deflated_sharpe: DecimalString | None = Field(
        description="The same as first published: every set an independent trial"
    )
    overfit_probability: DecimalString | None = Field(
        description="Probability of backtest overfitting, by combinatorial cross-validation"
    )
    reason: str | None = Field(default=None, description="Why a figure is missing")


class OptimisationOut(Wire):
    """How far a search is and, when completed, what it came to."""

    search_id: str
    strategy_id: str
    version: int
    name: str
    series: str
    method: Method
    samples: int | None
    seed: int
    objective: Objective
    minimum_trades: int
    holdout_fraction: DecimalString
    start: Instant | None = Field(default=None, description="As asked for; null: from the first bar")
    end: Instant | None = Field(default=None, description="As asked for; null: to the last bar")
    initial_capital: DecimalString
    state: RunState
    progress: ProgressOut
    created_at: Instant
    searched_from: Instant | None = Field(default=None, description="Open time of the first bar searched")
    searched_to: Instant | None = Field(default=None, description="When the last bar searched closed")
    bars: int = 0
    parameters: list[str] = Field(default=[], description="The parameters searched over")
    rows_total: int = Field(default=0, description="Sets tried")
    rows_scored: int = Field(default=0, description="Those of them that are ranked")
    best: ResultRow | None = None
    neighbourhood: NeighbourhoodOut | None = Field(default=None, description="Around the best set")
    luck: LuckOut | None = None
    data_version: str | None = Field(default=None, description="SHA-256 of the bars")
    result_hash: str | None = Field(default=None, description="Of every set's figures; equal searches agree")
    error: str | None = None

    @classmethod
    def of(cls, search: Search) -> Self:
        asked = search.request
        return cls(
            holdout_fraction=asked.holdout_fraction,
            start=asked.start,
            end=asked.end,
            initial_capital=asked.settings.initial_capital,
            **told_of(search),
        )


_TOLD = ("strategy_id", "version", "method", "samples", "seed", "objective", "minimum_trades")


def told_of(search: Search) -> dict[str, Any]:
    """What every kind of search says of itself, by the fields of its answer."""
    asked = search.request
    return {
        "search_id": search.search_id,
        "name": asked.spec.name,
        "series": asked.series.key,
        "state": search.state,
        "progress": ProgressOut.of(search),
        "created_at": search.created_at,
        "bars": search.plan.bars if search.plan else 0,
        "error": search.error,
        **{name: getattr(asked, name) for name in _TOLD},
        **search.summary,
    }


class OptimisationDetail(OptimisationOut):
    """A search with its best rows."""

    top: list[ResultRow] = Field(default=[], description="The best sets in order; empty before completion")
    sensitivity: list[SensitivityOut] = Field(default=[], description="One for each parameter")


class HeatMapOut(Wire):
    """The best score of all sets over two parameters, whatever the others are.

    scores[row][column]: row by y, column by x; null where no set of the pair is ranked.
    """

    x: str
    y: str
    x_values: list[DecimalString]
    y_values: list[DecimalString]
    scores: list[list[DecimalString | None]]
    objective: Objective
