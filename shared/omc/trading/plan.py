"""From a spec and its signals at bar t to what is traded: the rules that hold, the bracket, the quantity.

Engine and Floor both decide through this module. Indicator values arrive as float64; as levels and
distances they are read at a millionth of a tick, so that rounding noise of a recursion never moves a
level that stands on a tick.
"""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Protocol

from omc.kernel.instants import Ms
from omc.kernel.money import ZERO, to_step
from omc.market.records import Instrument
from omc.strategy.model import StopSpec, StrategySpec, TargetSpec
from omc.trading.decision import RulesAt
from omc.trading.entry import EntryOrder
from omc.trading.model import BracketTerms, Direction, StopTerms, TargetTerms
from omc.trading.risk import Outcome, RiskLimits, RiskResult, RiskState, Verdict, check_entry
from omc.trading.sizing import Sizing, SizingKind, desired_quantity

if TYPE_CHECKING:
    # Named, not made: the Floor's order path imports this module and does without numpy.
    from omc.market.model import BoolArray, FloatArray

_READING = Decimal("0.000001")


class SignalColumns(Protocol):
    """A strategy evaluated over bars: which rules hold at each close, and levels in quote currency.

    Distances and levels are None where the spec does not ask for them, NaN where they are not known yet.
    """

    @property
    def enter_long(self) -> "BoolArray": ...
    @property
    def exit_long(self) -> "BoolArray": ...
    @property
    def enter_short(self) -> "BoolArray": ...
    @property
    def exit_short(self) -> "BoolArray": ...
    @property
    def stop_distance(self) -> "FloatArray | None": ...
    @property
    def stop_level(self) -> "FloatArray | None": ...
    @property
    def target_distance(self) -> "FloatArray | None": ...


@dataclass(frozen=True)
class PlannedEntry:
    """What became of a wish to enter: an order for the next open, or none and the gate that refused it."""

    order: EntryOrder | None
    risk: RiskResult

    @property
    def refusal(self) -> Verdict | None:
        """The refusing gate with its value and limit."""
        return next((v for v in self.risk.verdicts if v.outcome is Outcome.REFUSE), None)


def rules_at(signals: SignalColumns, index: int) -> RulesAt:
    """The rules that hold on the bar at `index`."""
    return RulesAt(
        bool(signals.enter_long[index]),
        bool(signals.exit_long[index]),
        bool(signals.enter_short[index]),
        bool(signals.exit_short[index]),
    )


def sizing_of(spec: StrategySpec) -> Sizing:
    return Sizing(SizingKind(spec.sizing.kind), spec.sizing.fraction)


def bracket_at(spec: StrategySpec, signals: SignalColumns, index: int, tick: Decimal) -> BracketTerms | None:
    """Stop and target of an entry signalled at `index`; None where a level they need is not known there.

    A spec with neither has an empty bracket, not None.
    """
    stop = None if spec.stop is None else _stop(spec.stop, signals, index, tick)
    target = _target(spec.targets[0], signals, index, tick) if spec.targets else None
    if (spec.stop is not None and stop is None) or (spec.targets and target is None):
        return None
    return BracketTerms(stop, target)


def plan_entry(
    spec: StrategySpec,
    signals: SignalColumns,
    index: int,
    direction: Direction,
    close: Decimal,
    signal_ts: Ms,
    state: RiskState,
    limits: RiskLimits,
    instrument: Instrument,
) -> PlannedEntry:
    """Size an entry from equity and close of the signal's bar and take it through the pure gates.

    An entry whose levels are unknown is refused as `level_unknown`; one sized to nothing as the gates say.
    """
    bracket = bracket_at(spec, signals, index, instrument.tick)
    if bracket is None:
        unknown = Verdict("level_unknown", Outcome.REFUSE, ZERO, ZERO, ZERO)
        return PlannedEntry(None, RiskResult(ZERO, (unknown,)))
    wanted = desired_quantity(sizing_of(spec), state.equity, close, bracket.stop, direction, instrument.step)
    risk = check_entry(wanted, close, instrument.step, instrument.min_notional, state, limits)
    order = EntryOrder(direction, risk.quantity, bracket, signal_ts) if risk.refused_by is None else None
    return PlannedEntry(order, risk)


def _stop(stop: StopSpec, signals: SignalColumns, index: int, tick: Decimal) -> StopTerms | None:
    if stop.kind == "fraction":
        return StopTerms(fraction=stop.fraction, trailing=stop.trailing)
    if stop.kind == "price":
        level = _read(signals.stop_level, index, tick)
        return None if level is None else StopTerms(level=level, trailing=stop.trailing)
    distance = _read(signals.stop_distance, index, tick)
    return None if distance is None else StopTerms(distance=distance, trailing=stop.trailing)


def _target(target: TargetSpec, signals: SignalColumns, index: int, tick: Decimal) -> TargetTerms | None:
    if target.kind == "fraction":
        return TargetTerms(fraction=target.value)
    if target.kind == "r":
        return TargetTerms(r_multiple=target.value)
    distance = _read(signals.target_distance, index, tick)
    return None if distance is None else TargetTerms(distance=distance)


def _read(column: "FloatArray | None", index: int, tick: Decimal) -> Decimal | None:
    """The value at `index` at a millionth of a tick; None where there is none."""
    if column is None or not math.isfinite(column[index]):
        return None
    return to_step(Decimal(float(column[index])), tick * _READING, ROUND_HALF_EVEN)
