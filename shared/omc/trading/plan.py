"""From a spec and its signals at bar t to what is traded: the rules that hold, the bracket, the quantity.

Engine and Floor both decide through this module. Indicator values arrive as float64; as levels and
distances they are read at a millionth of a tick, so that rounding noise of a recursion never moves a
level that stands on a tick.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Protocol

from omc.kernel.instants import Ms
from omc.kernel.money import ZERO, down, to_step, up
from omc.market.records import Instrument
from omc.strategy.model import StopSpec, StrategySpec, TargetSpec
from omc.trading.decision import RulesAt
from omc.trading.edge import EdgeTest
from omc.trading.entry import EntryOrder
from omc.trading.model import BracketTerms, Direction, StopTerms, TargetTerms
from omc.trading.past import NO_PAST, Past, half_kelly
from omc.trading.risk import Outcome, RiskLimits, RiskResult, RiskState, Verdict, check_entry
from omc.trading.sizing import Sizing, SizingKind, desired_quantity

if TYPE_CHECKING:
    # Named, not made: the Floor's order path imports this module and does without numpy.
    from omc.market.model import BoolArray, FloatArray, IntArray

_READING = Decimal("0.000001")


class SignalColumns(Protocol):
    """A strategy evaluated over bars: which rules hold at each close, and levels in quote currency.

    levels: by the names of `omc.strategy.levels`, NaN where not known yet. in_session, flat: None where the
    spec has no such hours. session_day: which day an entry counts in.
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
    def levels(self) -> "Mapping[str, FloatArray]": ...
    @property
    def in_session(self) -> "BoolArray | None": ...
    @property
    def flat(self) -> "BoolArray | None": ...
    @property
    def session_day(self) -> "IntArray": ...


@dataclass(frozen=True)
class PlannedEntry:
    """What became of a wish to enter: an order for the next bars, or none and the gate that refused it."""

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
        signals.in_session is None or bool(signals.in_session[index]),
        signals.flat is not None and bool(signals.flat[index]),
    )


def sizing_of(spec: StrategySpec) -> Sizing:
    return Sizing(SizingKind(spec.sizing.kind), spec.sizing.fraction)


def bracket_at(
    spec: StrategySpec, signals: SignalColumns, index: int, direction: Direction, tick: Decimal
) -> BracketTerms | None:
    """Stop and targets of an entry signalled at `index`; None where a level they need is not known there.

    A spec with neither has an empty bracket, not None.
    """
    stop = None if spec.stop is None else _stop(spec.stop, signals, index, direction, tick)
    if spec.stop is not None and stop is None:
        return None
    targets = []
    for number, wanted in enumerate(spec.targets):
        target = _target(number, wanted, signals, index, direction, tick)
        if target is None:
            return None
        targets.append(target)
    return BracketTerms(stop, tuple(targets))


def limit_at(
    spec: StrategySpec, signals: SignalColumns, index: int, direction: Direction, close: Decimal,
    tick: Decimal,
) -> Decimal | None:  # fmt: skip
    """The price that an entry signalled at `index` is asked for: the close itself at the market, else its
    limit, rounded to the tick against us; None where that is not known there.
    """
    limit, sign = spec.limit_entry, direction.sign
    if limit is None:
        return close
    if limit.kind == "price":
        stated = _read(signals.levels.get(f"limit_entry.{direction}"), index, tick)
    elif limit.kind == "fraction":
        stated = close - sign * close * (limit.fraction or ZERO)
    else:
        distance = _read(signals.levels.get("limit_entry.distance"), index, tick)
        stated = None if distance is None else close - sign * distance
    if stated is None:
        return None
    return max(up(stated, tick) if sign > 0 else down(stated, tick), tick)


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
    past: Past = NO_PAST,
    edge: EdgeTest | None = None,
) -> PlannedEntry:
    """Size an entry from equity and close of the signal's bar, or from its limit, and take it through the
    pure gates.

    An entry whose levels are unknown is refused as `level_unknown`, one whose limit would meet the market as
    it is placed as `limit_not_passive`, one too many for the day as
    `max_reentries`, one whose expected edge is too small as `insufficient_edge`, one that Kelly's formula
    gives nothing as `no_edge`; one sized to nothing otherwise as the gates say.
    """
    day = int(signals.session_day[index])
    refused = _too_many(spec, past, day, direction) or (edge.refusal() if edge is not None else None)
    if refused is not None:
        return _refused(refused)
    bracket = bracket_at(spec, signals, index, direction, instrument.tick)
    distance = _read(signals.levels.get("sizing.distance"), index, instrument.tick)
    price = limit_at(spec, signals, index, direction, close, instrument.tick)
    if bracket is None or price is None or (spec.sizing.kind == "atr" and distance is None):
        return _refused(Verdict("level_unknown", Outcome.REFUSE, ZERO, ZERO, ZERO))
    if direction.sign * (price - close) > 0:
        return _refused(Verdict("limit_not_passive", Outcome.REFUSE, price, close, ZERO))
    if spec.sizing.kind == "half_kelly" and half_kelly(past.results) == ZERO:
        won, lost = past.results.won, past.results.lost
        return _refused(Verdict("no_edge", Outcome.REFUSE, won, lost, ZERO))
    wanted = desired_quantity(
        sizing_of(spec), state.equity, price, bracket.stop, direction, instrument.step, distance, past.results
    )
    risk = check_entry(wanted, price, instrument.step, instrument.min_notional, state, limits)
    order = None
    if risk.refused_by is None:
        order = EntryOrder(direction, risk.quantity, bracket, signal_ts, day)
        if spec.limit_entry is not None:
            until = signal_ts + spec.limit_entry.valid_bars * spec.timeframe.ms
            order = replace(order, limit=price, until=until)
    return PlannedEntry(order, risk)


def _refused(verdict: Verdict) -> PlannedEntry:
    return PlannedEntry(None, RiskResult(ZERO, (verdict,)))


def _too_many(spec: StrategySpec, past: Past, day: int, direction: Direction) -> Verdict | None:
    """The refusal of an entry beyond the first and its re-entries of one direction and day."""
    if spec.max_reentries is None:
        return None
    made, allowed = past.entries.on(day, direction), spec.max_reentries + 1
    if made < allowed:
        return None
    return Verdict("max_reentries", Outcome.REFUSE, Decimal(made), Decimal(allowed), ZERO)


def _stop(
    stop: StopSpec, signals: SignalColumns, index: int, direction: Direction, tick: Decimal
) -> StopTerms | None:
    if stop.kind == "fraction":
        return StopTerms(fraction=stop.fraction, trailing=stop.trailing)
    if stop.kind == "atr":
        distance = _read(signals.levels.get("stop.distance"), index, tick)
        return None if distance is None else StopTerms(distance=distance, trailing=stop.trailing)
    level = _read(signals.levels.get(f"stop.{direction}"), index, tick)
    return None if level is None else StopTerms(level=level)


def _target(
    number: int, target: TargetSpec, signals: SignalColumns, index: int, direction: Direction, tick: Decimal
) -> TargetTerms | None:
    if target.kind == "fraction":
        return TargetTerms(fraction=target.value, share=target.share)
    if target.kind == "r":
        return TargetTerms(r_multiple=target.value, share=target.share)
    if target.kind == "atr":
        distance = _read(signals.levels.get(f"targets.{number}.distance"), index, tick)
        return None if distance is None else TargetTerms(distance=distance, share=target.share)
    level = _read(signals.levels.get(f"targets.{number}.{direction}"), index, tick)
    return None if level is None else TargetTerms(level=level, share=target.share)


def _read(column: "FloatArray | None", index: int, tick: Decimal) -> Decimal | None:
    """The value at `index` at a millionth of a tick; None where there is none."""
    if column is None or not math.isfinite(column[index]):
        return None
    return to_step(Decimal(float(column[index])), tick * _READING, ROUND_HALF_EVEN)
