"""Wire forms of what a backtest is told: settings and gates, as clients send and tables keep them.

Fractions are of equity, bps of notional; decimals are strings. Defaults are the house's own.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

from omc.backtest.judging.gates import DEFAULT_GATES, GATED, NO_EXCEPTION, Gate, GateSet, Severity
from omc.backtest.service.runs import Approval, Run, RunRequest, Target
from omc.backtest.settings import FillTiming, RunSettings
from omc.contracts.events import invalid
from omc.contracts.http.common import DecimalString, Wire
from omc.contracts.spec import SpecModel
from omc.kernel.events import Event
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.market.records import Series
from omc.market.timeframes import Timeframe
from omc.trading.costs import CommissionModel, CostSchedule, FeeTier, SlippageModel, check_costs
from omc.trading.limits import RiskLimits
from omc.trading.schedule import EDGE_MARGIN_BPS

Bps = Annotated[DecimalString, Field(ge=0, le=1000, max_digits=12)]
Share = Annotated[DecimalString, Field(gt=0, le=1, max_digits=12)]
Amount = Annotated[DecimalString, Field(ge=0, le=Decimal(10) ** 12, max_digits=24)]
Rate = Annotated[DecimalString, Field(ge=0, le=1, max_digits=12)]
Capital = Annotated[DecimalString, Field(gt=0, le=Decimal(10) ** 12, max_digits=24, decimal_places=8)]

STRATEGY_QUALIFIED = "strategy.qualified"
HANDOFF_FAILED = "handoff.failed"

_COSTS, _LIMITS = CostSchedule(), RiskLimits()


class FeeTierModel(Wire):
    """Fees from a notional traded in the last 30 days on."""

    volume_from: Amount
    maker_bps: Bps
    taker_bps: Bps


class CostsModel(Wire):
    """What a fill costs, in basis points of notional where nothing else is said."""

    taker_bps: Bps = _COSTS.taker_bps
    maker_bps: Bps = _COSTS.maker_bps
    half_spread_bps: Bps = _COSTS.half_spread_bps
    slippage_bps: Bps = _COSTS.slippage_bps
    slippage_model: SlippageModel = Field(default=_COSTS.slippage_model, description="What moves a price")
    slippage_amount: Amount = Field(default=_COSTS.slippage_amount, description="Quote currency a unit")
    impact_bps: Bps = Field(default=_COSTS.impact_bps, description="At an order of the whole bar's volume")
    commission_model: CommissionModel = _COSTS.commission_model
    unit_fee: Amount = Field(default=_COSTS.unit_fee, description="Quote currency a base unit")
    flat_fee: Amount = Field(default=_COSTS.flat_fee, description="Quote currency a fill")
    tiers: list[FeeTierModel] = Field(default=[], max_length=20)
    financing_fraction: Rate = Field(
        default=_COSTS.financing_fraction, description="A year, on borrowed value"
    )
    volume_fraction: Share | None = Field(
        default=None, description="An entry fills at most this share of its bar's volume"
    )

    @classmethod
    def of(cls, costs: CostSchedule) -> "CostsModel":
        tiers = [FeeTierModel(**vars(tier)) for tier in costs.tiers]
        return cls(**(vars(costs) | {"tiers": tiers}))

    def domain(self) -> CostSchedule:
        tiers = tuple(FeeTier(**dict(tier)) for tier in self.tiers)
        costs = CostSchedule(**(dict(self) | {"tiers": tiers}))
        check_costs(costs)
        return costs


class LimitsModel(Wire):
    """The pure risk gates; null switches one off."""

    position_fraction: Share | None = Field(default=_LIMITS.position_fraction, description="Largest position")
    exposure_fraction: Share | None = Field(default=_LIMITS.exposure_fraction, description="Most held")
    daily_loss_fraction: Share | None = Field(
        default=_LIMITS.daily_loss_fraction, description="No entries after losing more since 00:00 UTC"
    )
    half_size_loss_fraction: Share | None = Field(
        default=_LIMITS.half_size_loss_fraction, description="Half size from this loss of the day on"
    )
    drawdown_fraction: Share | None = Field(
        default=_LIMITS.drawdown_fraction, description="No entries further below the peak"
    )
    losses_before_half_size: Annotated[int, Field(ge=1, le=100)] | None = Field(
        default=_LIMITS.losses_before_half_size,
        description="Losses in a row that halve the next trades",
    )
    half_size_trades: int = Field(
        default=_LIMITS.half_size_trades, ge=0, le=100, description="How many are halved"
    )
    cooldown_ms: int = Field(default=_LIMITS.cooldown_ms, ge=0, le=10**10, description="Wait after an exit")

    def domain(self) -> RiskLimits:
        return RiskLimits(**dict(self))

    @classmethod
    def of(cls, limits: RiskLimits) -> "LimitsModel":
        return cls(**vars(limits))


class SettingsModel(Wire):
    """A run's settings."""

    initial_capital: Capital = Decimal(10_000)
    costs: CostsModel = CostsModel()
    limits: LimitsModel = LimitsModel()
    minimum_warmup_bars: int = Field(default=50, ge=1, le=5000)
    max_positions: int = Field(default=1, ge=1, le=50)
    fill_timing: FillTiming = FillTiming.NEXT_OPEN
    expected_edge_bps: Bps | None = None
    edge_margin_bps: Bps = EDGE_MARGIN_BPS

    def domain(self) -> RunSettings:
        plain = {name: value for name, value in self if name not in ("costs", "limits")}
        return RunSettings(costs=self.costs.domain(), limits=self.limits.domain(), **plain)

    @classmethod
    def of(cls, settings: RunSettings) -> "SettingsModel":
        plain = {name: value for name, value in vars(settings).items() if name in cls.model_fields}
        parts = {"costs": CostsModel.of(settings.costs), "limits": LimitsModel.of(settings.limits)}
        return cls(**(plain | parts))


class GateModel(Wire):
    name: str = Field(min_length=1, max_length=60)
    tier: int = Field(ge=1, le=3, strict=True)
    metric: str
    bound: Literal["at_least", "at_most"]
    limit: DecimalString
    severity: Severity = Severity.HARD
    strict: bool = False

    @model_validator(mode="after")
    def _measured(self) -> "GateModel":
        # A name nobody measures would hold every run back, in silence.
        if self.metric not in GATED:
            raise ValueError(f"expected one of {', '.join(GATED)}, got {self.metric!r}")
        if self.severity is Severity.SOFT and self.metric in NO_EXCEPTION:
            raise ValueError(f"expected a hard gate: {self.metric} has no exception")
        return self


class GateSetModel(Wire):
    """The parameter's document: thresholds change by its value, not by code (OMC-BT-093)."""

    version: str = Field(min_length=1)
    gates: list[GateModel] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> "GateSetModel":
        seen = [(gate.name, gate.tier) for gate in self.gates]
        for name, tier in seen:
            if seen.count((name, tier)) > 1:
                raise ValueError(f"expected each gate once, got {name} twice in tier {tier}")
        return self


def read_gates(text: str) -> GateSet:
    """The gate set of a JSON text; InvalidInput when it is none."""
    try:
        model = GateSetModel.model_validate_json(text)
    except ValidationError as error:
        raise invalid("a gate set", error) from error
    return GateSet(model.version, tuple(Gate(**dict(gate)) for gate in model.gates))


def gates_document(gates: GateSet = DEFAULT_GATES) -> dict[str, Any]:
    """JSON values of a gate set; of the defaults, what the parameter is created with."""
    model = GateSetModel(version=gates.version, gates=[GateModel(**vars(gate)) for gate in gates.gates])
    # Without what goes without saying: a parameter holds 4 KB.
    return model.model_dump(mode="json", exclude_defaults=True)


class RunDocument(Wire):
    """A run's request as its item keeps it; the spec is the version as it was when asked."""

    strategy_id: str
    version: int
    spec: SpecModel
    series: str
    start: int | None
    end: int | None
    settings: SettingsModel
    auto_promote: bool
    approval: Approval
    promote_to: Target
    search_id: str | None = None
    walkforward_id: str | None = None
    symbols: tuple[str, ...] = ()
    timeframes: tuple[Timeframe, ...] = ()

    @classmethod
    def of(cls, request: RunRequest) -> "RunDocument":
        return cls(
            strategy_id=request.strategy_id,
            version=request.version,
            spec=SpecModel.of(request.spec),
            series=request.series.key,
            start=request.start,
            end=request.end,
            settings=SettingsModel.of(request.settings),
            auto_promote=request.auto_promote,
            approval=request.approval,
            promote_to=request.promote_to,
            search_id=request.search_id,
            walkforward_id=request.walkforward_id,
            symbols=request.symbols,
            timeframes=request.timeframes,
        )

    def request(self, owner_id: str) -> RunRequest:
        plain = {name: value for name, value in self if name not in ("spec", "series", "settings")}
        return RunRequest(
            owner_id=owner_id,
            spec=self.spec.to_spec(),
            series=Series.parse(self.series),
            settings=self.settings.domain(),
            **plain,
        )


def strategy_qualified(run: Run, summary: Mapping[str, Any], at: Ms) -> Event:
    """The event of a run that passed its gates (OMC-BT-097), once for each run."""
    return _once(
        STRATEGY_QUALIFIED,
        run,
        at,
        series=run.request.series.key,
        symbols=[series.symbol for series in run.request.markets],
        tier_reached=summary["tier_reached"],
        card_hash=summary["card_hash"],
    )


def handoff_failed(run: Run, error: str, at: Ms) -> Event:
    """The event of a run that qualified and did not reach the Floor, once for each run."""
    return _once(HANDOFF_FAILED, run, at, target=run.request.promote_to, error=error)


def _once(kind: str, run: Run, at: Ms, **data: Any) -> Event:
    """An event that a run causes one time at most."""
    asked = run.request
    return Event(
        event_id=derived_id("evt", kind, run.run_id),
        type=kind,
        occurred_at=at,
        known_at=at,
        owner_id=asked.owner_id,
        correlation_id=run.run_id,
        data={
            "run_id": run.run_id,
            "strategy_id": asked.strategy_id,
            "version": asked.version,
            **data,
        },
    )


class StepInput(BaseModel):
    """What every step of the state machine is told; what else stands in the state is not its business."""

    run_id: str


class AskInput(StepInput):
    task_token: str


class FailInput(StepInput):
    """error: the exception's name; cause: what it said, often JSON of the runtime."""

    error: str
    cause: str = ""

    def words(self) -> str:
        return words_of(self.error, self.cause)


def words_of(error: str, cause: str) -> str:
    """What a person reads of a failed step: the exception's message, without stack."""
    try:
        message = json.loads(cause)["errorMessage"]
    except (ValueError, KeyError, TypeError):
        message = cause
    return f"{error}: {message}"[:1000]
