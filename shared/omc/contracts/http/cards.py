"""Report cards on the wire (OMC-BT-095, 150): what a verdict rests on; a null figure has its reason."""

from decimal import Decimal
from typing import Any

from pydantic import Field

from omc.backtest.judging.paper import NO_PAPER
from omc.contracts.http.backtests import MetricOut
from omc.contracts.http.card_tables import PaperOut, SensitivitySection, WalkForwardSection
from omc.contracts.http.common import DecimalString, Instant, Wire


class GateOut(Wire):
    name: str
    tier: int
    metric: str
    bound: str
    strict: bool
    limit: DecimalString
    severity: str
    value: DecimalString | None
    outcome: str
    reason: str | None
    asks: str = Field(description="What the gate asks, in words")
    came: str = Field(description="What this run answers")
    helps: str | None = Field(description="What would help; null where it passed")


class BreakdownOut(Wire):
    trades: int
    net_pnl: DecimalString
    win_rate: DecimalString


class CostsOut(Wire):
    gross_before_costs: DecimalString
    spread_and_slippage: DecimalString
    spread: DecimalString = Field(default=Decimal(0), description="Half spreads, part of the above")
    slippage: DecimalString = Field(default=Decimal(0), description="The rest of the above")
    fees: DecimalString
    funding: DecimalString = Field(default=Decimal(0), description="Paid for what was borrowed")
    net: DecimalString
    cost_ratio: DecimalString | None
    warning: str | None


class SectionOut(Wire):
    """A part of the card that not every run can fill."""

    reason: str | None = Field(description="Why there is no table")
    table: dict[str, Any] | None


class RefusalOut(Wire):
    reason: str
    ts: Instant
    value: DecimalString
    limit: DecimalString
    symbol: str | None = Field(default=None, description="Where several share the capital")


class RefusalsOut(Wire):
    counts: dict[str, int]
    examples: list[RefusalOut]


class DrawdownOut(Wire):
    """The deepest fall over all bars; peak null: from the start, recovery null: not yet."""

    peak: Instant | None
    bottom: Instant
    recovery: Instant | None
    fraction: DecimalString
    longest_days: DecimalString = Field(description="Longest time below a peak")
    under_water_fraction: DecimalString = Field(description="Share of the time below a peak")


class BandOut(Wire):
    """5th and 95th percentile."""

    low: DecimalString
    high: DecimalString


class LookAheadOut(Wire):
    """Decisions taken again on what was known at each of several cuts."""

    changed: int = Field(description="Bars whose decision changes once the future is known; must be 0")
    cuts: int
    decisions: int = Field(description="How many were compared")
    first: str | None = Field(description="The first that changed, in words")


class TradeTestOut(Wire):
    """Student's t-test of the mean net return of a trade."""

    count: int
    mean_fraction: DecimalString
    t: DecimalString
    p_two_sided: DecimalString
    p_greater: DecimalString = Field(description="Chance of a mean as good without an edge")


class RegimeSwitchOut(Wire):
    """At the close of the bar that opened at ts, one regime took over from another."""

    ts: Instant
    before: str
    after: str
    symbol: str | None = None


class MarketOut(Wire):
    """What one symbol of a run came to over all bars; net P&L of all sums to the run's."""

    symbol: str
    first_bar: Instant = Field(alias="from", serialization_alias="from")
    after_last_bar: Instant = Field(alias="to", serialization_alias="to")
    bars: int
    missing_bars: int = Field(description="Bars that are not there between its first and its last")
    trades: int
    win_rate: DecimalString | None = Field(description="Null without trades")
    net_pnl: DecimalString
    costs: DecimalString
    held_return: DecimalString = Field(description="Fraction, had it been held from its first close on")


class TimeframeRowOut(Wire):
    """The same rules on bars of one length."""

    timeframe: str
    made_of: str | None = Field(description="Shorter bars these were merged from; null: stored as they are")
    bars: int
    whole: dict[str, MetricOut]
    out_of_sample: dict[str, MetricOut] = Field(description="From the moment the run's own is held out from")
    agreement: DecimalString | None = Field(
        description="Share of the closes at which the run's own timeframe holds a position at which this one "
        "holds one of the same direction; null: it never does, or is this one"
    )


class AlignmentOut(Wire):
    """Closes of the run's own timeframe, of every symbol, from which on all timeframes could decide."""

    share: DecimalString | None = Field(description="aligned over held")
    reason: str | None = Field(description="Why there is no share")
    closes: int
    held: int = Field(description="At which any timeframe holds a position")
    aligned: int = Field(description="At which every timeframe holds one of the same direction")


class TimeframesOut(Wire):
    """Figures by timeframe, the run's own first, and how far they go together."""

    main: str
    table: list[TimeframeRowOut]
    alignment: AlignmentOut


class ReportCardOut(Wire):
    """Everything a verdict rests on, as it was when it was given."""

    card_id: str
    run_id: str
    strategy_id: str
    spec_version: int
    spec_hash: str
    name: str
    family: str
    symbols: list[str] = Field(default=[])
    timeframe: str = ""
    cost_set: dict[str, Any] = Field(default={}, description="What fills were charged by")
    series: str
    first_bar: Instant = Field(alias="from", serialization_alias="from")
    after_last_bar: Instant = Field(alias="to", serialization_alias="to")
    bars: int
    holdout_from: Instant
    data_version: str
    engine_version: str
    result_hash: str
    whole: dict[str, MetricOut]
    in_sample: dict[str, MetricOut]
    out_of_sample: dict[str, MetricOut] = Field(description="What the gates judge")
    costs: CostsOut
    refusals: RefusalsOut
    breakdown: dict[str, dict[str, BreakdownOut]]
    drawdown: DrawdownOut
    monthly_returns: dict[str, DecimalString] = Field(description="Fraction by UTC month")
    luck: dict[str, BandOut] | None = Field(
        description="Held-out figures under resampling; null under 20 days"
    )
    look_ahead: LookAheadOut
    trade_test: TradeTestOut | None = Field(description="Of held-out round trips; null: nothing to test")
    seed: int
    warnings: list[str]
    walk_forward: WalkForwardSection
    regimes: SectionOut
    sensitivity: SensitivitySection
    paper: PaperOut
    markets: list[MarketOut] = Field(default=[], description="By symbol")
    timeframes: TimeframesOut | None = Field(default=None, description="Null: no others were asked for")
    regime_switches: list[RegimeSwitchOut] = Field(
        default=[], description="The latest, of a strategy that goes by regimes; the oldest first"
    )
    gates_version: str
    gates: list[GateOut]
    facts: dict[str, MetricOut] = Field(description="Figures of search and paper that the gates judge")
    excusable: bool = Field(description="Only soft gates are missed: a reviewer may excuse them")
    rank_score: DecimalString | None = Field(description="Sharpe x 10 + return x 100, to sort lists by")
    tier_reached: int
    missing: list[str] = Field(
        default=[], description="What stands between this card and the next tier, a sentence for each gate"
    )
    verdict: str
    confidence: DecimalString = Field(description="Weight of the gates passed over that of all, 0 to 1")
    reasons: list[str]
    created_at: Instant
    hash: str

    @classmethod
    def of(cls, card: dict[str, Any]) -> "ReportCardOut":
        told = {name: value for name, value in card.items() if name != "owner_id"}
        sections = {
            "walk_forward": WalkForwardSection.of(card["walk_forward"]),
            "sensitivity": SensitivitySection.of(card["sensitivity"]),
            # A card of before paper was told has no such section.
            "paper": PaperOut.model_validate(card.get("paper") or {"reason": NO_PAPER, "table": None}),
        }
        return cls.model_validate({**told, **sections})
