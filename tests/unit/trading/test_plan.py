"""From a spec and its signals at a bar to an order for the next open."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from omc.market.model import BoolArray, FloatArray
from omc.market.timeframes import Timeframe
from omc.strategy.model import Rules, SizingSpec, StopSpec, StrategySpec, TargetSpec
from omc.trading.model import BracketTerms, Direction, StopTerms, TargetTerms
from omc.trading.plan import PlannedEntry, bracket_at, plan_entry, rules_at
from omc.trading.risk import UNLIMITED, RiskLimits, RiskState
from tests.unit.trading.builders import CENT, d

SPEC = StrategySpec(
    name="Plain", family="custom", venue="simulated", symbol="BTC/USDT", timeframe=Timeframe.H1,
    sizing=SizingSpec("fraction", d("0.1")), long=Rules("close > open"),
)  # fmt: skip
STATE = RiskState(0, d(1_000), d(1_000), d(1_000))


@dataclass(frozen=True)
class Columns:
    enter_long: BoolArray
    exit_long: BoolArray
    enter_short: BoolArray
    exit_short: BoolArray
    stop_distance: FloatArray | None = None
    stop_level: FloatArray | None = None
    target_distance: FloatArray | None = None


QUIET = np.zeros(3, dtype=np.bool_)
SIGNALS = Columns(np.array([False, True, False]), QUIET, QUIET, np.array([False, False, True]))


def plan(spec: StrategySpec, signals: Columns = SIGNALS, limits: RiskLimits = UNLIMITED) -> PlannedEntry:
    return plan_entry(spec, signals, 1, Direction.LONG, d(50), 3_600_000, STATE, limits, CENT)


def test_the_rules_of_one_bar_are_read_from_its_column() -> None:
    assert rules_at(SIGNALS, 1).enter_long
    assert not rules_at(SIGNALS, 1).exit_short
    assert rules_at(SIGNALS, 2).exit_short


def test_an_entry_is_sized_from_equity_and_close_and_carries_its_bracket() -> None:
    spec = replace(
        SPEC, stop=StopSpec("fraction", fraction=d("0.02"), trailing=True), targets=(TargetSpec("r", d(2)),)
    )
    order = plan(spec).order

    assert order is not None
    assert (order.quantity, order.signal_ts, order.direction) == (d(2), 3_600_000, Direction.LONG)
    assert order.bracket == BracketTerms(
        StopTerms(fraction=d("0.02"), trailing=True), TargetTerms(r_multiple=d(2))
    )


def test_distances_of_atr_are_read_at_a_millionth_of_a_tick() -> None:
    noisy = np.array([np.nan, 0.1 + 0.2, np.nan])
    signals = replace(SIGNALS, stop_distance=noisy, target_distance=noisy * 2)
    spec = replace(
        SPEC, stop=StopSpec("atr", multiple=d(2), period=14), targets=(TargetSpec("atr", d(4), 14),)
    )

    assert bracket_at(spec, signals, 1, CENT.tick) == BracketTerms(
        StopTerms(distance=d("0.3")), TargetTerms(distance=d("0.6"))
    )


def test_a_stop_at_a_price_is_a_level() -> None:
    signals = replace(SIGNALS, stop_level=np.array([np.nan, 48.125, np.nan]))
    spec = replace(SPEC, stop=StopSpec("price", price="low"))

    assert bracket_at(spec, signals, 1, CENT.tick) == BracketTerms(StopTerms(level=d("48.125")))


@pytest.mark.parametrize("stop", [StopSpec("price", price="low"), StopSpec("atr", multiple=d(1), period=2)])
def test_an_entry_whose_stop_is_not_known_is_refused(stop: StopSpec) -> None:
    planned = plan(replace(SPEC, stop=stop), replace(SIGNALS, stop_level=np.full(3, np.nan)))

    assert planned.order is None
    assert planned.refusal is not None
    assert planned.refusal.gate == "level_unknown"


def test_a_refused_entry_names_the_gate_with_its_numbers() -> None:
    planned = plan(replace(SPEC, sizing=SizingSpec("fraction", d("0.001"))))

    assert planned.order is None
    assert planned.refusal is not None
    assert (planned.refusal.gate, planned.refusal.value, planned.refusal.limit) == (
        "min_notional",
        d(1),
        d(5),
    )


def test_gates_shrink_what_the_sizing_wanted() -> None:
    order = plan(replace(SPEC, sizing=SizingSpec("fraction", d("0.5"))), limits=RiskLimits()).order

    assert order is not None
    assert order.quantity == 4
