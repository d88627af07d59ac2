"""Strategies, their versions, templates and verdicts on specs, on the wire."""

from typing import Any

from pydantic import Field

from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.contracts.http.problem import ProblemField
from omc.contracts.spec import SpecModel
from omc.market.timeframes import Timeframe
from omc.strategy.library import StrategyHead, StrategyVersion
from omc.strategy.templates import Template

# Templates are shown on a market every deployment has; a client changes venue, symbol and timeframe.
_SYMBOL = "BTC/USDT"
_VENUES = {Timeframe.D1: "sample", Timeframe.H1: "simulated"}


class SpecIn(Wire):
    """A spec as a person wrote it."""

    spec: dict[str, Any] = Field(description="A SpecModel; what is wrong in it is told field by field")


class VersionIn(SpecIn):
    based_on: int | None = Field(
        default=None, ge=1, description="The latest version the client saw; refused (409) if it moved on"
    )


class SpecVerdict(Wire):
    """What validation says about a spec."""

    valid: bool
    errors: list[ProblemField] = Field(default=[], description="Everything that is wrong, with its place")
    normalised: SpecModel | None = Field(default=None, description="The spec with all defaults, if valid")
    spec_hash: str | None = Field(default=None, description="Its fingerprint")
    warmup_bars: int | None = Field(default=None, description="Bars needed before a rule may hold")


class PresetOut(Wire):
    name: str
    params: dict[str, DecimalString]


class TemplateOut(Wire):
    template_id: str
    name: str
    category: str
    difficulty: str
    description: str
    tags: list[str]
    disclaimer: str
    presets: list[PresetOut] = Field(description="Named parameter sets")
    timeframes: list[Timeframe] = Field(description="What it makes sense on, the one to start with first")
    confidence: DecimalString | None = Field(description="0 to 1, its author's; measured results replace it")
    spec: SpecModel = Field(description="The template on a market there is; change venue, symbol, timeframe")

    @classmethod
    def of(cls, template: Template) -> "TemplateOut":
        first = template.timeframes[0]
        return cls(
            template_id=template.template_id,
            name=template.name,
            category=template.category,
            difficulty=template.difficulty,
            description=template.description,
            tags=list(template.tags),
            disclaimer=template.disclaimer,
            presets=[PresetOut(name=preset.name, params=dict(preset.params)) for preset in template.presets],
            timeframes=list(template.timeframes),
            confidence=template.confidence,
            spec=SpecModel.of(template.spec(_VENUES[first], _SYMBOL, first)),
        )


class StrategyOut(Wire):
    """A strategy in a list."""

    strategy_id: str
    name: str
    latest_version: int
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, head: StrategyHead) -> "StrategyOut":
        return cls(
            strategy_id=head.strategy_id,
            name=head.name,
            latest_version=head.latest_version,
            created_at=head.created_at,
            updated_at=head.updated_at,
        )


class StrategyVersionOut(Wire):
    """One immutable version."""

    strategy_id: str
    version: int
    spec: SpecModel
    spec_hash: str = Field(description="SHA-256 of the spec's canonical form")
    created_at: Instant

    @classmethod
    def of(cls, kept: StrategyVersion) -> "StrategyVersionOut":
        return cls(
            strategy_id=kept.strategy_id,
            version=kept.version,
            spec=SpecModel.of(kept.spec),
            spec_hash=kept.spec_hash,
            created_at=kept.created_at,
        )


class StrategyDetail(Wire):
    """A strategy with its latest version."""

    strategy: StrategyOut
    latest: StrategyVersionOut
