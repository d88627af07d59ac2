"""Indicators over stored bars, and opportunities among the series, on the wire (OMC-BT-100 to 127)."""

from typing import Literal

from pydantic import Field

from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.market.indicators.definition import Indicator
from omc.market.indicators.readings.model import Reading
from omc.market.indicators.readings.model import Signal as Said
from omc.market.opportunities import Opportunity

Signal = Literal["BUY", "SELL", "NEUTRAL"]
Side = Literal["BUY", "SELL"]
Recommendation = Literal["STRONG_BUY", "BUY", "WAIT", "SELL", "STRONG_SELL"]

# Outputs that are levels of price; of those not named here only these words are.
_LEVELS = {"upper", "lower", "middle", "fast", "slow", "high", "low", "level", "support", "resistance"}
_PRICED = {
    "sma": {"value"}, "ema": {"value"}, "wma": {"value"}, "psar": {"value"}, "vwap": {"value"},
    "poc": {"value"},
    "order_block": {"bullish_upper", "bullish_lower", "bearish_upper", "bearish_lower"},
}  # fmt: skip


class ArgumentOut(Wire):
    name: str
    kind: str = Field(description="a length: whole bars or a count; a factor: a number")
    default: DecimalString
    low: DecimalString
    high: DecimalString


class IndicatorOut(Wire):
    """An indicator of the catalog, as specs may use it."""

    name: str
    title: str
    usage: str = Field(description="As it stands in an expression, such as rsi(close, 14)")
    reads: str = Field(description="a series: its first argument is close or another series; bars: none")
    arguments: list[ArgumentOut] = Field(description="Besides the series; may be left out from the right")
    outputs: list[str] = Field(description="Named values it gives for each bar")
    price_outputs: list[str] = Field(description="Those of them that are prices, to draw over the candles")
    says: str = Field(description="When it is BUY or SELL and how strong that is")
    warmup_bars: int = Field(description="Bars before its first value, with the defaults")

    @classmethod
    def of(cls, entry: Indicator) -> "IndicatorOut":
        return cls(
            name=entry.name,
            title=entry.title,
            usage=entry.usage,
            reads=entry.reads.value,
            arguments=[
                ArgumentOut(name=a.name, kind=a.kind.value, default=a.default, low=a.low, high=a.high)
                for a in entry.args
            ],
            outputs=list(entry.outputs),
            price_outputs=price_outputs(entry),
            says=entry.says,
            warmup_bars=entry.warmup(),
        )


class IndicatorValue(Wire):
    ts: Instant = Field(description="When the bar opened")
    values: dict[str, float | None] = Field(description="By output; null while warming up")
    signal: Signal
    strength: float = Field(description="0 to 100")


class IndicatorReading(Wire):
    """What the indicator says at one close."""

    ts: Instant
    values: dict[str, float | None]
    signal: Signal
    strength: float = Field(description="0 to 100")
    reason: str
    known: bool = Field(description="False: too few bars for a reading")

    @classmethod
    def of(cls, ts: int, found: Reading) -> "IndicatorReading":
        return cls(
            ts=ts,
            values=dict(found.values),
            signal=found.signal.value,
            strength=found.strength,
            reason=found.reason,
            known=found.known,
        )


class IndicatorSeriesOut(Wire):
    """An indicator over a series' bars, oldest first."""

    name: str
    series: str
    arguments: dict[str, DecimalString]
    outputs: list[str]
    price_outputs: list[str]
    warmup_bars: int
    items: list[IndicatorValue]
    reading: IndicatorReading | None = Field(description="At the last close; null without bars enough")


class ContributionOut(Wire):
    """One indicator's part in a score."""

    name: str
    signal: Signal
    strength: float
    weight: float = Field(description="Share of the score; scaled up where others are missing")
    points: float = Field(description="What it adds to the signed score")
    counted: bool = Field(description="False: no side, or below its least strength")
    values: dict[str, float | None]
    threshold: str = Field(description="The rule it was judged by")
    sentence: str


class OpportunityOut(Wire):
    """Where the indicators agree; made of closed bars, the same whoever asks and however often."""

    opportunity_id: str
    series: str
    symbol: str
    timeframe: str
    simulated: bool = Field(description="True: a market made up by a generator")
    side: Side
    score: float = Field(description="0 to 100")
    recommendation: Recommendation
    ts: Instant = Field(description="Open time of the bar it rests on")
    close_time: Instant
    valid_until: Instant = Field(description="Three bars later")
    price: DecimalString = Field(description="Close of that bar")
    entry: DecimalString | None
    stop: DecimalString | None = Field(description="Two ATR away")
    target: DecimalString | None = Field(description="Twice as far as the stop")
    risk_reward: float | None
    contributions: list[ContributionOut]
    missing: list[str] = Field(description="Indicators that have too few bars for a reading")

    @classmethod
    def of(cls, one: Opportunity, *, simulated: bool) -> "OpportunityOut":
        return cls(
            opportunity_id=one.opportunity_id,
            series=one.series.key,
            symbol=one.series.symbol,
            timeframe=one.series.timeframe.value,
            simulated=simulated,
            side="BUY" if one.found.side is Said.BUY else "SELL",
            score=one.found.score,
            recommendation=one.found.recommendation.value,
            ts=one.ts,
            close_time=one.close_time,
            valid_until=one.valid_until,
            price=one.price,
            entry=one.entry,
            stop=one.stop,
            target=one.target,
            risk_reward=one.risk_reward,
            contributions=[ContributionOut.model_validate(vars(part)) for part in one.found.contributions],
            missing=list(one.found.missing),
        )


def price_outputs(entry: Indicator) -> list[str]:
    """Outputs to draw over the candles.

    >>> from omc.market.indicators.catalog import indicator
    >>> price_outputs(indicator("bollinger")), price_outputs(indicator("rsi"))
    (['middle', 'upper', 'lower'], [])
    """
    return [name for name in entry.outputs if name in _LEVELS | _PRICED.get(entry.name, set())]
