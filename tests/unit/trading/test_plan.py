"""From a spec and its signals at a bar to an order for the next open."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
import pytest

from omc.market.model import BoolArray, FloatArray, IntArray
from omc.market.timeframes import Timeframe
from omc.strategy.model import Rules, SizingSpec, StopSpec, StrategySpec, TargetSpec
from omc.trading.costs import CostSchedule
from omc.trading.edge import EdgeTest
from omc.trading.model import BracketTerms, Direction, StopTerms, TargetTerms
from omc.trading.past import NO_PAST, DayEntries, Past, Results
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
    levels: Mapping[str, FloatArray] = field(default_factory=dict)
    in_session: BoolArray | None = None
    flat: BoolArray | None = None
    session_day: IntArray = field(default_factory=lambda: np.zeros(3, dtype=np.int64))


QUIET = np.zeros(3, dtype=np.bool_)
SIGNALS = Columns(np.array([False, True, False]), QUIET, QUIET, np.array([False, False, True]))


def plan(
    spec: StrategySpec,
    signals: Columns = SIGNALS,
    limits: RiskLimits = UNLIMITED,
    past: Past = NO_PAST,
    edge: EdgeTest | None = None,
) -> PlannedEntry:
    return plan_entry(spec, signals, 1, Direction.LONG, d(50), 3_600_000, STATE, limits, CENT, past, edge)


def gate_of(planned: PlannedEntry) -> tuple[str, Decimal, Decimal] | None:
    refusal = planned.refusal
    return (refusal.gate, refusal.value, refusal.limit) if refusal is not None else None


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
        StopTerms(fraction=d("0.02"), trailing=True), (TargetTerms(r_multiple=d(2)),)
    )


def test_distances_of_atr_are_read_at_a_millionth_of_a_tick() -> None:
    noisy = np.array([np.nan, 0.1 + 0.2, np.nan])
    signals = replace(SIGNALS, levels={"stop.distance": noisy, "targets.0.distance": noisy * 2})
    spec = replace(
        SPEC, stop=StopSpec("atr", multiple=d(2), period=14), targets=(TargetSpec("atr", d(4), 14),)
    )

    assert bracket_at(spec, signals, 1, Direction.LONG, CENT.tick) == BracketTerms(
        StopTerms(distance=d("0.3")), (TargetTerms(distance=d("0.6")),)
    )


def test_levels_are_read_for_the_side_that_enters() -> None:
    levels = {
        "stop.long": np.full(3, 48.125), "stop.short": np.full(3, 53.5),
        "targets.0.long": np.full(3, 51.5), "targets.0.short": np.full(3, 49.5),
    }  # fmt: skip
    spec = replace(
        SPEC,
        short=Rules("close < open"),
        stop=StopSpec("structure", multiple=d(1), period=5),
        targets=(TargetSpec("price", price="high", price_short="low", share=d("0.5")),),
    )

    for direction, stop, target in ((Direction.LONG, "48.125", "51.5"), (Direction.SHORT, "53.5", "49.5")):
        bracket = bracket_at(spec, replace(SIGNALS, levels=levels), 1, direction, CENT.tick)
        assert bracket == BracketTerms(
            StopTerms(level=d(stop)), (TargetTerms(level=d(target), share=d("0.5")),)
        )


@pytest.mark.parametrize("stop", [StopSpec("price", price="low"), StopSpec("atr", multiple=d(1), period=2)])
def test_an_entry_whose_stop_is_not_known_is_refused(stop: StopSpec) -> None:
    planned = plan(replace(SPEC, stop=stop), replace(SIGNALS, levels={"stop.long": np.full(3, np.nan)}))

    assert planned.order is None
    assert planned.refusal is not None
    assert planned.refusal.gate == "level_unknown"


def test_a_refused_entry_names_the_gate_with_its_numbers() -> None:
    planned = plan(replace(SPEC, sizing=SizingSpec("fraction", d("0.001"))))

    assert planned.order is None
    assert gate_of(planned) == ("min_notional", d(1), d(5))


def test_gates_shrink_what_the_sizing_wanted() -> None:
    order = plan(replace(SPEC, sizing=SizingSpec("fraction", d("0.5"))), limits=RiskLimits()).order

    assert order is not None
    assert order.quantity == 4


def test_one_entry_more_than_the_day_allows_is_refused_for_that_direction_only() -> None:
    spec = replace(SPEC, max_reentries=1)
    long, short = Past(DayEntries(0, long=2)), Past(DayEntries(0, short=2))

    assert gate_of(plan(spec, past=long)) == ("max_reentries", d(2), d(2))
    assert plan(spec, past=short).order is not None
    assert plan(spec, past=Past(DayEntries(-1, long=2))).order is not None
    assert plan(SPEC, past=long).order is not None


def test_sizing_by_atr_risks_a_share_of_equity_over_that_distance() -> None:
    spec = replace(SPEC, sizing=SizingSpec("atr", d("0.01"), multiple=d(2), period=14))

    order = plan(spec, replace(SIGNALS, levels={"sizing.distance": np.full(3, 4.0)})).order
    assert order is not None
    assert order.quantity == d("2.5")
    unknown = plan(spec, replace(SIGNALS, levels={"sizing.distance": np.full(3, np.nan)}))
    assert gate_of(unknown) == ("level_unknown", d(0), d(0))


def test_half_kelly_needs_twenty_round_trips_and_never_holds_more_than_the_fraction() -> None:
    spec = replace(SPEC, sizing=SizingSpec("half_kelly", d("0.2")))

    def quantity(results: Results) -> Decimal | None:
        order = plan(spec, past=Past(results=results)).order
        return order.quantity if order is not None else None

    # 12 of 20 won, 2 on average against 1.5: W - (1 - W) / R = 0.6 - 0.4 x 0.75 = 0.3, half of it 0.15.
    assert quantity(Results(20, 12, d(24), d(12))) == d(3)
    assert quantity(Results(19, 12, d(24), d(12))) == d(4)
    assert quantity(Results(20, 18, d(90), d(1))) == d(4)
    losing = plan(spec, past=Past(results=Results(20, 8, d(10), d(12))))
    assert gate_of(losing) == ("no_edge", d(10), d(12))


def test_an_edge_that_does_not_pay_for_a_round_trip_and_the_margin_is_refused_with_the_numbers() -> None:
    # 2 x (20 + 5 + 5) + 10.
    assert gate_of(plan(SPEC, edge=EdgeTest(d("69.9"), CostSchedule()))) == (
        "insufficient_edge", d("69.9"), d(70),
    )  # fmt: skip
    assert plan(SPEC, edge=EdgeTest(d(70), CostSchedule())).order is not None
