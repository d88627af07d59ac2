"""Walk-forward on the wire (OMC-BT-065, 067): parameters tuned again in every window, judged on the next.

Figures are decimal strings; null where a figure is not defined.
"""

from dataclasses import replace
from typing import Any, Literal, Self

from pydantic import Field

from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.model import Method, Objective, Search, SearchRequest, Windows
from omc.contracts.http.backtests import MetricOut
from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.contracts.http.searches import LuckOut, ProgressOut, SearchIn, told_of
from omc.strategy.model import StrategySpec

Risk = Literal["low", "medium", "high"]


class WalkforwardIn(SearchIn):
    """Rolling windows over the bars; test windows do not overlap. Method: grid or random."""

    minimum_trades: int = Field(
        default=5, ge=0, le=10_000, description="Sets with fewer in a train window are not chosen"
    )
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
    """One window: tuned on train, judged on test."""

    number: int
    train_from: Instant
    train_to: Instant
    test_from: Instant
    test_to: Instant
    train_bars: int
    test_bars: int
    params: dict[str, DecimalString] | None = Field(
        description="The set chosen on train; null: none qualified"
    )
    score: DecimalString | None = Field(description="Of the figure searched by, on train")
    train_sharpe: DecimalString | None
    train_trades: int
    train_return: DecimalString | None
    test_sharpe: DecimalString | None
    test_return: DecimalString | None
    test_drawdown: DecimalString | None
    test_trades: int
    ratio: DecimalString | None = Field(
        description="Test Sharpe / train Sharpe; null when train is 0 or less"
    )
    risk: Risk
    counted: bool = Field(description="False: too few trades, left out of the ratio")
    note: str | None = Field(description="Why it is not counted or has no ratio")


class StabilityOut(Wire):
    """Stable: the range over the folds is at most 20 % of the span searched."""

    name: str
    low: DecimalString
    high: DecimalString
    share: DecimalString | None = Field(description="Range over the folds as a fraction of the span")
    stable: bool


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
    parameters: list[str] = Field(default=[], description="The parameters tuned")
    sets_per_fold: int = Field(default=0, description="Sets tried in each train window")
    purge_bars: int = Field(default=0, description="Between train and test: the longest holding declared")
    folds_counted: int = 0
    ratio: DecimalString | None = Field(
        default=None, description="Mean test over mean train Sharpe of the folds that count"
    )
    risk: Risk | None = None
    stable_share: DecimalString | None = Field(
        default=None, description="Part of the parameters that is stable"
    )
    figures: dict[str, MetricOut] = Field(default={}, description="Of the chained test windows")
    luck: LuckOut | None = None
    data_version: str | None = None
    result_hash: str | None = Field(default=None, description="Of folds and chain; equal walk-forwards agree")
    error: str | None = None

    @classmethod
    def of(cls, search: Search) -> Self:
        return cls(**vars(search.request.windows), **told_of(search))


class WalkforwardDetail(WalkforwardOut):
    """A walk-forward with its folds."""

    folds: list[FoldOut] = Field(default=[], description="Oldest first; empty before completion")
    stability: list[StabilityOut] = Field(default=[])


class ChainOut(Wire):
    """The out-of-sample equity: the test windows one after the other, at the end of each UTC day."""

    first: Instant | None = Field(description="When the first bar of the first test window closed")
    equity_daily: list[DecimalString | None] = Field(
        description="Quote currency, one for each day from then on"
    )

    @classmethod
    def of(cls, report: dict[str, Any]) -> "ChainOut":
        return cls.model_validate({"first": report["equity_from"], "equity_daily": report["equity_daily"]})
