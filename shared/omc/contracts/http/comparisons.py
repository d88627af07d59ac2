"""Runs side by side, and runs taken home (OMC-BT-069, 081)."""

from typing import Annotated, Any, Literal

from pydantic import Field

from omc.contracts.http.backtests import MetricOut
from omc.contracts.http.common import DecimalString, Instant, Wire

RunId = Annotated[str, Field(min_length=1, max_length=80)]
ExportFormat = Literal["csv", "json", "parquet", "pdf"]
ExportTable = Literal["trades", "equity"]


class CompareIn(Wire):
    run_ids: list[RunId] = Field(min_length=2, max_length=10, description="Completed runs of yours")
    cut: bool = Field(
        default=False,
        description="Compare over the part common to all; without it, unequal dates are refused",
    )


class ComparedRunOut(Wire):
    run_id: str
    name: str
    base_100: list[float] = Field(description="Equity at the end of each UTC day, from a common base of 100")
    drawdown: list[float] = Field(description="Fraction of the peak")
    metrics: dict[str, MetricOut] = Field(description="Of the card, or over the days compared after a cut")


class DifferenceOut(Wire):
    """Where a spec says something else than the first run's; null: it says nothing there."""

    path: str = Field(examples=["long.enter"])
    left: Any = Field(description="What the first run's spec says")
    right: Any


class ComparisonOut(Wire):
    """2 to 10 runs over the same days."""

    ts: list[Instant] = Field(description="Ends of the UTC days compared")
    measured: Literal["cards", "common_range"]
    runs: list[ComparedRunOut]
    correlation: list[list[float | None]] = Field(description="Of daily returns, in the order of the runs")
    differences: dict[str, list[DifferenceOut]] = Field(description="From the first run's spec, by run")


class ExportOut(Wire):
    """A link to a file, good for 15 minutes and for whoever has it."""

    url: str
    file_name: str
    format: ExportFormat
    expires_at: Instant


class RunEstimateOut(Wire):
    """What a backtest would take. Strategies of rules call no agent, so that they cost machine time only."""

    bars: int
    seconds: float = Field(description="Rough, until the report card")
    agent_calls: int
    price_usd: DecimalString = Field(description="Rough, at list prices; nothing is charged by the house")
    confirm: bool = Field(description="True: costs enough to ask first (over 1 USD)")
