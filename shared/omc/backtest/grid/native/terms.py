"""What the kernel is told of costs, limits, stops and sizes: the same for every set and run."""

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from omc.backtest.grid.gated import is_gated
from omc.backtest.grid.native.library import Ratio, Search
from omc.backtest.grid.trades.money import LARGEST, Money
from omc.backtest.settings import FillTiming, RunSettings
from omc.kernel.money import BPS
from omc.market.model import Instrument
from omc.strategy.model import StrategySpec
from omc.trading.limits import MAX_MISSING_BARS

_NONE, _FRACTION, _DISTANCE, _LEVEL, _MULTIPLE = range(5)
_BY_CLOSE, _BY_DISTANCE, _BY_FRACTION, _BY_STOP_DISTANCE, _BY_LEVEL = range(5)
SIGNS = (1, -1)


def terms_of(spec: StrategySpec, instrument: Instrument, settings: RunSettings) -> Search:
    """The kernel's question without its bars and its lanes."""
    told = Search()
    amounts = (settings.initial_capital, instrument.min_notional)
    money = Money.of(instrument, settings.costs, *amounts)
    told.timeframe_ms, told.most_missing = spec.timeframe.ms, MAX_MISSING_BARS
    told.tick = float(instrument.tick)
    told.tick_over, told.tick_under = map(float, instrument.tick.as_integer_ratio())
    moved = BPS * (settings.costs.half_spread_bps + settings.costs.slippage_bps)
    told.buy, told.sell = _ratio(1 + moved), _ratio(1 - moved)
    told.at_close = settings.fill_timing is FillTiming.SAME_CLOSE
    told.capital, told.least = (money.units(amount) for amount in amounts)
    told.rounded = told.capital * 8 < LARGEST
    told.lot, told.grain = money.lot, money.grain
    told.taker, told.taker_over, told.taker_under = _rate(money.taker, money.grain)
    told.maker, told.maker_over, told.maker_under = _rate(money.maker, money.grain)
    told.fraction = float(spec.sizing.fraction)
    _tell_limits(told, settings)
    _tell_levels(told, spec)
    return told


def micro_names(told: Search, side: str) -> Mapping[str, str]:
    """The columns of millionths of ticks that one side reads, by the kernel's name, by the language's."""
    found = {}
    if told.stop_kind in (_DISTANCE, _LEVEL):
        found["stop_micro"] = "stop.distance" if told.stop_kind == _DISTANCE else f"stop.{side}"
    if told.target_kind in (_DISTANCE, _LEVEL):
        found["target_micro"] = "targets.0.distance" if told.target_kind == _DISTANCE else f"targets.0.{side}"
    return found


def reads_sizing(told: Search) -> bool:
    """Whether sizes are by a distance of their own."""
    return bool(told.size_kind == _BY_DISTANCE)


def _tell_limits(told: Search, settings: RunSettings) -> None:
    limits = settings.limits
    caps = [cap for cap in (limits.position_fraction, limits.exposure_fraction) if cap is not None]
    told.cap = float(min(caps)) if caps else math.inf
    told.gated = is_gated(limits)
    told.half_loss = _limit(limits.half_size_loss_fraction)
    told.daily_loss = _limit(limits.daily_loss_fraction)
    told.drawdown = _limit(limits.drawdown_fraction)
    losses = limits.losses_before_half_size
    told.losses_before_half = -1 if losses is None else losses
    told.half_trades = limits.half_size_trades


def _tell_levels(told: Search, spec: StrategySpec) -> None:
    stop, target = spec.stop, spec.targets[0] if spec.targets else None
    told.time_stop = spec.time_stop_bars or 0
    kinds = {"fraction": _FRACTION, "atr": _DISTANCE, "r": _MULTIPLE}
    if stop is not None:
        told.stop_kind = kinds.get(stop.kind, _LEVEL)
        told.trailing = stop.trailing
        if stop.kind == "fraction" and stop.fraction is not None:
            told.stop_ratio[:] = [_ratio(1 - sign * stop.fraction) for sign in SIGNS]
            told.stop_fraction = float(stop.fraction)
    if target is not None and not (target.kind == "r" and stop is None):
        told.target_kind = kinds.get(target.kind, _LEVEL)
        value = target.value or Decimal(0)
        of_side = {"fraction": [1 + sign * value for sign in SIGNS], "r": [value, value]}
        told.target_ratio[:] = [_ratio(one) for one in of_side.get(target.kind, [Decimal(1)] * 2)]
    if spec.sizing.kind == "atr":
        told.size_kind = _BY_DISTANCE
    elif spec.sizing.kind == "risk" and stop is not None:
        by_stop = {"fraction": _BY_FRACTION, "atr": _BY_STOP_DISTANCE}
        told.size_kind = by_stop.get(stop.kind, _BY_LEVEL)


def _ratio(value: Decimal) -> Ratio:
    return Ratio(*value.as_integer_ratio())


def _rate(rate: Fraction, grain: float) -> tuple[float, float, float]:
    return float(rate), float(rate.numerator), float(rate.denominator) * grain


def _limit(value: Decimal | None) -> float:
    return math.nan if value is None else float(value)
