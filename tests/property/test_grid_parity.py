"""A grid makes the trades of the engine, to the last unit, and measures them alike, whichever way it goes:
compiled, on numpy, or by the engine itself."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from omc.backtest.grid import GridResult, prepare_grid, run_grid
from omc.backtest.grid.by_engine import engine_rows, engine_run
from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.packed import Packed
from omc.backtest.grid.scope import uncovered
from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.money import Money
from omc.backtest.result import RunResult
from omc.ledgers.series import NO_LEDGERS
from omc.trading.model import Direction
from tests.grids import needs_kernel, without_kernel
from tests.property.backtest_cases import cases
from tests.property.test_backtest_parity import bars_of, instrument_of, settings_of, spec_of
from tests.reference_engine.case import Case

_PARAMS = [{"fast": Decimal(fast)} for fast in (2, 3, 5, 8)]


@st.composite
def coverable(draw: st.DrawFn) -> Case:
    """Cases without what only the engine runs: the rest of the language, levels, sizes, limits and costs."""
    case = draw(cases())
    sizing: dict[str, Any] = case.spec["sizing"]
    if sizing["kind"] == "half_kelly":
        sizing = {"kind": "fraction", "fraction": sizing["fraction"]}
    targets = [target | {"share": Fraction(1)} for target in case.spec["targets"][:1]]
    spec = case.spec | {"sizing": sizing, "targets": targets, "max_reentries": None}
    limits = case.limits | {"cooldown_ms": 0}
    if case.same_close or draw(st.booleans()):
        forgetful = ("daily_loss_fraction", "half_size_loss_fraction", "drawdown_fraction")
        limits |= dict.fromkeys((*forgetful, "losses_before_half_size"))
    return replace(case, spec=spec, limits=limits, more={"financing": Fraction(0)}, finer={})


def engine_says(case: Case, grid: GridResult) -> None:
    spec, bars, instrument, chosen = spec_of(case), bars_of(case), instrument_of(case), settings_of(case)
    measure = Measure.of(chosen, len(bars), None)
    rows = engine_rows(spec, _PARAMS, bars, instrument, chosen, measure)
    assert grid.daily_returns is not None
    for row, (figures, daily) in enumerate(rows):
        ours = [float(getattr(grid, name)[row]) for name in NAMES]
        np.testing.assert_allclose(ours, figures, rtol=1e-9, atol=1e-12, err_msg=str(dict(_PARAMS[row])))
        np.testing.assert_allclose(grid.daily_returns[row], daily, rtol=1e-9, atol=1e-12)


def booked_by_kernel(trades: "np.ndarray[Any, Any]", lanes: int) -> Booked:
    names = ("lane", "start", "end", "before", "inside", "after", "worth")
    return Booked(lanes, *(trades[name] for name in names))


def trades_say(case: Case, booked: Booked, lane: int, result: RunResult) -> None:
    """Bars, sides, sizes and every amount of cash of one parameter set, exactly."""
    part = slice(int(booked.offsets[lane]), int(booked.offsets[lane + 1]))
    instrument, chosen, ts = instrument_of(case), settings_of(case), bars_of(case).ts
    money = Money.of(instrument, chosen.costs, chosen.initial_capital, instrument.min_notional)
    unit, step, cash = money.unit, instrument.step, chosen.initial_capital
    expected, made = [], []
    for trade in result.trades:
        sign = trade.direction.sign
        inside = cash - sign * trade.quantity * trade.entry_price - trade.entry_fee
        before, cash = cash, cash + trade.net_pnl
        quantity = trade.quantity * sign
        expected.append((trade.entry_ts, trade.exit_ts, quantity, before, inside, cash))
    for at in range(part.start, part.stop):
        quantity = Decimal(round(float(booked.worth[at]) / money.lot)) * step
        amounts = (Decimal(int(column[at])) * unit for column in (booked.before, booked.inside, booked.after))
        made.append((int(ts[booked.start[at]]), int(ts[booked.end[at]]), quantity, *amounts))
    assert made == expected
    assert {trade.direction for trade in result.trades} <= set(Direction)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(coverable(), st.sampled_from((1, 2)))
def test_a_packed_grid_makes_every_trade_of_the_engine(case: Case, workers: int) -> None:
    spec, bars, instrument, chosen = spec_of(case), bars_of(case), instrument_of(case), settings_of(case)
    assume("fast" in spec.params and uncovered(spec, chosen) is None)
    measure = Measure.of(chosen, len(bars), None)
    exact = [engine_run(spec, values, bars, instrument, chosen, {}) for values in _PARAMS]
    packed = Packed(spec, _PARAMS, bars, instrument, chosen, measure, keep_books=True, workers=workers)
    packed.run()
    last = {int(row): (booked, lane) for rows, booked in packed.books for lane, row in enumerate(rows)}
    for row, (booked, lane) in last.items():
        if not packed.doubt[row]:
            trades_say(case, booked, lane, exact[row])

    with without_kernel():
        on_numpy = run_grid(spec, _PARAMS, bars, instrument, chosen, daily=True, workers=workers)
    engine_says(case, on_numpy)
    assert "native" not in on_numpy.path
    engine_says(case, run_grid(spec, _PARAMS, bars, instrument, chosen, daily=True, workers=workers))


@needs_kernel
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(coverable(), st.integers(1, 24), st.sampled_from((1, 2)))
def test_the_kernel_makes_every_trade_of_the_engine(case: Case, times: int, workers: int) -> None:
    """Few sets are run without tables, many with them."""
    spec, bars, instrument, chosen = spec_of(case), bars_of(case), instrument_of(case), settings_of(case)
    assume("fast" in spec.params and uncovered(spec, chosen) is None)
    native = prepare_grid(spec, _PARAMS * times, instrument, chosen).native
    assume(native is not None)
    assert native is not None
    found = native.run(bars, Measure.of(chosen, len(bars), None), NO_LEDGERS, True, workers, books=True)
    assume(found is not None)
    assert found is not None
    assert found.trades is not None
    booked = booked_by_kernel(found.trades, len(found.doubt))
    exact = [engine_run(spec, values, bars, instrument, chosen, {}) for values in _PARAMS]
    for lane, doubt in enumerate(found.doubt.tolist()):
        if not doubt:
            trades_say(case, booked, lane, exact[lane % len(_PARAMS)])
    rows = engine_rows(spec, _PARAMS, bars, instrument, chosen, Measure.of(chosen, len(bars), None))
    assert found.daily is not None
    for lane, doubt in enumerate(found.doubt.tolist()):
        if not doubt:
            figures, daily = rows[lane % len(_PARAMS)]
            np.testing.assert_allclose(found.table[:, lane], figures, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(found.daily[lane], daily, rtol=1e-9, atol=1e-12)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_a_grid_of_anything_says_what_the_engine_says(case: Case) -> None:
    case = replace(case, finer={})
    spec = spec_of(case)
    assume("fast" in spec.params)
    grid = run_grid(spec, _PARAMS, bars_of(case), instrument_of(case), settings_of(case), daily=True)

    engine_says(case, grid)
    if uncovered(spec, settings_of(case)) is not None:
        assert set(grid.path) == {"engine"}
