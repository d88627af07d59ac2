"""What a completed run says of stakes, and of what came after it (OMC-BT-070, 071)."""

from typing import Any, Literal, Self

from pydantic import Field

from omc.backtest.tuning.drift import Drift
from omc.contracts.http.common import DecimalString, Wire


class SizingRowOut(Wire):
    """The same round trips under one stake."""

    name: Literal["full_kelly", "half_kelly", "fixed_fraction"]
    stake_fraction: DecimalString = Field(description="Of equity in each trade; 1 is all of it")
    growth: DecimalString = Field(description="Of equity over all trades, fraction")
    growth_per_trade: DecimalString | None = Field(description="Mean log growth; null: all was lost")
    max_drawdown: DecimalString
    risk_of_half: DecimalString = Field(
        description="Share of resampled histories that lost half of the capital at some time"
    )


class SizingOut(Wire):
    """Kelly stakes are taken from these very trades, with hindsight: the most they could have grown by."""

    trades: int = Field(description="Round trips, all of the run's")
    seed: int
    rows: list[SizingRowOut]


class DriftOut(Wire):
    """The latest trades on paper against the 5 to 95 % band of as many drawn from the backtest."""

    place: Literal["below", "within", "above"] | None = Field(description="Null: too few trades to say")
    result: DecimalString | None = Field(description="Compounded return of those trades; null: too few")
    low: DecimalString = Field(description="5th percentile of as many trades of the backtest")
    high: DecimalString = Field(description="95th percentile")
    trades: int = Field(description="How many are compared")
    traded: int = Field(description="Round trips on paper so far")
    seed: int
    warning: str | None = Field(description="In words, where the result is outside of the band")

    @classmethod
    def of(cls, found: Drift, traded: int, seed: int) -> Self:
        told: dict[str, Any] = {
            "result": None if found.place is None else _text(found.result),
            "low": _text(found.low),
            "high": _text(found.high),
        }
        return cls(
            **told,
            place=found.place,
            trades=found.trades,
            traded=traded,
            seed=seed,
            warning=found.warning,
        )


def _text(value: float) -> str:
    return f"{value:.9f}"
