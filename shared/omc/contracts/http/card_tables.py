"""The card's tables that a run alone cannot fill: walk-forward, sensitivity, paper; null has its reason."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field

from omc.contracts.http.backtests import MetricOut
from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.contracts.http.searches import SensitivityOut
from omc.contracts.http.walkforward import FoldOut, Risk, StabilityOut

_NOT_TOLD = {"value": None, "reason": "the card is older than this figure"}


class WalkForwardTable(Wire):
    """What tuning anew in every window came to (OMC-BT-065 to 067)."""

    search_id: str
    folds: list[FoldOut] = Field(description="Oldest first, those that do not count with their note")
    folds_counted: int
    ratio: DecimalString | None = Field(
        description="Mean test over mean train Sharpe of the folds that count; null: it has no value"
    )
    risk: Risk
    p_value: MetricOut = Field(description="Chance of so high a mean test trade without an edge")
    overfit_score: MetricOut = Field(description="0 to 1; over 0.5 is overfit. It is shown and gates nothing")
    stable_share: MetricOut = Field(description="Share of the tuned parameters that are stable, 0 to 1")
    configurations_tried: int | None = Field(description="Of the strategy's family, in all its life")
    stability: list[StabilityOut]
    sets_per_fold: int
    objective: str


class WalkForwardSection(Wire):
    reason: str | None = Field(description="Why there is no table")
    table: WalkForwardTable | None

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> Self:
        told = section["table"]
        if told is None:
            return cls(reason=section["reason"], table=None)
        older = {"p_value": _NOT_TOLD, "overfit_score": _NOT_TOLD, "stable_share": _NOT_TOLD}
        return cls.model_validate(
            {"reason": None, "table": _known(WalkForwardTable, older | {"configurations_tried": None} | told)}
        )


class SensitivityTable(Wire):
    """How much each searched parameter matters around the judged set."""

    search_id: str
    trials: int = Field(description="Sets tried by the search")
    family_trials: int
    family_effective_trials: DecimalString = Field(description="Independent trials they are worth")
    objective: str | None = Field(description="The figure the means are of; null on older cards")
    parameters: list[SensitivityOut]


class SensitivitySection(Wire):
    reason: str | None = Field(description="Why there is no table")
    table: SensitivityTable | None

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> Self:
        told = section["table"]
        if told is None:
            return cls(reason=section["reason"], table=None)
        return cls.model_validate(
            {"reason": None, "table": _known(SensitivityTable, {"objective": None} | told)}
        )


class PaperAccountOut(Wire):
    """An algorithm that trades, or traded, these very rules on paper."""

    algorithm_id: str
    status: str
    started_at: Instant
    first_ts: Instant | None = Field(description="Close of the first bar it was marked at")
    last_ts: Instant | None
    closed_trades: int = Field(description="Round trips")
    days: DecimalString
    max_drawdown: DecimalString
    differences: int = Field(description="How often books and venue were found apart")
    unexplained: int | None = Field(description="Of these, not cleared up; null: never compared")


class PaperFiguresOut(Wire):
    """What the gates ask of paper (OMC-BT-092): trades and days of the busiest account, the rest of all."""

    closed_trades: int
    days: DecimalString
    max_drawdown: DecimalString = Field(description="Deepest fall of any of them, fraction of a peak")
    unexplained_differences: int | None
    accounts: list[PaperAccountOut]


class PaperOut(Wire):
    reason: str | None = Field(description="Why there is no table")
    table: PaperFiguresOut | None


def _known(model: type[Wire], table: Mapping[str, Any]) -> dict[str, Any]:
    """What the model shows of a stored table, which holds more."""
    return {name: table[name] for name in model.model_fields}
