"""A strategy spec on the wire and in tables: closed, bounded, decimals as strings.

`read_spec` takes what a client or a table says and gives the domain's spec; `SpecModel.of` is its inverse.
Whether the expressions make sense is for `omc.strategy.compile` to say.
"""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from omc.contracts.http.common import DecimalString, Wire
from omc.kernel.errors import FieldError, InvalidInput
from omc.market.timeframes import Timeframe
from omc.strategy.functions import MAX_LENGTH
from omc.strategy.model import (
    CustomIndicator,
    EnsembleSpec,
    LimitEntrySpec,
    Member,
    Param,
    ParamRange,
    RegimeSpec,
    Rules,
    SessionSpec,
    SizingSpec,
    StopSpec,
    StrategySpec,
    TargetSpec,
)

Family = Literal[
    "opening_range_breakout", "vwap_pullback", "first_pullback", "range_fade", "daily_trend_pullback",
    "breakout_retest", "swing_momentum", "mean_reversion_ma", "ma_cross", "rsi_reversion", "ensemble",
    "model", "custom",
]  # fmt: skip
_LARGEST = Decimal(10) ** 15
# Enough for any price and quantity; and no text of a gigabyte from "1e-999999999".
Number = Annotated[DecimalString, Field(max_digits=30, decimal_places=12, ge=-_LARGEST, le=_LARGEST)]
Fraction = Annotated[Number, Field(gt=0, le=1)]
Positive = Annotated[Number, Field(gt=0)]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:30"])]
RegimeName = Literal["trend_up", "trend_down", "range", "high_volatility"]
Bars = Annotated[int, Field(strict=True, ge=1, le=MAX_LENGTH)]


class ParamRangeModel(Wire):
    """Values a search may try."""

    low: Number
    high: Number
    step: Positive


class ParamModel(Wire):
    default: Number = Field(description="The value unless a search says otherwise")
    search: ParamRangeModel | None = None


class RulesModel(Wire):
    enter: str = Field(description="Opens a position when true, such as close > sma(close, $slow)")
    exit: str | None = Field(default=None, description="Closes it when true")


class SizingModel(Wire):
    kind: Literal["fraction", "risk", "atr", "half_kelly"] = Field(
        description="fraction: of equity to hold. risk: of equity to lose if the stop is hit. atr: of equity "
        "to lose if price moves by multiple x ATR(period). half_kelly: half of Kelly, at most fraction"
    )
    fraction: Fraction = Field(description="Above 0, at most 1")
    multiple: Annotated[Positive, Field(le=50)] | None = Field(default=None, description="Times ATR")
    period: Bars | None = Field(default=None, description="Bars of the ATR")


class StopModel(Wire):
    """kind says which of fraction, multiple with period, or prices are given."""

    kind: Literal["fraction", "atr", "structure", "price"]
    fraction: Annotated[Number, Field(ge=Decimal("0.002"), le=Decimal("0.2"))] | None = Field(
        default=None, description="Of the fill price, 0.002 to 0.2"
    )
    multiple: Annotated[Positive, Field(le=50)] | None = Field(default=None, description="Times ATR")
    period: Bars | None = Field(
        default=None, description="Bars of the ATR, or to look back for the structure"
    )
    price: str | None = Field(default=None, description="Level for longs, such as lowest(low, 20)")
    price_short: str | None = Field(default=None, description="Level for shorts, such as highest(high, 20)")
    trailing: bool = Field(default=False, description="Follows the closes, never back")


class TargetModel(Wire):
    kind: Literal["fraction", "atr", "r", "price"]
    value: Annotated[Positive, Field(le=100)] | None = Field(
        default=None,
        description="Fraction of the fill price, multiple of ATR, or multiple of the stop's distance",
    )
    period: Bars | None = Field(default=None, description="Bars of the ATR, for kind atr")
    price: str | None = Field(default=None, description="Level for longs, such as sma(close, 20)")
    price_short: str | None = Field(default=None, description="Level for shorts")
    share: Fraction = Field(default=Decimal(1), description="Part of the entered quantity it takes off")


class LimitEntryModel(Wire):
    """Entries wait at a limit; kind says which of fraction, multiple with period, or prices are given."""

    kind: Literal["fraction", "atr", "price"]
    valid_bars: Annotated[int, Field(strict=True, ge=1, le=MAX_LENGTH)] = Field(
        description="Bars it rests for, from the one after the signal on"
    )
    fraction: Annotated[Number, Field(ge=0, le=Decimal("0.2"))] | None = Field(
        default=None, description="Of the signal's close, below it for longs, above it for shorts; 0 to 0.2"
    )
    multiple: Annotated[Positive, Field(le=50)] | None = Field(default=None, description="Times ATR")
    period: Bars | None = Field(default=None, description="Bars of the ATR")
    price: str | None = Field(default=None, description="Limit for longs, such as lowest(low, 5)")
    price_short: str | None = Field(default=None, description="Limit for shorts, such as highest(high, 5)")


class SessionModel(Wire):
    """Entries only on bars that close inside it; by the clock of a time zone."""

    timezone: str = Field(default="UTC", max_length=40, examples=["America/New_York"])
    start: Clock = "00:00"
    end: Clock = Field(default="00:00", description="At or before start: on the next day")
    days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(
        default=(0, 1, 2, 3, 4, 5, 6), min_length=1, max_length=7, description="0 is Monday"
    )
    flat_at: Clock | None = Field(default=None, description="Positions are left at the first close after it")


class CustomIndicatorModel(Wire):
    """A name of one's own for an expression, such as ema(close, $length) + $width * atr($length)."""

    args: tuple[str, ...] = Field(default=(), max_length=8)
    value: str


class MemberModel(Wire):
    """One voice of an ensemble, or one specialist of a regime."""

    name: str = Field(min_length=1, max_length=40)
    long: RulesModel | None = None
    short: RulesModel | None = None
    weight: Positive = Decimal(1)
    strength: str | None = Field(default=None, description="Expression, 0 to 1; 1 when left out")


class EnsembleModel(Wire):
    """Sum of weight x direction x strength over the members, acted on beyond the threshold."""

    members: tuple[MemberModel, ...] = Field(min_length=2, max_length=10)
    threshold: Positive
    weighting: Literal["fixed", "equal", "inverse_volatility", "validation_sharpe"] = "fixed"
    window: Bars = 100


class RegimesModel(Wire):
    """Parameter sets by regime, or a specialist for each."""

    params: dict[RegimeName, dict[str, Number]] = Field(default={}, description="By regime")
    specialists: dict[RegimeName, str] = Field(default={}, description="Regime -> name of a member")
    members: tuple[MemberModel, ...] = Field(default=(), max_length=10)
    hold_bars: Bars = 3


class SpecModel(Wire):
    """One version of a strategy: data, never code."""

    name: str = Field(min_length=1, max_length=80, pattern=r"\S")
    family: Family = "custom"
    venue: str = Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")
    symbol: str = Field(pattern=r"^[A-Z0-9]{2,15}/[A-Z0-9]{2,15}$", examples=["BTC/USDT"])
    timeframe: Timeframe
    sizing: SizingModel
    long: RulesModel | None = None
    short: RulesModel | None = None
    params: dict[str, ParamModel] = Field(default={}, description="Numbers expressions name as $name")
    features: dict[str, str] = Field(default={}, description="Named expressions; each may read those above")
    constraints: tuple[str, ...] = Field(
        default=(), max_length=10, description="Conditions on params, such as $fast < $slow"
    )
    stop: StopModel | None = None
    targets: tuple[TargetModel, ...] = Field(default=(), max_length=5)
    time_stop_bars: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
    session: SessionModel | None = None
    max_reentries: Annotated[int, Field(strict=True, ge=0, le=1000)] | None = Field(
        default=None, description="Entries of one direction after the first in one day of the session"
    )
    indicators: dict[str, CustomIndicatorModel] = Field(default={}, description="The user's own, by name")
    ensemble: EnsembleModel | None = None
    regimes: RegimesModel | None = None
    limit_entry: LimitEntryModel | None = Field(
        default=None, description="Left out: entries meet the market at the next open"
    )
    source: Literal["manual", "template", "llm", "lab_model"] = "manual"
    description: str = Field(default="", max_length=2000)

    @classmethod
    def of(cls, spec: StrategySpec) -> "SpecModel":
        """The wire form of a spec."""
        return cls.model_validate(asdict(spec))

    def to_spec(self) -> StrategySpec:
        """The domain's form; nothing is lost either way."""
        plain = {name: getattr(self, name) for name in ("name", "family", "venue", "symbol", "timeframe")}
        return StrategySpec(
            **plain,
            sizing=SizingSpec(**dict(self.sizing)),
            long=_rules(self.long),
            short=_rules(self.short),
            params={name: _param(param) for name, param in self.params.items()},
            features=dict(self.features),
            constraints=self.constraints,
            stop=StopSpec(**dict(self.stop)) if self.stop else None,
            targets=tuple(TargetSpec(**dict(target)) for target in self.targets),
            time_stop_bars=self.time_stop_bars,
            session=SessionSpec(**dict(self.session)) if self.session else None,
            max_reentries=self.max_reentries,
            indicators={name: CustomIndicator(**dict(own)) for name, own in self.indicators.items()},
            ensemble=_ensemble(self.ensemble) if self.ensemble else None,
            regimes=_regimes(self.regimes) if self.regimes else None,
            limit_entry=LimitEntrySpec(**dict(self.limit_entry)) if self.limit_entry else None,
            source=self.source,
            description=self.description,
        )


def read_spec(raw: Mapping[str, Any]) -> StrategySpec:
    """The spec in `raw`; InvalidInput names every field that is missing, unknown or out of bounds."""
    try:
        return SpecModel.model_validate(raw).to_spec()
    except ValidationError as error:
        fields = tuple(_field(part) for part in error.errors(include_url=False))
        message = f"{fields[0].path}: {fields[0].message}"
        raise InvalidInput(message, fields=fields, code="invalid_spec") from None


def _rules(model: RulesModel | None) -> Rules | None:
    return Rules(**dict(model)) if model else None


def _member(model: MemberModel) -> Member:
    return Member(model.name, _rules(model.long), _rules(model.short), model.weight, model.strength)


def _ensemble(model: EnsembleModel) -> EnsembleSpec:
    return EnsembleSpec(
        tuple(_member(member) for member in model.members), model.threshold, model.weighting, model.window
    )


def _regimes(model: RegimesModel) -> RegimeSpec:
    members = tuple(_member(member) for member in model.members)
    return RegimeSpec(
        {str(name): params for name, params in model.params.items()},
        {str(name): member for name, member in model.specialists.items()},
        members,
        model.hold_bars,
    )


def _param(model: ParamModel) -> Param:
    return Param(model.default, ParamRange(**dict(model.search)) if model.search else None)


def _field(error: Mapping[str, Any]) -> FieldError:
    path = ".".join(str(part) for part in error["loc"]) or "spec"
    if error["type"] == "missing":
        return FieldError(path, "expected a value, got nothing")
    if error["type"] == "extra_forbidden":
        return FieldError(path, "expected no such field", str(error["loc"][-1]))
    expected = str(error["msg"]).removeprefix("Value error, ").replace("Input should be ", "expected ")
    return FieldError(path, f"{expected}, got {repr(error['input'])[:60]}")
