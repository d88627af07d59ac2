"""Which searches the packed way covers. What it does not know, by field or by value, the engine runs."""

from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from omc.backtest.grid.gated import is_gated
from omc.backtest.settings import FillTiming, RunSettings
from omc.strategy.model import StrategySpec

# Fields the packed way reads, or that change no trade. Any other must stand at its default.
_SPEC = frozenset({
    "name", "family", "venue", "symbol", "timeframe", "sizing", "long", "short", "params", "features",
    "constraints", "stop", "targets", "time_stop_bars", "session", "indicators", "source", "description",
})  # fmt: skip
_SETTINGS = frozenset({
    "initial_capital", "costs", "limits", "minimum_warmup_bars", "trade_from", "fill_timing", "max_positions",
    "edge_margin_bps",
})  # fmt: skip
_COSTS = frozenset({
    "taker_bps", "maker_bps", "half_spread_bps", "slippage_bps", "slippage_amount", "impact_bps", "unit_fee",
    "flat_fee", "tiers", "financing_fraction",
})  # fmt: skip
_LIMITS = frozenset({
    "position_fraction", "exposure_fraction", "daily_loss_fraction", "half_size_loss_fraction",
    "drawdown_fraction", "losses_before_half_size", "half_size_trades",
})  # fmt: skip


def uncovered(spec: StrategySpec, settings: RunSettings) -> str | None:
    """Why the engine must run this search, in words; None where it need not."""
    for name, part, known in (
        ("the spec's", spec, _SPEC), ("the settings'", settings, _SETTINGS),
        ("the costs'", settings.costs, _COSTS), ("the limits'", settings.limits, _LIMITS),
    ):  # fmt: skip
        unusual = _unusual(part, known)
        if unusual is not None:
            return f"{name} {unusual}"
    if spec.sizing.kind not in ("fraction", "risk", "atr"):
        return f"sizing of kind {spec.sizing.kind}"
    if len(spec.targets) > 1 or any(target.share != 1 for target in spec.targets):
        return "partial targets"
    if spec.short is not None and settings.costs.financing_fraction:
        return "financing of shorts"
    if settings.fill_timing is FillTiming.SAME_CLOSE and is_gated(settings.limits):
        return "gates that remember, with fills at the same close"
    return None


def _unusual(part: Any, known: frozenset[str]) -> str | None:
    kind: Any = type(part)
    for name, default in _others(kind, known):
        if getattr(part, name) != default:
            return name
    return None


@cache
def _others(kind: Any, known: frozenset[str]) -> tuple[tuple[str, Any], ...]:
    """The fields that are not `known`, and their defaults; None for those without one."""
    found = []
    for one in fields(kind):
        default = one.default if one.default is not MISSING else None
        if one.default is MISSING and one.default_factory is not MISSING:
            default = one.default_factory()
        if one.name not in known:
            found.append((one.name, default))
    return tuple(found)
