"""Backtests and their results on the wire; metrics are decimal strings, a null one has its reason."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from omc.backtest.service.runs import (
    MOST_SYMBOLS,
    MOST_TIMEFRAMES,
    Approval,
    Reached,
    Run,
    RunRequest,
    RunState,
    Target,
)
from omc.backtest.settings import RunSettings
from omc.contracts.backtest import Bps, Capital, CostsModel, LimitsModel
from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.kernel.errors import FieldError, InvalidInput
from omc.market.records import Series
from omc.market.timeframes import Timeframe
from omc.strategy.model import StrategySpec

Symbol = Annotated[str, Field(min_length=3, max_length=40)]


class BacktestIn(Wire):
    """What to run; what is left out has the house's defaults."""

    strategy_id: str = Field(min_length=1, max_length=80)
    version: int = Field(ge=1)
    series: str = Field(
        max_length=80, description="venue:BASE/QUOTE:timeframe", examples=["sample:BTC/USDT:1d"]
    )
    symbols: list[Symbol] = Field(
        default=[],
        max_length=MOST_SYMBOLS,
        description="All that share the capital, the series' own among them; none: that one alone",
        examples=[["BTC/USDT", "ETH/USDT"]],
    )
    timeframes: list[Timeframe] = Field(
        default=[],
        max_length=MOST_TIMEFRAMES,
        description="Also run the rules on these, stored or merged from shorter bars; told, not judged",
    )
    max_positions: int | None = Field(
        default=None, ge=1, le=MOST_SYMBOLS, description="Open at a time; as many as there are symbols"
    )
    start: Instant | None = Field(default=None, description="First bar opens at or after it")
    end: Instant | None = Field(default=None, description="Bars open before it")
    initial_capital: Capital | None = Field(default=None, description="Quote currency; 10000")
    costs: CostsModel | None = None
    limits: LimitsModel | None = None
    auto_promote: bool = Field(default=False, description="Go to the Floor without another request")
    approval: Approval = Field(default="auto", description="ask: a person decides before that")
    promote_to: Target = "simulation"
    expected_edge_bps: Bps | None = Field(
        default=None, description="Gain of a round trip before costs; entries it does not pay for are refused"
    )
    edge_margin_bps: Bps | None = Field(default=None, description="Beyond costs; 10")
    search_id: str | None = Field(
        default=None,
        max_length=80,
        description="The search its parameters come from; found by itself if not given",
    )
    walkforward_id: str | None = Field(
        default=None,
        max_length=80,
        description="A walk-forward of the same rules; found by itself if not given",
    )

    def request(self, owner_id: str, spec: StrategySpec) -> RunRequest:
        """The domain's request; InvalidInput when the series cannot be read."""
        plain, series = RunSettings(), series_of(self.series)
        return RunRequest(
            owner_id=owner_id,
            strategy_id=self.strategy_id,
            version=self.version,
            spec=spec,
            series=series,
            start=self.start,
            end=self.end,
            settings=RunSettings(
                self.initial_capital or plain.initial_capital,
                self.costs.domain() if self.costs else plain.costs,
                self.limits.domain() if self.limits else plain.limits,
                max_positions=self.max_positions or len(self.symbols) or plain.max_positions,
                expected_edge_bps=self.expected_edge_bps,
                edge_margin_bps=plain.edge_margin_bps
                if self.edge_margin_bps is None
                else self.edge_margin_bps,
            ),
            auto_promote=self.auto_promote,
            approval=self.approval,
            promote_to=self.promote_to,
            search_id=self.search_id,
            walkforward_id=self.walkforward_id,
            symbols=() if self.symbols == [series.symbol] else tuple(self.symbols),
            timeframes=tuple(one for one in self.timeframes if one is not series.timeframe),
        )


class BacktestStarted(Wire):
    """Accepted: follow it on the socket's channel, or ask again."""

    run_id: str
    state: RunState
    channel: str

    @classmethod
    def of(cls, run: Run) -> "BacktestStarted":
        return cls(run_id=run.run_id, state=run.state, channel=f"backtest:{run.run_id}")


class ReachedOut(Wire):
    """How far the bars are worked through, told every two seconds at most."""

    ts: Instant = Field(description="Close of the bar reached")
    trades: int = Field(description="Exits so far")
    costs: DecimalString = Field(description="Fees, spread, slippage and funding so far, quote currency")

    @classmethod
    def of(cls, reached: Reached) -> "ReachedOut":
        return cls(ts=reached.ts, trades=reached.trades, costs=reached.costs)


class BacktestOut(Wire):
    """How far a run is and, when completed, what it came to."""

    run_id: str
    strategy_id: str
    version: int
    name: str
    series: str
    symbols: list[str] = Field(default=[], description="All that share the capital")
    timeframes: list[str] = Field(
        default=[], description="Others the rules are run on beside the series' own"
    )
    state: RunState
    phase: str
    progress_fraction: DecimalString
    reached: ReachedOut | None = Field(default=None, description="While bars are worked through")
    created_at: Instant
    initial_capital: DecimalString
    auto_promote: bool
    verdict: str | None = None
    tier_reached: int | None = None
    result_hash: str | None = None
    whole: dict[str, str | None] = Field(default={}, description="Headline metrics over all bars")
    out_of_sample: dict[str, str | None] = Field(default={}, description="The same over the held-out bars")
    error: str | None = None

    @classmethod
    def of(cls, run: Run) -> "BacktestOut":
        asked, summary = run.request, dict(run.summary)
        for name in ("card_hash", "excusable"):
            summary.pop(name, None)
        return cls(
            run_id=run.run_id,
            strategy_id=asked.strategy_id,
            version=asked.version,
            name=asked.spec.name,
            series=asked.series.key,
            symbols=[series.symbol for series in asked.markets],
            timeframes=[timeframe.value for timeframe in asked.timeframes],
            reached=ReachedOut.of(run.reached) if run.reached and run.state.active else None,
            state=run.state,
            phase=run.phase.value,
            progress_fraction=run.progress_fraction,
            created_at=run.created_at,
            initial_capital=asked.settings.initial_capital,
            auto_promote=asked.auto_promote,
            error=run.error,
            **summary,
        )


class TradeOut(Wire):
    """One round trip; amounts in quote currency, quantity in base units."""

    number: int
    symbol: str
    direction: str
    quantity: DecimalString
    entry_ts: Instant
    entry_price: DecimalString
    exit_ts: Instant
    exit_price: DecimalString
    exit_reason: str
    entry_fee: DecimalString
    exit_fee: DecimalString
    slippage_cost: DecimalString
    gross_pnl: DecimalString
    net_pnl: DecimalString
    r_multiple: DecimalString | None = Field(description="Net P&L in initial risks; null without a stop")
    initial_stop: DecimalString | None
    target: DecimalString | None
    bars_held: int
    mae: DecimalString = Field(description="Worst excursion per unit")
    mfe: DecimalString = Field(description="Best excursion per unit")
    position: int = Field(default=0, description="Exits of one position have one number")
    spread_cost: DecimalString = Field(default=Decimal(0), description="Part of slippage_cost")
    funding: DecimalString = Decimal(0)
    pnl_fraction: DecimalString | None = Field(default=None, description="Net P&L over the entry's cost")
    regime: str | None = Field(default=None, description="Of the market, when the entry was decided")
    explanation: str | None = Field(default=None, description="Why it was entered, with the values compared")
    decided_ts: Instant | None = Field(default=None, description="Open time of the bar that decided it")
    targets: list[DecimalString] = Field(default=[], description="All of the position, nearest first")
    spec_version: int | None = Field(
        default=None, description="Of the strategy; null in runs kept without it"
    )

    @classmethod
    def of(cls, row: dict[str, Any]) -> "TradeOut":
        # The lake says "" where there is none, and several with blanks between them.
        said = {name: value if value != "" else None for name, value in row.items()}
        return cls.model_validate(said | {"targets": str(row.get("targets", "")).split()})


class EquityPoint(Wire):
    """Marked at the close of a bar; for charts, so plain numbers."""

    ts: Instant = Field(description="When the bar closed")
    equity: float
    drawdown_fraction: float
    benchmark: float = Field(description="Buy and hold with the same money, without costs")


class EquityCurve(Wire):
    """Evenly thinned to at most the number of points asked for, the last always among them."""

    items: list[EquityPoint]
    bars: int = Field(description="Points before thinning")


class MetricOut(Wire):
    value: DecimalString | None
    reason: str | None = Field(description="Why there is no value")


def series_of(key: str) -> Series:
    try:
        return Series.parse(key)
    except ValueError as error:
        raise InvalidInput(
            str(error), fields=[FieldError("body.series", str(error), key)], code="invalid_run"
        ) from None
