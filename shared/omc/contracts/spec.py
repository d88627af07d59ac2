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
    Param,
    ParamRange,
    Rules,
    SizingSpec,
    StopSpec,
    StrategySpec,
    TargetSpec,
)

Family = Literal[
    "opening_range_breakout", "vwap_pullback", "first_pullback", "range_fade", "daily_trend_pullback",
    "breakout_retest", "swing_momentum", "mean_reversion_ma", "ma_cross", "rsi_reversion", "custom",
]  # fmt: skip
_LARGEST = Decimal(10) ** 15
# Enough for any price and quantity; and no text of a gigabyte from "1e-999999999".
Number = Annotated[DecimalString, Field(max_digits=30, decimal_places=12, ge=-_LARGEST, le=_LARGEST)]
Fraction = Annotated[Number, Field(gt=0, le=1)]
Positive = Annotated[Number, Field(gt=0)]
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
    kind: Literal["fraction", "risk"] = Field(
        description="fraction: of equity to hold. risk: of equity to lose if the stop is hit"
    )
    fraction: Fraction = Field(description="Above 0, at most 1")


class StopModel(Wire):
    """kind says which of fraction, multiple with period, or price is given."""

    kind: Literal["fraction", "atr", "price"]
    fraction: Annotated[Number, Field(ge=Decimal("0.002"), le=Decimal("0.2"))] | None = Field(
        default=None, description="Of the fill price, 0.002 to 0.2"
    )
    multiple: Annotated[Positive, Field(le=50)] | None = Field(default=None, description="Times ATR")
    period: Bars | None = Field(default=None, description="Bars of the ATR")
    price: str | None = Field(default=None, description="Expression of the level, such as lowest(low, 20)")
    trailing: bool = Field(default=False, description="Follows the closes, never back")


class TargetModel(Wire):
    kind: Literal["fraction", "atr", "r"]
    value: Annotated[Positive, Field(le=100)] = Field(
        description="Fraction of the fill price, multiple of ATR, or multiple of the stop's distance"
    )
    period: Bars | None = Field(default=None, description="Bars of the ATR, for kind atr")


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
    target: TargetModel | None = None
    time_stop_bars: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
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
            long=Rules(**dict(self.long)) if self.long else None,
            short=Rules(**dict(self.short)) if self.short else None,
            params={name: _param(param) for name, param in self.params.items()},
            features=dict(self.features),
            constraints=self.constraints,
            stop=StopSpec(**dict(self.stop)) if self.stop else None,
            target=TargetSpec(**dict(self.target)) if self.target else None,
            time_stop_bars=self.time_stop_bars,
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
