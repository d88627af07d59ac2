"""Walk-forward on the wire (OMC-BT-065, 067): parameters tuned again in every window, judged on the next."""

from dataclasses import replace
from typing import Literal, Self

from pydantic import Field

from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.model import Method, Objective, Search, SearchRequest, Windows
from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.contracts.http.searches import LuckOut, ProgressOut, SearchIn
from omc.strategy.model import StrategySpec

Risk = Literal["low", "medium", "high"]
Figures = dict[str, DecimalString | None]


class WalkforwardIn(SearchIn):
    """Rolling windows over the bars; test windows do not overlap."""

    train_days: int = Field(default=90, ge=10, le=3650)
    test_days: int = Field(default=30, ge=5, le=1825)
    step_days: int | None = Field(
        default=None, ge=5, le=1825, description="From one test window to the next; its length if left out"
    )

    def request(self, owner_id: str, spec: StrategySpec) -> SearchRequest:
        """The domain's request; InvalidInput when the series cannot be read."""
        windows = Windows(self.train_days, self.test_days, self.step_days or self.test_days)
        return replace(self.asked("walkforward", owner_id, spec), windows=windows)


class FoldOut(Wire):
    """One window: tuned on train, judged on test, with a purge of the longest holding between them."""

    number: int
    train_from: Instant
    train_to: Instant
    test_from: Instant
    test_to: Instant
    purge_bars: int
    combinations: int = Field(description="Sets tried in the train window")
    params: dict[str, DecimalString] = Field(description="The set chosen on train")
    train: Figures
    test: Figures
    ratio: DecimalString | None = Field(
        description="Test Sharpe / train Sharpe; null when train is 0 or less"
    )
    counted: bool = Field(description="False: too few trades, left out of the ratio")
    reason: str | None = Field(default=None, description="Why it is not counted or has no ratio")


class ParameterStability(Wire):
    """Stable: the range over the folds is at most 20 % of the span searched."""

    name: str
    low: DecimalString
    high: DecimalString
    span_fraction: DecimalString | None = Field(
        description="Range over the folds as part of the span searched"
    )
    stable: bool


class WalkforwardVerdict(Wire):
    """What the gates read of a walk-forward."""

    ratio: DecimalString | None = Field(description="Over the counted folds")
    risk: Risk
    reason: str | None = Field(default=None, description="Why there is no ratio")
    p_value: DecimalString | None = Field(description="Of the mean out-of-sample trade return being above 0")
    stable_fraction: DecimalString | None = Field(description="Part of the parameters that is stable")
    out_of_sample: Figures = Field(description="Of the chained test windows")


class WalkforwardOut(Wire):
    """How far a walk-forward is and, when completed, what it came to; progress counts folds."""

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
    train_days: int
    test_days: int
    step_days: int
    state: RunState
    progress: ProgressOut
    created_at: Instant
    bars: int = 0
    parameters: list[str] = Field(default=[])
    verdict: WalkforwardVerdict | None = None
    luck: LuckOut | None = None
    result_hash: str | None = None
    error: str | None = None

    @classmethod
    def of(cls, search: Search) -> Self:
        asked = search.request
        same = {name: getattr(asked, name) for name in _TOLD}
        return cls(
            search_id=search.search_id,
            name=asked.spec.name,
            series=asked.series.key,
            state=search.state,
            progress=ProgressOut.of(search),
            created_at=search.created_at,
            bars=search.plan.bars if search.plan else 0,
            error=search.error,
            **same,
            **vars(asked.windows),
            **search.summary,
        )


_TOLD = ("strategy_id", "version", "method", "samples", "seed", "objective", "minimum_trades")


class WalkforwardDetail(WalkforwardOut):
    folds: list[FoldOut] = Field(default=[], description="Oldest first; empty before completion")
    stability: list[ParameterStability] = Field(default=[])


class ChainPoint(Wire):
    day: Instant = Field(description="End of the UTC day")
    equity: float = Field(description="Chained test windows, 1.0 at the start")
    fold: int


class ChainOut(Wire):
    """The out-of-sample equity: the test windows one after the other."""

    items: list[ChainPoint]
