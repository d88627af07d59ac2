"""The whole Floor, bar by bar through orders, venue and books, makes the trades of the backtest."""

from decimal import Decimal

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omc.backtest.engine import run
from omc.market.bars import to_arrays
from omc.market.model import Bar
from omc.market.regime import REGIME_BARS
from omc.strategy.compile import compile_spec
from omc.strategy.model import StrategySpec
from omc.trading.model import ExitReason
from tests.fakes.floor_world import FloorWorld, comparable, series_of
from tests.property.backtest_cases import cases
from tests.property.composed_specs import composed
from tests.property.test_backtest_parity import (
    costs_of,
    decimal,
    instrument_of,
    limits_of,
    settings_of,
    spec_of,
)
from tests.reference_engine.case import Case


def bars_of(case: Case) -> list[Bar]:
    tick = decimal(case.tick)
    return [
        Bar(ts, o * tick, h * tick, low * tick, c * tick, Decimal(volume))
        for ts, o, h, low, c, volume in case.bars
    ]


def floor_agrees(case: Case, spec: StrategySpec) -> int:
    """The number of trades that both made."""
    bars, instrument = bars_of(case), instrument_of(case)
    expected = run(compile_spec(spec), to_arrays(bars), instrument, settings_of(case))

    world = FloorWorld(instrument)
    series = series_of(spec)
    before = bars[: case.trade_from]
    world.market.append(series, before)
    cursor = before[-1].ts if before else bars[0].ts - 1
    world.deploy(
        spec, capital=decimal(case.capital), limits=limits_of(case), costs=costs_of(case),
        minimum_warmup_bars=case.minimum_warmup, anchor_ts=bars[0].ts, cursor_ts=cursor,
    )  # fmt: skip
    world.show(series, bars[case.trade_from :])

    closed = [t for t in expected.trades if t.exit_reason is not ExitReason.END_OF_DATA]
    assert [comparable(t) for t in world.trades()] == [comparable(t) for t in closed]
    if len(closed) == len(expected.trades):
        last = len(bars) - 1
        assert world.account.marks.equity == expected.equity_at(last)
    assert np.isfinite(float(world.account.marks.equity))
    return len(closed)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(on_floor=True))
def test_the_floor_makes_the_trades_of_the_backtest(case: Case) -> None:
    floor_agrees(case, spec_of(case))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    # Before there are so many bars no regime is known.
    cases(on_floor=True, history=REGIME_BARS).flatmap(
        lambda case: st.tuples(st.just(case), composed(spec_of(case)))
    )
)
def test_it_does_so_with_ensembles_specialists_and_parameters_by_regime(
    drawn: tuple[Case, StrategySpec],
) -> None:
    floor_agrees(*drawn)
